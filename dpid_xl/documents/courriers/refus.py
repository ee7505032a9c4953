"""The letter of a refusal: a structure, what it asked that one commission did not retain, the motive as it was typed.

Only what is known is written: no delay of appeal, no consequence that nobody typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cached_property

from dpid_xl.calcul.demandes import identify, read_commissions
from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import ChampsRefus, list_valeurs, make_champs_bareme, make_champs_campagne, make_champs_structure
from dpid_xl.documents.courriers.tableaux import make_destinataire, make_signature, make_tableau
from dpid_xl.documents.document import A_COMPLETER, Bloc, Manque
from dpid_xl.documents.grammaire import write_civilite
from dpid_xl.documents.lieux import locate_champ
from dpid_xl.documents.moteur import Occurrences, StyleCompose
from dpid_xl.francais import write_assemblee, write_quantite
from dpid_xl.lieu import Origine
from dpid_xl.modele import ATTRIBUE, Demande, Dossier, Structure
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.periodes import format_date, write_date
from dpid_xl.schema import DEMANDES


@dataclass(frozen=True)
class CasDeRefus:
    """What one commission, if it is known, did not retain of a structure."""

    dossier: Dossier
    structure: Structure
    demandes: tuple[Demande, ...]
    commission: date | None

    @property
    def operations(self) -> tuple[str, ...]:
        """Codes of the operations, each once."""
        return tuple(dict.fromkeys(demande.operation for demande in self.demandes))

    @property
    def montant(self) -> Decimal:
        """Euros that were asked, as far as it is known."""
        return sum((demande.montant_demande or ZERO for demande in self.demandes), ZERO)

    @property
    def reference(self) -> str:
        """What the footer names the letter by."""
        return f"commission du {format_date(self.commission) if self.commission else A_COMPLETER}"

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        """Every field by name."""
        campagne = self.dossier.campagne
        return {
            **make_champs_campagne(campagne),
            **make_champs_structure(self.structure),
            **make_champs_bareme(self.dossier.bareme),
            **list_valeurs(
                ChampsRefus(
                    service_instructeur=campagne.service_instructeur,
                    civilite=write_civilite(self.structure.qualite, self.structure.representant),
                    la_commission=write_assemblee(self._find_assemblee()),
                    commission_date=write_date(self.commission) if self.commission else "",
                    commission_numero=read_commissions(self.dossier).get(self.commission, "") if self.commission else "",
                    votre_demande="votre demande" if len(self.demandes) == 1 else "vos demandes",
                )
            ),
        }

    @property
    def occurrences(self) -> Occurrences:
        """No block of the letter has a condition."""
        return {}

    def locate(self, champ: str) -> Iterator[Origine]:
        """Yield the cells where a field of the letter is typed."""
        premiere = self.demandes[0]
        if champ in ("la_commission", "commission_date", "commission_numero"):
            yield premiere.lieu.origine("commission")
        elif self.structure.lieu.feuille == DEMANDES.feuille:  # the register does not know it
            yield premiere.lieu.origine("structure")
        else:
            yield from locate_champ(self.dossier, self.structure, (), champ)

    def _find_assemblee(self) -> str:
        if self.commission and self.commission == self.dossier.campagne.deliberation_date:
            return self.dossier.campagne.decideur
        siennes = (d.assemblee for d in self.dossier.deliberations if d.role == ATTRIBUE and d.jour == self.commission)
        return next(siennes, "") if self.commission else ""


def _sort_refusees(dossier: Dossier, jour: date | None = None) -> Iterator[tuple[Demande, str]]:
    """Yield each demand that is refused, with why there is no letter on a day (empty: there is one); without a day, on whatever day.

    What went to the vote before and still has its line is not refused for its body: it has a convention.
    """
    lignes = {identify(dossier, ligne): ligne for ligne in dossier.lignes} if any(d.refusee for d in dossier.demandes) else {}
    for demande in dossier.demandes:
        if not demande.refusee:
            continue
        ligne = lignes.get(identify(dossier, demande)) if demande.au_vote_le else None
        if ligne:
            yield demande, f"elle est passée au vote et a sa ligne {ligne.lieu.rang} dans l'annexe 5"
        elif jour and demande.commission and jour < demande.commission:
            yield demande, f"sa commission du {format_date(demande.commission)} n'est pas encore tenue le {format_date(jour)}"
        else:
            yield demande, ""


def list_refus(dossier: Dossier, structures: Collection[str] = (), jour: date | None = None) -> tuple[CasDeRefus, ...]:
    """Return the letters to write on a day, of all or of the named structures: one for each body and each commission.

    The names are those of the register, or as typed for a body that it does not know.
    """
    groupes: dict[tuple[str, date | None], list[Demande]] = {}
    for demande, raison in _sort_refusees(dossier, jour):
        nom = dossier.name_structure(demande.structure)
        if not raison and (not structures or nom in structures):
            groupes.setdefault((nom, demande.commission), []).append(demande)
    return tuple(
        CasDeRefus(dossier, dossier.find_structure(nom) or _make_inconnue(nom, siennes[0]), tuple(siennes), commission)
        for (nom, commission), siennes in groupes.items()
    )


def list_sans_refus(dossier: Dossier, jour: date, structures: Collection[str] = ()) -> tuple[tuple[Demande, str], ...]:
    """Return the refused demands, of all or of the named structures, that have no letter on a day, with why."""
    siennes = ((d, raison) for d, raison in _sort_refusees(dossier, jour) if raison)
    return tuple((d, raison) for d, raison in siennes if not structures or dossier.name_structure(d.structure) in structures)


def _make_inconnue(nom: str, demande: Demande) -> Structure:
    vides: dict[str, object] = {
        champ.name: () if "tuple" in str(champ.type) else None if "None" in str(champ.type) else "" for champ in fields(Structure)
    }
    return Structure(**vides | {"nom": nom, "lieu": demande.lieu})  # type: ignore[arg-type]


def _make_demandes(refus: CasDeRefus, _texte: str) -> Iterator[Bloc]:
    rangees = [
        (
            _write_operation(refus.dossier, demande),
            format_date(demande.recue_le) if demande.recue_le else A_COMPLETER,
            _write_demande(refus.dossier, demande),
            "\n".join(demande.motif) or A_COMPLETER,
        )
        for demande in refus.demandes
    ]
    yield make_tableau("Demandes non retenues", ("Opération", "Reçue le", "Demandé", "Motif"), rangees)


def _write_operation(dossier: Dossier, demande: Demande) -> str:
    operation = dossier.operation_par_code.get(demande.operation)
    intitule = (operation.intitule_court or operation.intitule) if operation else demande.operation
    return f"{intitule} ({demande.territoire})" if demande.territoire else intitule


def _write_demande(dossier: Dossier, demande: Demande) -> str:
    """Write what was asked: quantities and amount, those that are known."""
    operation = dossier.operation_par_code.get(demande.operation)
    unite = operation.unite if operation else ""
    quantites = [
        write_quantite(nombre, unite) + suite
        for nombre, suite in ((demande.quantite_demandee, ""), (demande.quantite_simple_demandee, " simples"))
        if nombre is not None
    ]
    montants = [format_montant(demande.montant_demande)] if demande.montant_demande is not None else []
    return ", ".join((*quantites, *montants))


def _find_inconnus(refus: CasDeRefus) -> Iterator[Manque]:
    for demande in refus.demandes:
        for champ, nom in (("recue_le", "date de réception de la demande"), ("motif", "motif du refus")):
            if not getattr(demande, champ):
                yield Manque(nom, demande.lieu.origine(champ))


COMPOSES_REFUS: Mapping[str, StyleCompose[CasDeRefus]] = {
    "destinataire": StyleCompose(make_destinataire, ("structure_siege",)),
    "demandes": StyleCompose(_make_demandes, find_manques=_find_inconnus),
    "signature": StyleCompose(make_signature, ("president_qualite", "signataire", "signataire_qualite")),
}
