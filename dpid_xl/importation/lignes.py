"""The cells of a line: each read under its column into what the line says; what has no column of ours is kept in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dpid_xl import cellules
from dpid_xl.cellules import Cellule, write_cellule
from dpid_xl.classes import dataclass
from dpid_xl.importation import valeurs
from dpid_xl.importation.contexte import read_operation, read_thematique
from dpid_xl.importation.entetes import Colonne, Entetes
from dpid_xl.importation.valeurs import Lue, ValeurRefusee
from dpid_xl.refus import Refus
from dpid_xl.schema import ANNEXE5, DEMANDES, STRUCTURES

Champs = frozenset[str]  # those that the table has
# Lost by another program, or an accent that it read awry.
_SIGNE_PERDU = re.compile("\ufffd|Ã[\u00a0-\u00bf‰€™ˆ‡ŠŽ ]|â€.?")
SEPARATEUR_OFFICIEL = " – "
MOTS_D_UNE_PHRASE = 3
_SIMPLE = re.compile(r"\s+simples?$")
_SIMPLES: Mapping[str, Callable[[Cellule], Lue]] = {
    "montant": valeurs.read_montant,
    "debut": valeurs.read_date,
    "fin": valeurs.read_date,
    "siret": valeurs.read_siret,
    "rna": valeurs.read_rna,
    "iban": valeurs.read_iban,
    "attribuant_siret": valeurs.read_siret,
    "recue_le": valeurs.read_date,
    "commission": valeurs.read_date,
    "montant_arrete": valeurs.read_montant,
    "quantite_proposee": lambda valeur: Lue(cellules.read_nombre(valeur)),
    "decision_demande": lambda valeur: Lue(cellules.read_champ(valeur, DEMANDES.colonne("decision"))),
    "simple_proposee": lambda valeur: Lue(cellules.read_nombre(valeur)),
}
_DECISION = DEMANDES.colonne("decision")  # of a demand; of a line, « decision » is the number of its deliberation
_DU_CLASSEUR = {
    colonne.champ: colonne
    for table in (DEMANDES, STRUCTURES, ANNEXE5)
    for colonne in table.colonnes
    if colonne.saisie and colonne is not _DECISION
}
_SANS_SCHEMA = ("structure", "siege", "decision_date")  # what the workbook reads more strictly, or means otherwise


@dataclass(frozen=True)
class LecteurDeLigne:
    """Reads the cells of a line; ``intitules`` gathers the names of operations that lines print beside their codes."""

    entetes: Entetes
    intitules: dict[str, str]
    champs: Champs

    def read(self, colonne: Colonne, valeur: Cellule, lues: dict[str, Any], thematique: str) -> Lue:
        """Read a cell into the values of its line; raises a Refus that says why it cannot be read."""
        if cellules.is_erreur(valeur):
            raise ValeurRefusee("la cellule est en erreur")
        if isinstance(valeur, str) and (perdu := _SIGNE_PERDU.search(valeur)):
            raise ValeurRefusee(f"un signe y est perdu (« {perdu[0]} ») : reprenez la cellule à la source")
        lire = _LECTURES.get(colonne.champ)
        if lire:
            return lire(self.champs, colonne, valeur, lues)
        if colonne.champ == "operation":
            return self._read_operation(valeur, lues, lues.get("thematique") or thematique)
        if colonne.champ == "montant" and self.entetes.facteur > 1:
            lues["montant"] = valeurs.read_milliers(valeur, self.entetes.facteur)
            return Lue(lues["montant"], f"« {self.entetes.textes[self.entetes.champs['montant']]} » : × {self.entetes.facteur}")
        lue = _read_simple(colonne.champ, valeur)
        cle = "rna" if colonne.champ == "siret" and str(lue.valeur).startswith("W") else colonne.champ
        lues[cle] = lue.valeur
        return replace(lue, devine=self._tell_devinee(colonne)) if colonne.devinee else lue

    def _tell_devinee(self, colonne: Colonne) -> str:
        numero = self.entetes.champs[colonne.champ]
        return f"« {self.entetes.textes[numero]} » lu comme « {colonne.entete} »"

    def _read_operation(self, valeur: Cellule, lues: dict[str, Any], thematique: str) -> Lue:
        operation = read_operation(write_cellule(valeur), thematique)
        lues["operation"] = operation.code or operation.texte
        if operation.code and operation.texte:
            self.intitules.setdefault(operation.code, operation.texte)
        return Lue(lues["operation"], operation.devine)


def _read_thematique(_champs: Champs, _colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    intitule = read_thematique(write_cellule(valeur), annoncee=True)
    lues["thematique"] = intitule.code if intitule else write_cellule(valeur)
    return Lue(lues["thematique"])


def _read_quantite(_champs: Champs, colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    try:
        lue = valeurs.read_quantite(valeur)
    except Refus:
        if not isinstance(valeur, str) or len(valeur.split()) < MOTS_D_UNE_PHRASE or lues.get("description"):
            raise
        lues["description"] = write_cellule(valeur)
        return Lue(lues["description"], "texte gardé en description : il dit plus qu'une quantité")
    lues[colonne.champ], unite = lue.valeur
    if unite:
        lues.setdefault("unite", unite)
    return lue


def _read_unite(_champs: Champs, _colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    lues["unite"] = valeurs.find_unite(write_cellule(valeur)) or write_cellule(valeur)
    return Lue(lues["unite"])


def _read_description(champs: Champs, _colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    """Read what is financed; the official annexe writes the quantity there, alone or before the words."""
    texte = write_cellule(valeur)
    tete, _, suite = texte.partition(SEPARATEUR_OFFICIEL)
    devine = ""
    if "quantite" not in champs and _read_quantites(tete, lues):
        texte, devine = suite, "quantité et unité lues en tête de la description"
    if texte:
        lues["description"] = f"{lues['description']} – {texte}" if lues.get("description") else texte
    return Lue((lues["quantite"], lues["unite"], texte) if devine else texte, devine)


def _read_quantites(texte: str, lues: dict[str, Any]) -> bool:
    """Read « 80 places », « 6 mesures et 2 mesures simples »; tell whether the text is that and nothing else."""
    trouvees = {}
    for morceau in texte.split(" et "):
        simple = _SIMPLE.sub("", morceau)
        try:
            quantite, unite = valeurs.read_quantite(simple).valeur
        except Refus:
            return False
        if not unite:
            return False
        trouvees["quantite_simple" if simple != morceau else "quantite"] = quantite
        trouvees["unite"] = unite
    if "quantite" in trouvees:
        lues.update(trouvees)
    return "quantite" in trouvees


def _read_periode(_champs: Champs, _colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    lue = valeurs.read_periode(valeur)
    lues["debut"], lues["fin"] = lue.valeur
    return lue


def _read_versements(champs: Champs, colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    """Read a period of payment, which may be the only dates that the source gives; any other words are kept as they are."""
    if not {"debut", "fin", "periode"} & champs:
        try:
            lue = _read_periode(champs, colonne, valeur, lues)
        except Refus:
            pass
        else:
            return replace(lue, devine="période de versement lue comme les dates de l'action : à vérifier")
    return _keep(champs, colonne, valeur, lues)


def _keep(_champs: Champs, colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    gardee = f"{colonne.entete} : {write_cellule(valeur)}"
    lues["remarque"] = f"{lues['remarque']} ; {gardee}" if lues.get("remarque") else gardee
    return Lue(gardee, "gardé en remarque")


def _read_suite(_champs: Champs, _colonne: Colonne, valeur: Cellule, lues: dict[str, Any]) -> Lue:
    lues["structure"] = f"{lues.get('structure', '')} {write_cellule(valeur)}".strip()
    return Lue(lues["structure"], "nom écrit sur deux colonnes, réuni")


_LECTURES: Mapping[str, Callable[[Champs, Colonne, Cellule, dict[str, Any]], Lue]] = {
    "thematique": _read_thematique,
    "quantite": _read_quantite,
    "quantite_simple": _read_quantite,
    "unite": _read_unite,
    "description": _read_description,
    "periode": _read_periode,
    "versements": _read_versements,
    "convention_date": _keep,
    "annee": _keep,
    "structure_suite": _read_suite,
}


def _read_simple(champ: str, valeur: Cellule) -> Lue:
    if champ in _SIMPLES:
        return _SIMPLES[champ](valeur)
    if champ in _SANS_SCHEMA or champ not in _DU_CLASSEUR:
        return valeurs.read_texte(valeur) if champ != "decision_date" else valeurs.read_date(valeur)
    return Lue(cellules.read_champ(valeur, _DU_CLASSEUR[champ]))
