"""The amount of a line: the cases an officer would check by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from dpid_xl.bareme import find_tarifs, load_bareme
from dpid_xl.calcul.montant import CalculImpossible, compute_montant, write_calcul
from tests.cas import load_cas

CAS = load_cas(__file__, "montants.toml")


def _ids(cas):
    return f"{cas['operation']} {cas.get('quantite', '')} {cas.get('mois', '')} {cas.get('quantite_simple', '')}".strip()


@pytest.mark.parametrize("cas", CAS, ids=_ids)
def test_montant(cas):
    tarifs = find_tarifs(load_bareme(), cas["operation"], date(2022, 9, 27))
    mois = Fraction(cas["mois"]) if "mois" in cas else None
    quantite, simple = (Decimal(cas[nom]) if nom in cas else None for nom in ("quantite", "quantite_simple"))
    arguments = (quantite, mois, simple)
    if "refus" in cas:
        with pytest.raises(CalculImpossible, match=cas["refus"]):
            compute_montant(tarifs, *arguments)
        return
    assert compute_montant(tarifs, *arguments) == cas["montant"]
    calcul = write_calcul(tarifs, cas["unite"], *arguments)
    assert calcul.replace("\u202f", " ").replace("\xa0", " ") == cas["calcul"]


def test_every_line_of_the_campaign_follows_the_bareme_but_one(dossier):
    from dpid_xl.calcul.montant import compute_montant_ligne

    ecarts = [(ligne.structure, compute_montant_ligne(dossier, ligne), ligne.montant) for ligne in dossier.lignes]
    assert [ecart for ecart in ecarts if ecart[1] != ecart[2]] == [("Au bord de la ligne", 800, 12220)]
