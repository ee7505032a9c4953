"""The registry and the functions are the same list, and every text can be shown by every host."""

import inspect

import pytest

from udfs import fonctions
from udfs.declaration import FAMILLE, PLAGES, write_exemple, write_litteral, write_signature
from udfs.excel.generation import bind_com
from udfs.fonctions import FONCTION_PAR_NOM, FONCTIONS

TEXTE_MAXIMAL = 255  # Excel cuts what is longer


def test_registry_is_all():
    assert [fonction.python for fonction in FONCTIONS] == [nom for nom in vars(fonctions) if nom.startswith("dpid_")]
    assert len(FONCTION_PAR_NOM) == len(FONCTIONS)


@pytest.mark.parametrize("fonction", FONCTIONS, ids=lambda fonction: fonction.nom)
def test_registry_is_the_signature(fonction):
    parametres = inspect.signature(getattr(fonctions, fonction.python)).parameters.values()
    declares = [(argument.nom, argument.obligatoire) for argument in fonction.arguments]
    assert [(parametre.name, parametre.default is parametre.empty) for parametre in parametres] == declares
    assert all(parametre.default is None for parametre in parametres if parametre.default is not parametre.empty)
    assert getattr(fonctions, fonction.python).__doc__ == fonction.resume


@pytest.mark.parametrize("fonction", FONCTIONS, ids=lambda fonction: fonction.nom)
def test_every_text_is_there_and_fits(fonction):
    textes = [fonction.resume, *(argument.aide for argument in fonction.arguments)]
    assert all(0 < len(texte) <= TEXTE_MAXIMAL and texte.endswith((".", "…")) for texte in textes)
    assert fonction.famille == FAMILLE
    assert fonction.excel.startswith("DPID_")
    assert fonction.exemples
    assert all(argument.reference for argument in fonction.arguments if argument.sorte in PLAGES)
    obligatoires = [argument.obligatoire for argument in fonction.arguments]
    assert obligatoires == sorted(obligatoires, reverse=True)
    "".join(textes).encode("cp1252")


def test_xlwings_gets_category_texts_and_conversions():
    with bind_com() as module:
        for fonction in FONCTIONS:
            xlfunc = getattr(module, fonction.python).__xlfunc__
            assert (xlfunc["category"], xlfunc["ret"]["doc"]) == (FAMILLE, fonction.resume)
            assert [argument["doc"] for argument in xlfunc["args"]] == [argument.aide for argument in fonction.arguments]
            assert all(argument["options"]["err_to_str"] for argument in xlfunc["args"])


def test_texts_of_formulas():
    assert write_signature(FONCTION_PAR_NOM["MONTANT"]) == "MONTANT(opération; quantité; [mois]; [quantité_simple]; [barème]; [date])"
    total = FONCTION_PAR_NOM["TOTAL"]
    assert write_exemple(total, total.exemples[1]) == '=DPID_TOTAL(tblAnnexe5[#Tout];;;"Artois")'
    echeancier = FONCTION_PAR_NOM["ECHEANCIER"].exemples[0]
    assert write_litteral(echeancier.resultat) == '{"Avance";DATE(2022;10;1);3840 / "Solde";DATE(2022;12;31);2560}'
    assert write_litteral(23000.01) == "23000,01"
    assert write_litteral(1234567.0) == "1234567"
