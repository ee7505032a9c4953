"""The sentences of the controls: read one by one, they are those of the whole file."""

import tomllib
from importlib import resources

import pytest

from dpid_xl.controles.messages import FICHIER, Messages, load_messages
from dpid_xl.strict import DonneesInvalides

TEXTE = (resources.files("dpid_xl.controles") / FICHIER).read_text(encoding="utf-8")
UNE = '[a]\nmessage = "Un"\ngravites = []\nregle = ""\nsource = ""\n'


def test_each_message_is_that_of_the_whole_file():
    tables = tomllib.loads(TEXTE)
    messages = load_messages()
    assert list(messages) == list(tables)
    for code, table in tables.items():
        for cle, valeur in table.items():
            lue = getattr(messages[code], cle)
            assert (list(map(str, lue)) if isinstance(valeur, list) else lue) == valeur, (code, cle)


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        (UNE + 'inconnue = "x"\n', "messages.toml, a : clé inconnue « inconnue »"),
        (UNE.replace('source = ""\n', ""), "messages.toml, a : clé absente « source »"),
        (UNE + "source\n", "messages.toml : "),
    ],
)
def test_a_table_that_is_wrong_is_named_where_it_is_asked_for(texte, dit):
    messages = Messages(texte)
    assert len(messages) == 1
    with pytest.raises(DonneesInvalides, match=f"^{dit}"):
        messages["a"]


def test_a_code_without_a_message_is_not_there():
    assert load_messages().get("ce_code_n_existe_pas") is None
