"""A workbook with all that an officer may add to it: to be made anew, passed to the vote, reconducted."""

from datetime import date
from typing import Any

from tests.classeurs.fabrique import Essai, Formule, add_feuilles, build

COMMISSION = date(2022, 9, 27)
SCENARIO = "Plus"
_DEMANDE = {
    "Structure": "PAGE",
    "Opération": "T1-01",
    "Territoire": "Artois",
    "Quantité demandée": 40,
    "Montant demandé": "3 200,00 €",
    "Début": date(2022, 7, 1),
    "Fin": date(2022, 12, 31),
    "Quantité proposée": 40,
    "Montant arrêté": 3000,
    "Décision": "retenue",
    "Commission": COMMISSION,
}
_AVENANT = {
    "Avenant n°": 1,
    "Structure": "CCAS de Libercourt",
    "Opération": "T1-01",
    "Effet": "modifie la ligne",
    "Quantité nouvelle": 90,
    "Montant nouveau": 7000,
    "Objet": "dix places de plus",
}


def make_plein() -> bytes:
    """Return the bytes of the workbook."""
    essai = Essai(en_plus={"tblAnnexe5": {"Avis": "oui"}, "tblBudget": {"Vu par": "Marie"}}, apres=_add)
    essai.rangees["tblDemandes"] = [dict(_DEMANDE), _DEMANDE | {"Structure": "CCAS de Libercourt", "Décision": None, "Commission": None}]
    essai.rangees["tblAvenants"] = [dict(_AVENANT)]
    essai.rangees["tblAnnexe5"][0] |= {"Quantité": Formule("=40+40", 80), "Montant retenu": "6 400,00 €", "Statut": None}
    essai.rangees["tblAnnexe5"][1] |= {"Montant retenu": Formule("=Notes!B1", 1600.5), "Statut": "proposé"}
    essai.rangees["tblModele"] += [{"Bloc": style, "Style": style} for style in ("operations", "annexes", "signature", "fiches")]
    essai.reglages |= {"debut": date(2022, 7, 1), "fin": date(2022, 12, 31)}
    essai.reglages |= {"deliberation_numero": "2022-375", "deliberation_date": COMMISSION}
    return build(essai)


def _add(classeur: Any) -> None:
    jaune = classeur.add_format({"bg_color": "#FFFF00", "font_strikeout": True, "font_color": "#FF0000"})
    annexe5 = classeur.get_worksheet_by_name("Annexe 5")
    annexe5.write("AZ7", "à côté", jaune)
    annexe5.write("E3", "au-dessus", classeur.add_format({"bold": True, "num_format": "0.000"}))
    annexe5.write_comment("A8", "à revoir", {"author": "Marie"})
    classeur.get_worksheet_by_name("Campagne").write("D6", "réglage à voir")
    notes = add_feuilles(classeur)
    notes.write("A1", "Total", jaune)
    notes.write_formula("B4", "='Annexe 5'!D7", None, "x")
    notes.write_rich_string("C1", "en ", jaune, "gras")
    notes.write_comment("A1", "la mienne", {"author": "Paul"})
    notes.write_url("C2", "https://example.org", string="un lien")
    notes.conditional_format("B1:B3", {"type": "cell", "criteria": ">", "value": 1, "format": jaune})
    notes.data_validation("A5:A9", {"validate": "list", "source": ["oui", "non"]})
    notes.merge_range("A15:C15", "fusionnée", jaune)
    notes.set_column("E:F", 20, None, {"hidden": True})
    classeur.define_name("Notes!Le_mien", "=Notes!$A$1")
