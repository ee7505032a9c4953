"""From the lines received to a campaign: operations, register, lines; nothing is taken from the packaged campaign.

With the officer's own workbook (``base``), its operations, barème, budget, texts and register are those of the new one, and its lines,
votes and results are not. Without it, what the source names is all there is: amounts are then « montant arrêté ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, field, fields, replace
from typing import Any

from dpid_xl.bareme import load_bareme
from dpid_xl.cellules import get_vide
from dpid_xl.classes import dataclass
from dpid_xl.documents.modele import MODELE_CONVENTION, load_blocs
from dpid_xl.importation.entetes import STRUCTURE
from dpid_xl.importation.journal import Etat, Journal, Place
from dpid_xl.importation.rangees import MASQUE, LigneRecue, TableRecue
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Campagne, Demande, Dossier, Fiche, Ligne, Mode, Operation, Structure, Thematique
from dpid_xl.noms import fold_nom
from dpid_xl.schema import ANNEXE5, DEMANDES, OPERATIONS, STRUCTURES, THEMATIQUES

_DE_LA_LIGNE = tuple(champ.name for champ in fields(Ligne) if champ.name not in ("lieu", "structure", "operation"))
_DU_REGISTRE = tuple(colonne.champ for colonne in STRUCTURES.colonnes if colonne.saisie and colonne.champ not in ("nom", "justification"))
_LIBELLES = {colonne.champ: colonne.entete for colonne in STRUCTURES.colonnes}
_THEMATIQUE = re.compile(r"T\d", re.ASCII)
_RANG = re.compile(r"\d{1,2}", re.ASCII)
_DISCRETS = ("iban",)  # not shown in a journal


@dataclass
class Registre:
    """The structures known so far, found by SIRET, then by name; what is not empty is never replaced."""

    journal: Journal
    fiches: list[dict[str, Any]] = field(default_factory=list)
    lieux: list[Place | None] = field(default_factory=list)
    _par_siret: dict[str, int] = field(default_factory=dict)
    _par_nom: dict[str, int] = field(default_factory=dict)

    def add_base(self, structures: Iterable[Structure]) -> None:
        """Take the register of the officer's workbook."""
        for structure in structures:
            rang = self._append({champ.name: getattr(structure, champ.name) for champ in fields(Structure) if champ.name != "lieu"}, None)
            for nom in (structure.nom, *structure.variantes):
                self._par_nom.setdefault(fold_nom(nom), rang)

    def merge(self, nom: str, recue: Mapping[str, Any], place: Place) -> str:
        """Complete the register with what a row says of a body; return the name of the body there."""
        siret = recue.get("siret", "")
        rang = self._par_siret.get(siret) if siret else None
        par_nom = self._par_nom.get(fold_nom(nom))
        if rang is not None and par_nom is not None and par_nom != rang:
            autre = f"ce SIRET est celui de « {self.fiches[rang]['nom']} » : rien n'est repris de cette rangée dans le registre"
            self._refuse(place, STRUCTURES.entete("siret"), siret, autre)
            return str(self.fiches[par_nom]["nom"])
        if rang is None:
            rang = par_nom
            if rang is not None and siret and self.fiches[rang]["siret"] not in ("", siret):
                self._refuse(
                    place,
                    STRUCTURES.entete("siret"),
                    siret,
                    f"« {nom} » est au registre avec le SIRET {self.fiches[rang]['siret']}, qui est gardé",
                )
        elif par_nom is None:
            self._add_variante(rang, nom, place)
        if rang is None:
            rang = self._append(_make_vide(nom), place)
            self._par_nom[fold_nom(nom)] = rang
        self._complete(rang, recue, place)
        return str(self.fiches[rang]["nom"])

    def add_variante(self, connu: str, nom: str) -> None:
        """Note another spelling of a body, which the source itself says."""
        rang = self._par_nom[fold_nom(connu)]
        if self._par_nom.setdefault(fold_nom(nom), rang) == rang and nom not in (self.fiches[rang]["nom"], *self.fiches[rang]["variantes"]):
            self.fiches[rang]["variantes"] = (*self.fiches[rang]["variantes"], nom)

    def make_structures(self) -> tuple[Structure, ...]:
        """Return the register."""
        return tuple(Structure(**fiche, lieu=Lieu(STRUCTURES.feuille, rang)) for rang, fiche in enumerate(self.fiches, 1))

    def _append(self, fiche: dict[str, Any], place: Place | None) -> int:
        self.fiches.append(fiche)
        self.lieux.append(place)
        if fiche["siret"]:
            self._par_siret.setdefault(fiche["siret"], len(self.fiches) - 1)
        return len(self.fiches) - 1

    def _add_variante(self, rang: int, nom: str, place: Place) -> None:
        self.fiches[rang]["variantes"] = (*self.fiches[rang]["variantes"], nom)
        self._par_nom[fold_nom(nom)] = rang
        message = f"même SIRET que « {self.fiches[rang]['nom']} » : gardé parmi ses variantes"
        self.journal.add(Etat.DEVINE, place, ANNEXE5.entete("structure"), nom, message, self.fiches[rang]["nom"])

    def _complete(self, rang: int, recue: Mapping[str, Any], place: Place) -> None:
        fiche = self.fiches[rang]
        for champ in _DU_REGISTRE:
            valeur = recue.get(champ)
            if not valeur or fold_nom(str(fiche[champ])) == fold_nom(str(valeur)):
                continue
            if not fiche[champ]:
                fiche[champ] = valeur
                if champ == "siret":
                    self._par_siret.setdefault(valeur, rang)
            elif champ != "siret":
                garde = MASQUE if champ in _DISCRETS else fiche[champ]
                montree = MASQUE if champ in _DISCRETS else valeur
                self._refuse(place, _LIBELLES[champ], str(montree), f"« {fiche['nom']} » a déjà « {garde} », qui est gardé")

    def _refuse(self, place: Place, colonne: str, valeur: str, message: str) -> None:
        self.journal.add(Etat.REFUSE, place, colonne, valeur, message)


