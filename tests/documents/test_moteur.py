"""The engine of documents: which blocks are kept and how often, what they say, what is missing."""

import pytest

from dpid_xl.documents.document import A_COMPLETER, Bloc, Manque, Style
from dpid_xl.documents.moteur import Occurrence, StyleCompose, compose_blocs, find_blancs, find_manques, keep_blocs
from dpid_xl.lieu import Lieu
from dpid_xl.modele import BlocModele

OCCURRENCES = {
    "nature": [Occurrence("association"), Occurrence("association loi 1901")],
    "operation": [Occurrence("T1-01"), Occurrence("T1-02")],
    "securite": [Occurrence("")],
    "solde": [Occurrence("")],
    "avenants": [],
    "fiche": [Occurrence("remplacée", {"annexe": "3"}), Occurrence("ajoutée", {"annexe": "4"}), Occurrence("remplacée", {"annexe": ""})],
}
COMPOSES = {
    "tableau": StyleCompose(lambda contexte, texte: (Bloc(Style.PARAGRAPHE, texte), Bloc(Style.TABLEAU, tableau=((contexte,),)))),
    "signature": StyleCompose(lambda *_: (), ("signataire",), lambda contexte: (Manque(f"donnée de {contexte}"),)),
}
VALEURS = {"montant": "8 €", "signataire": "", "fin": "", "annee": "2022"}


def _bloc(texte="texte", *, si="", style="paragraphe"):
    return BlocModele("code", style, si, texte, Lieu("Modèle convention", 7))


def _find(*blocs, contexte=""):
    return tuple(manque.quoi for manque in find_manques(contexte, keep_blocs(blocs, OCCURRENCES), VALEURS, COMPOSES))


@pytest.mark.parametrize(
    ("si", "textes"),
    [
        ("", ["annexe «annexe»"]),
        ("nature:commune|Association", ["annexe «annexe»"]),
        ("nature:commune", []),
        ("operation:T1-01|T1-02", ["annexe «annexe»"]),  # two operations, one block
        ("securite:", ["annexe «annexe»"]),
        ("securite:1|2", []),
        ("avenants:oui", []),
        ("fiche:remplacée", ["annexe 3", f"annexe {A_COMPLETER}"]),
        ("fiche:ajoutée | REMPLACEE", ["annexe 3", "annexe 4", f"annexe {A_COMPLETER}"]),  # in the order of the occurrences
        ("fiche:retirée", []),
    ],
)
def test_a_block_is_kept_as_often_as_its_condition_is_met(si, textes):
    retenus = keep_blocs([_bloc("annexe «annexe»", si=si)], OCCURRENCES)
    valeurs = {"annexe": "«annexe»"}  # of the document: those of an occurrence come first
    assert [bloc.texte for bloc in compose_blocs(None, retenus, valeurs, {})] == textes


def test_a_composed_style_gets_its_text_filled():
    retenus = keep_blocs([_bloc("soit «montant»", style="tableau"), _bloc(style="puce")], OCCURRENCES)
    paragraphe, tableau, puce = compose_blocs("cellule", retenus, VALEURS, COMPOSES)
    assert (paragraphe.texte, tableau.tableau, puce.style) == ("soit 8 €", (("cellule",),), Style.PUCE)


@pytest.mark.parametrize(
    ("bloc", "manques"),
    [
        (_bloc("«montant» en «annee»"), ()),
        (_bloc("au «fin»"), ("date de fin",)),
        (_bloc("au «fin»", si="nature:commune"), ()),
        (_bloc("annexe «annexe»", si="fiche:ajoutée"), ()),
        (_bloc("annexe «annexe»", si="fiche:remplacée"), ("numéro de l'annexe",)),
        (_bloc(si="securite:"), ("option de sécurité (1 ou 2)",)),
        (_bloc(si="securite:1|"), ("option de sécurité (1 ou 2)",)),  # kept because nobody chose yet
        (_bloc(f"Choix : {A_COMPLETER}", si="securite:"), ("option de sécurité (1 ou 2)",)),
        (_bloc(f"Date : {A_COMPLETER}"), ("texte du modèle",)),
        (_bloc(f"Solde : {A_COMPLETER}", si="solde:"), ()),  # no choice of the register: what is composed names it
        (_bloc(style="signature"), ("signataire", "donnée de X")),
    ],
)
def test_what_keeps_a_document_a_projet(bloc, manques):
    assert _find(bloc, contexte="X") == manques


def test_what_is_missing_is_said_once_and_in_order():
    blocs = _bloc("du «fin» au «fin»"), _bloc(style="signature"), _bloc("«signataire»"), _bloc(si="securite:")
    assert _find(*blocs, contexte="X") == ("date de fin", "signataire", "option de sécurité (1 ou 2)", "donnée de X")


def test_a_gap_in_a_table_is_never_signed():
    plein, trou = (Bloc(Style.TABLEAU, tableau=(("Artois", texte),)) for texte in ("8 €", A_COMPLETER))
    assert find_blancs([plein]) == ()
    assert find_blancs([plein, trou]) == (Manque("tableau des opérations"),)
