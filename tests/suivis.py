"""What an officer writes in « Suivi » after the signature, for tests: rows on the packaged campaign."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from dpid_xl.lieu import Lieu
from dpid_xl.modele import Dossier, Suivi

LIBERCOURT = "CCAS de Libercourt"  # T1-01: 6 400 € for 80 places; T1-02: 10 000 €
SIGNATURE = date(2022, 10, 12)


def make_suivi(structure: str, operation: str, **valeurs: object) -> Suivi:
    """A row of « Suivi »: what is not given is not known; numbers may be given as text."""
    vides = {champ.name: "" if champ.type == "str" else None for champ in fields(Suivi)} | {"avenants": (), "lieu": Lieu("Suivi", 7)}
    nombres = {nom: Decimal(valeur) if isinstance(valeur, str | int) else valeur for nom, valeur in valeurs.items()}
    return Suivi(**vides | {"structure": structure, "operation": operation} | nombres)


def with_suivis(dossier: Dossier, *suivis: Suivi) -> Dossier:
    """The dossier with these rows."""
    return replace(dossier, suivis=suivis)
