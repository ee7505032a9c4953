"""What the pane's engine answers to Excel's client, out of a browser."""

import asyncio
import json

import pytest

from udfs.volet.moteur import call_fonction

DEMANDE = {"client": "Office.js", "version": "", "func_name": "dpid_places", "runtime": "1.4"}


@pytest.mark.usefixtures("application")  # xlwings looks for its licence key where it is first imported
@pytest.mark.parametrize(
    ("quantite", "statut", "corps"),
    [("abc", 400, "Quantité : « abc » n'est pas un nombre."), (12, 200, {"result": [[960.0]]})],  # 160 € a place and a year
)
def test_a_function_answers_a_value_or_the_sentence_of_its_refusal(quantite, statut, corps):
    reponse = json.loads(asyncio.run(call_fonction(json.dumps(DEMANDE | {"args": [[[quantite]], [[6]]]}))))
    assert (reponse["statut"], reponse["corps"]) == (statut, corps)