def assemble(tables: Sequence[TableRecue], journal: Journal, nom: str, base: Dossier | None = None) -> Dossier:
    """Make the campaign of the tables of a file, called ``nom``."""
    registre = Registre(journal)
    registre.add_base(base.structures if base else ())
    codes = _Codes(base, journal, {code: texte for table in tables for code, texte in table.intitules.items()})
    lignes: list[Ligne] = []
    for table in tables:
        for recue in table.lignes:
            _merge_structure(registre, recue)
            if table.entetes.de_lignes:
                lignes.append(_make_ligne(recue, codes.find(recue), len(lignes) + 1))
    socle = _take_base(base) if base else _make_socle(nom)
    operations = (*socle.operations, *codes.make_operations(lignes, len(socle.operations)))
    return replace(
        socle,
        campagne=_fill_campagne(socle.campagne, tables, journal),
        thematiques=(*socle.thematiques, *_list_thematiques(operations, socle.thematiques, codes.intitules)),
        operations=operations,
        structures=registre.make_structures(),
        lignes=tuple(lignes),
    )


def assemble_demandes(tables: Sequence[TableRecue], journal: Journal, base: Dossier) -> Dossier:
    """Add the rows of a file to the demands of a campaign, and what they say of the bodies to its register; the rest is as it was."""
    registre = Registre(journal)
    registre.add_base(base.structures)
    codes = _Codes(base, journal, {code: texte for table in tables for code, texte in table.intitules.items()})
    demandes: list[Demande] = []
    for table in tables:
        for recue in table.lignes:
            _merge_structure(registre, recue)
            demandes.append(_make_demande(recue, codes.find(recue), journal))
    return replace(base, structures=registre.make_structures(), demandes=(*base.demandes, *demandes))


def _make_demande(recue: LigneRecue, operation: str, journal: Journal) -> Demande:
    lues = {champ: recue.get(source) for champ, source in _DE_LA_DEMANDE.items() if source in recue.valeurs}
    prises = {*_DE_LA_DEMANDE.values(), *_DU_REGISTRE, *_DE_CONTEXTE}
    for champ, valeur in recue.valeurs.items():
        if champ not in prises and valeur not in (None, ""):
            entete = _ENTETES_DE_LIGNE.get(champ, champ)
            journal.add(Etat.ECARTE, recue.place, entete, valeur, f"« {entete} » : la feuille Demandes n'a pas de colonne pour elle")
    vides = {colonne.champ: get_vide(colonne) for colonne in DEMANDES.colonnes if colonne.saisie}
    return Demande(**vides | lues | {"operation": operation, "lieu": Lieu(DEMANDES.feuille, recue.place.rang)})


