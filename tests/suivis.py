"""What an officer writes in « Suivi » after the signature, for tests: rows on the packaged campaign, and the table of its décomptes."""

import tomllib
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, Suivi

LIBERCOURT = "CCAS de Libercourt"  # T1-01: 6 400 € for 80 places; T1-02: 10 000 €
SIGNATURE = date(2022, 10, 12)
TABLE = Path(__file__).parent / "documents" / "courriers" / "decomptes.toml"
DECOMPTES = tomllib.loads(TABLE.read_text(encoding="utf-8"), parse_float=Decimal)["decompte"]
_COLONNES = {"partenariat": "note_partenariat", "parcours": "note_parcours", "verse": "versement"} | {
    nom: nom for nom in ("realise", "realise_simple", "depenses", "acquis_arrete")
}


def make_suivi(structure: str, operation: str, **valeurs: object) -> Suivi:
    """A row of « Suivi »: what is not given is not known; numbers may be given as text."""
    vides = {champ.name: "" if champ.type == "str" else None for champ in fields(Suivi)} | {"avenants": (), "lieu": Lieu("Suivi", 7)}
    nombres = {nom: Decimal(valeur) if isinstance(valeur, str | int) else valeur for nom, valeur in valeurs.items()}
    return Suivi(**vides | {"structure": structure, "operation": operation} | nombres)


def with_suivis(dossier: Dossier, *suivis: Suivi) -> Dossier:
    """The dossier with these rows."""
    return replace(dossier, suivis=suivis)


def apply_decompte(dossier: Dossier, cas: dict) -> Dossier:
    """The dossier with what a case of the table types in Annexe 5 and in « Suivi », after what it already holds."""
    nom, operation = dossier.find_structure(cas["structure"]).nom, cas["operation"]
    suivi = make_suivi(nom, operation, **{champ: cas[colonne] for colonne, champ in _COLONNES.items() if colonne in cas})
    suivi = replace(suivi, sorties=cas.get("sorties"), motif=cas.get("motif", ""))
    lignes = tuple(
        replace(ligne, objectif=cas.get("objectif", ""))
        if ligne.operation == operation and dossier.find_structure(ligne.structure).nom == nom
        else ligne
        for ligne in dossier.lignes
    )
    return with_suivis(replace(dossier, lignes=lignes), *dossier.suivis, suivi)
