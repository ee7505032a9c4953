"""What a letter is written from: a structure, the operations it is about, and every text decided from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from dpid_xl.calcul.exercices import Etat, PartExercice, compute_repartitions, sum_exercices
from dpid_xl.calcul.suivi import Dates, Resultat, compute_dates
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import (
    ChampsCourrier,
    list_valeurs,
    make_champs_bareme,
    make_champs_campagne,
    make_champs_operations,
    make_champs_structure,
)
from dpid_xl.documents.convention import write_numeros
from dpid_xl.documents.courriers.decompte import Decompte, Sommes, locate_suivi, make_decompte, sum_decomptes
from dpid_xl.documents.grammaire import write_civilite
from dpid_xl.documents.lieux import locate_champ
from dpid_xl.documents.moteur import Conditions, Occurrence, Occurrences
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, Ligne, LigneAvenant, Operation, Structure
from dpid_xl.montants import format_montant, sum_connues, write_en_lettres
from dpid_xl.periodes import write_date

OUI = "oui"
CONDITIONS: Conditions = dict.fromkeys(("avenants", "parts", "verser", "recouvrer", "mesures", "sorties", "versements"), (OUI,)) | {
    "solde": ("nul", ""),
    "exercices": ("un seul", "plusieurs", ""),
}


@dataclass(frozen=True)
class Cas:
    """A structure that is written to, with the operations that the letter is about."""

    dossier: Dossier
    structure: Structure
    resultats: tuple[Resultat, ...]
    signature: date | None
    avenants: tuple[str, ...]
    a_signer: Mapping[str, tuple[LigneAvenant, ...]] = field(default_factory=dict)  # decided, by operation

    @cached_property
    def lignes(self) -> tuple[Ligne, ...]:
        """The lines of the operations."""
        return tuple(ligne for resultat in self.resultats for ligne in resultat.lignes)

    @cached_property
    def decomptes(self) -> tuple[Decompte, ...]:
        """Each operation, settled as far as its facts are known."""
        return tuple(make_decompte(self.dossier, resultat, self.a_signer.get(resultat.operation, ())) for resultat in self.resultats)

    @cached_property
    def exercices(self) -> Mapping[str, tuple[PartExercice, ...]]:
        """What each operation is worth exercice by exercice, by its code; nothing as long as it is not split."""
        return {resultat.operation: sum_exercices(self.dossier, resultat.lignes) for resultat in self.resultats}

    @property
    def avance(self) -> Decimal | None:
        """The avances of all exercices; None as long as one of them is not known."""
        parts = [part.avance for exercices in self.exercices.values() for part in exercices]
        return sum_connues(parts) if all(self.exercices.values()) else None

    @cached_property
    def sommes(self) -> Sommes:
        """What the operations add up to."""
        return sum_decomptes(self.decomptes)

    @cached_property
    def dates(self) -> Mapping[str, tuple[Dates, ...]]:
        """What falls due for the lines of each operation, by its code."""
        return {
            resultat.operation: tuple(compute_dates(self.dossier, ligne, self.signature) for ligne in resultat.lignes)
            for resultat in self.resultats
        }

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        """Every field by name."""
        return {
            **make_champs_campagne(self.dossier.campagne),
            **make_champs_structure(self.structure),
            **make_champs_bareme(self.dossier.bareme),
            **list_valeurs(_make_champs(self)),
        }

    def locate(self, champ: str) -> Iterator[Origine]:
        """Yield the cells where a field of the letter is typed; nothing when no cell holds it."""
        match champ:
            case "signature" | "publication":
                yield locate_suivi(next((resultat for resultat in self.resultats if resultat.suivi), self.resultats[0]), "signature")
            case "bilan":
                yield from (o.lieu.origine("bilan_au_plus_tard") for o in self.operations if not o.bilan_au_plus_tard)
            case "compte_rendu":
                yield from (ligne.lieu.origine("fin") for ligne in self.lignes if not ligne.fin)
            case "avance" | "avance_lettres" | "reste":
                sans = (o for o in self.operations if self.dossier.bareme.find_avance(o.code) is None)
                yield from (operation.lieu.origine("taux_d_avance") for operation in sans)
                yield from (origine for _code, origine in self.locate_exercices())
            case _:
                yield from locate_champ(self.dossier, self.structure, self.lignes, champ)

    def locate_exercices(self) -> Iterator[tuple[str, Origine]]:
        """Yield, with the code of its operation, the cell of each line that tells no exercice: its amount, or its dates."""
        for repartition in compute_repartitions(self.dossier, self.lignes):
            ligne = repartition.ligne
            if not repartition.connue:
                dates = repartition.etat is Etat.SANS_DATES
                yield ligne.operation, ligne.lieu.origine(("fin" if ligne.debut else "debut") if dates else "montant")

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that the letter is about."""
        return tuple(self.dossier.operation_par_code[resultat.operation] for resultat in self.resultats)

    @property
    def occurrences(self) -> Occurrences:
        """What the conditions find."""
        a_verser, a_recouvrer = self.sommes.a_verser, self.sommes.a_recouvrer
        parts = any(decompte.parts for decompte in self.decomptes)
        mesures = any(decompte.deux_mesures for decompte in self.decomptes)
        sorties = any(decompte.operation.sorties_demandees for decompte in self.decomptes)
        oui = {
            "avenants": self.avenants,
            "parts": parts,
            "verser": a_verser,
            "recouvrer": a_recouvrer,
            "mesures": mesures,
            "sorties": sorties,
            "versements": any(resultat.versements for resultat in self.resultats),
        }
        solde = "" if a_verser is None else "dû" if a_verser or a_recouvrer else "nul"
        annees = {part.exercice for parts in self.exercices.values() for part in parts}
        exercices = "" if not all(self.exercices.values()) else "un seul" if len(annees) == 1 else "plusieurs"
        uniques = {"solde": [Occurrence(solde)], "exercices": [Occurrence(exercices)]}
        return {**uniques, **{critere: [Occurrence(OUI)] if tenu else [] for critere, tenu in oui.items()}}


def write_dates(jours: Iterable[date | None]) -> str:
    """Write days, each once; one unknown day leaves the whole to be completed: a date that is not told would be missed."""
    connus = set(jours)
    return "" if None in connus else " et le ".join(write_date(jour) for jour in sorted(filter(None, connus)))


def _make_champs(cas: Cas) -> ChampsCourrier:
    dates = [date_ for dates_ in cas.dates.values() for date_ in dates_]
    montant, avance = sum_montants(cas.lignes), cas.avance
    return ChampsCourrier(
        service_instructeur=cas.dossier.campagne.service_instructeur,
        civilite=write_civilite(cas.structure.qualite, cas.structure.representant),
        numero_convention=write_numeros(cas.lignes),
        signature=write_date(cas.signature) if cas.signature else "",
        publication=write_dates(date_.publication for date_ in dates),
        bilan=write_dates(date_.bilan for date_ in dates),
        compte_rendu=write_dates(quand for date_ in dates for quand in date_.comptes_rendus),
        avenants="\xa0; ".join(cas.avenants),
        reste="" if avance is None else format_montant(montant - avance),
        **make_champs_operations(len(cas.resultats)),
        **_write_sommes({"montant": montant, "avance": avance, **asdict(cas.sommes)}),
    )


def _write_sommes(sommes: Mapping[str, Decimal | None]) -> dict[str, str]:
    chiffres = {nom: format_montant(somme) if somme is not None else "" for nom, somme in sommes.items()}
    return chiffres | {f"{nom}_lettres": write_en_lettres(somme) if somme is not None else "" for nom, somme in sommes.items()}