# What a demand takes of a row, by its own fields; what is asked is read where a line says what it was granted.
_DE_LA_DEMANDE: Mapping[str, str] = {
    champ: champ
    for champ in (
        *("recue_le", "structure", "territoire", "description", "autres_financeurs", "pieces_recues", "instructeur", "avis", "priorite"),
        *("debut", "fin", "montant_arrete", "motif", "commission", "justification"),
    )
} | {
    "quantite_demandee": "quantite",
    "quantite_simple_demandee": "quantite_simple",
    "montant_demande": "montant",
    "quantite": "quantite_proposee",
    "quantite_simple": "simple_proposee",
    "decision": "decision_demande",
}
_DE_CONTEXTE = frozenset({"operation", "thematique", "unite", "structure_registre", "code_postal", "commune"})

# What a base gives; the life of its own campaign (lines, votes, avenants, signatures, payments, what is to come) stays there.
_DE_LA_BASE = ("thematiques", "tarifs", "operations", "structures", "budget", "modele", "anterieurs")
_DU_CLASSEUR = ("illisibles", "reglages", "logo")
_ENTETES_DE_LIGNE = {colonne.champ: colonne.entete for colonne in ANNEXE5.colonnes}


@dataclass
class _Codes:
    """Which operation a line is of: by its code, else by its name in the officer's workbook, else by its rank under a thématique."""

    base: Dossier | None
    journal: Journal
    intitules: dict[str, str]
    donnes: dict[str, str] = field(default_factory=dict)

    def find(self, recue: LigneRecue) -> str:
        """Return the code of the operation of a line, noted when it had to be guessed; its words when nothing tells it."""
        dite = str(recue.get("operation"))
        if not dite or self._is_code(dite):
            return dite
        thematique = str(recue.get("thematique"))
        cle = f"{thematique} {fold_nom(dite)}"  # « 1 » under another thématique is another operation
        if cle not in self.donnes:
            self.donnes[cle] = self._guess(dite, thematique)
        code = self.donnes[cle]
        etat, message = (
            (Etat.DEVINE, "code trouvé d'après l'intitulé ou le rang")
            if code != dite
            else (Etat.REFUSE, "aucune opération n'a cet intitulé : donnez son code")
        )
        self.journal.add(etat, recue.place, ANNEXE5.entete("operation"), dite, message, code)
        return code

    def make_operations(self, lignes: Sequence[Ligne], rang: int) -> list[Operation]:
        """Make the operations that the lines name and that the base has not."""
        connues = self.base.operation_par_code if self.base else {}
        nouvelles: dict[str, list[Ligne]] = {}
        for ligne in lignes:
            if ligne.operation and ligne.operation not in connues and self._is_code(ligne.operation):
                nouvelles.setdefault(ligne.operation, []).append(ligne)
        operations = []
        for numero, (code, ses_lignes) in enumerate(sorted(nouvelles.items()), rang + 1):
            unites = {ligne.unite for ligne in ses_lignes if ligne.unite}
            intitule = self.intitules.get(code, code)
            operations.append(_make_operation(code, intitule, unites.pop() if len(unites) == 1 else "", numero))
            message = "opération que le classeur de base n'a pas : montants arrêtés" if self.base else "sans barème : montants arrêtés"
            self.journal.add(Etat.DEVINE, Place("", 0), ANNEXE5.entete("operation"), code, message, intitule)
        return operations

    def _guess(self, dite: str, thematique: str) -> str:
        if _THEMATIQUE.fullmatch(thematique) and _RANG.fullmatch(dite):
            return f"{thematique}-{int(dite):02d}"
        if self.base:
            for operation in self.base.operations:
                if fold_nom(dite) in (fold_nom(operation.intitule), fold_nom(operation.intitule_court)):
                    return operation.code
            return dite
        if not _THEMATIQUE.fullmatch(thematique):
            return dite
        rang = 1 + sum(code.startswith(f"{thematique}-") for code in {*self.donnes.values(), *self.intitules})
        code = f"{thematique}-{rang:02d}"
        self.intitules[code] = dite
        return code

    @staticmethod
    def _is_code(texte: str) -> bool:
        return len(texte) == 5 and texte[0] == "T" and texte[2] == "-" and (texte[1] + texte[3:]).isdigit()  # noqa: PLR2004 - T1-01


def _merge_structure(registre: Registre, recue: LigneRecue) -> None:
    nom = str(recue.get("structure"))
    if nom:
        valeurs = dict(recue.valeurs)
        adresse = " ".join(str(valeurs[champ]) for champ in ("code_postal", "commune") if valeurs.get(champ))
        valeurs["siege"] = ", ".join(morceau for morceau in (str(valeurs.get("siege", "")), adresse) if morceau)
        connu = str(recue.get("structure_registre")) or nom
        registre.merge(connu, valeurs, recue.place)
        registre.add_variante(connu, nom)


def _make_ligne(recue: LigneRecue, operation: str, rang: int) -> Ligne:
    valeurs = {champ: recue.get(champ, None if champ in _NULLES else "") for champ in _DE_LA_LIGNE}
    return Ligne(**valeurs, operation=operation, structure=str(recue.get("structure")), lieu=Lieu(ANNEXE5.feuille, rang))


_NULLES = ("quantite", "quantite_simple", "debut", "fin", "montant")


def _make_operation(code: str, intitule: str, unite: str, rang: int) -> Operation:
    return Operation(
        code=code,
        thematique=code[:2],
        intitule=intitule,
        intitule_court=intitule,
        unite=unite,
        mode=Mode.ARRETE,
        budget="",
        debut=None,
        fin=None,
        duree_maximale_mois=None,
        source="",
        fiche=Fiche(),
        lieu=Lieu(OPERATIONS.feuille, rang),
    )


def _list_thematiques(operations: Sequence[Operation], connues: Sequence[Thematique], intitules: Mapping[str, str]) -> list[Thematique]:
    codes = dict.fromkeys(operation.thematique for operation in operations) | {code: None for code in intitules if "-" not in code}
    nouveaux = sorted(codes.keys() - {thematique.code for thematique in connues})
    return [
        Thematique(code, intitules.get(code, code), intitules.get(code, code), "", Lieu(THEMATIQUES.feuille, rang))
        for rang, code in enumerate(nouveaux, 1)
    ]


def _take_base(base: Dossier) -> Dossier:
    """Make the campaign that takes the operations, barème, budget, texts and register of the workbook, nothing that happened."""
    repris = {champ: getattr(base, champ) for champ in (*_DE_LA_BASE, *_DU_CLASSEUR)}
    return Dossier(campagne=replace(base.campagne, situation_au=None), lignes=(), decisions=(), **repris)


def _make_socle(nom: str) -> Dossier:
    """Make the campaign of a file without a base: our working texts, the law's own figures, nothing of any Département."""
    vides: dict[str, Any] = {champ.name: "" if champ.type == "str" else None for champ in fields(Campagne) if champ.default is MISSING}
    return Dossier(
        campagne=Campagne(**{**vides, "code": "import", "nom": f"Import de {nom}"}),
        thematiques=(),
        tarifs=tuple(tarif for tarif in load_bareme().tarifs if tarif.source.startswith(("Loi", "Décret"))),
        operations=(),
        structures=(),
        lignes=(),
        budget=(),
        decisions=(),
        modele=load_blocs(MODELE_CONVENTION),
    )


def _fill_campagne(campagne: Campagne, tables: Sequence[TableRecue], journal: Journal) -> Campagne:
    """Take from the source what all its lines say alike of the campaign; what they say otherwise is noted."""
    dites: dict[str, dict[Any, Place]] = {}
    for table in tables:
        for champ, valeurs in table.campagne.items():
            for valeur, place in valeurs.items():
                dites.setdefault(champ, {}).setdefault(valeur, place)
    for champ, valeurs in dites.items():
        reglage, entete = _REGLAGES[champ]
        valeur, place = next(iter(valeurs.items()))
        if len(valeurs) > 1:
            journal.add(Etat.REFUSE, place, entete, valeur, f"{len(valeurs)} valeurs différentes : le réglage de la campagne reste vide")
        elif getattr(campagne, reglage):
            if getattr(campagne, reglage) != valeur:
                journal.add(
                    Etat.REFUSE, place, entete, valeur, f"le classeur de base porte « {getattr(campagne, reglage)} », qui est gardé"
                )
        else:
            campagne = replace(campagne, **{reglage: valeur})
            journal.add(Etat.DEVINE, place, entete, valeur, "dit par toutes les lignes : réglage de la campagne", valeur)
    return campagne


_REGLAGES = {
    "attribuant": ("departement", "Département"),
    "attribuant_siret": ("departement_siret", "SIRET du Département"),
    "decision": ("deliberation_numero", "N° de délibération"),
    "decision_date": ("deliberation_date", "Date de la délibération"),
}


def _make_vide(nom: str) -> dict[str, Any]:
    """Return the row of a body of which only the name is known."""
    vide = {champ.name: _VIDES.get(str(champ.type), "") for champ in fields(Structure) if champ.name != "lieu"}
    return {**vide, "nom": nom}


_VIDES: Mapping[str, Any] = {"tuple[str, ...]": (), "date | None": None}
__all__ = ["STRUCTURE", "assemble"]
