"""After the signature: what the sheet « Suivi » says must hold with Annexe 5, the barème and the dates.

Sources: annexe 6 article 5 and annexe 7 of the deliberation 2022-375; décret n° 2021-1947 (contrat d'engagement républicain).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dpid_xl.anomalies import Anomalie, Euros, Faits, Gravite, Part
from dpid_xl.calcul.avenants import get_numero, make_en_cours
from dpid_xl.calcul.suivi import NATURES_CER, find_conventions, find_signatures, get_structure, is_en_parts
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.controles.selection import list_suivis, name_suivi
from dpid_xl.modele import Dossier, Suivi
from dpid_xl.montants import ZERO
from dpid_xl.schema import SUIVI

_NOTES = ("note_partenariat", "note_parcours")


def check_suivis_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """What is followed is financed by Annexe 5."""
    financees = {*dossier.financees_par_cle, *make_en_cours(dossier).financees_par_cle}
    for suivi in dossier.suivis:
        if (get_structure(dossier, suivi), suivi.operation) not in financees:
            yield Anomalie("suivi_sans_ligne", Gravite.AVERTISSEMENT, suivi.lieu.origine("structure"), name_suivi(suivi))


def check_suivis_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """An operation of a structure is followed on one row: a second one would not be counted."""
    vus: dict[tuple[str, str], Suivi] = {}
    for suivi in dossier.suivis:
        premier = vus.setdefault((get_structure(dossier, suivi), suivi.operation), suivi)
        if premier is not suivi:
            faits = name_suivi(suivi) | {"premiere": premier.lieu.rang}
            yield Anomalie("suivi_en_double", Gravite.BLOQUANTE, suivi.lieu.origine("structure"), faits)


def check_avenants_dits(dossier: Dossier) -> Iterable[Anomalie]:
    """What is told of an avenant signed is read one way only, by the sheets as by the program; what is not read is not counted."""
    for suivi in dossier.suivis:
        for texte in suivi.avenants:
            if not get_numero(texte):
                faits = name_suivi(suivi) | {"texte": texte}
                yield Anomalie("avenant_non_lu", Gravite.AVERTISSEMENT, suivi.lieu.origine("avenants"), faits)


def check_signatures(dossier: Dossier) -> Iterable[Anomalie]:
    """A convention has one date of signature, after the decision that allows it."""
    decision, signatures, conventions = dossier.campagne.deliberation_date, find_signatures(dossier), find_conventions(dossier)
    for suivi in dossier.suivis:
        signature, retenue = suivi.signature, signatures.get(conventions[suivi])
        if signature is None or retenue is None:
            continue
        origine, faits = suivi.lieu.origine("signature"), name_suivi(suivi) | {"date": signature}
        if signature != retenue:
            yield Anomalie("signatures_differentes", Gravite.AVERTISSEMENT, origine, faits | {"retenue": retenue})
        if decision and signature < decision:
            yield Anomalie("signature_avant_decision", Gravite.AVERTISSEMENT, origine, faits | {"decision": decision})


def check_contrats_engagement(dossier: Dossier) -> Iterable[Anomalie]:
    """An association or a foundation has signed the contrat d'engagement républicain before its convention, or the avenant to it."""
    premieres: dict[str, date] = {}
    for (nom, _), signature in find_signatures(dossier).items():
        premieres[nom] = min(signature, premieres.get(nom, signature))
    for nom, signature in premieres.items():
        structure = dossier.find_structure(nom)
        if structure is None or not structure.nature.casefold().startswith(NATURES_CER):
            continue
        if structure.cer is None or structure.cer > signature:
            faits: Faits = {"structure": nom, "nature": structure.nature, "signature": signature}
            yield Anomalie("cer_absent", Gravite.AVERTISSEMENT, structure.lieu.origine("cer"), faits)


def check_notes(dossier: Dossier) -> Iterable[Anomalie]:
    """A note is a share: from 0 to 100 %."""
    for suivi in dossier.suivis:
        for champ in _NOTES:
            note = getattr(suivi, champ)
            if note is not None and not 0 <= note <= 1:
                faits = name_suivi(suivi) | {"critere": SUIVI.entete(champ), "note": Part(note)}
                yield Anomalie("note_hors_bornes", Gravite.BLOQUANTE, suivi.lieu.origine(champ), faits)


def check_notes_absentes(dossier: Dossier) -> Iterable[Anomalie]:
    """Half of a solde in parts waits for the two notes, once the quantity is known."""
    for suivi, _lignes in list_suivis(dossier):
        absentes = [champ for champ in _NOTES if getattr(suivi, champ) is None]
        if absentes and suivi.realise is not None and is_en_parts(dossier, suivi.operation, suivi):
            faits = name_suivi(suivi) | {"notes": " et ".join(f"«\xa0{SUIVI.entete(champ)}\xa0»" for champ in absentes)}
            yield Anomalie("notes_absentes", Gravite.AVERTISSEMENT, suivi.lieu.origine(absentes[0]), faits)


def check_versements(dossier: Dossier) -> Iterable[Anomalie]:
    """What is paid is not negative and does not exceed the amount of the convention."""
    for suivi, lignes in list_suivis(dossier):
        montant = sum_montants(lignes)
        if suivi.versement is not None and not ZERO <= suivi.versement <= montant:
            faits = name_suivi(suivi) | {"versement": Euros(suivi.versement), "montant": Euros(montant)}
            gravite = Gravite.BLOQUANTE if suivi.versement < ZERO else Gravite.AVERTISSEMENT
            yield Anomalie("versement_hors_bornes", gravite, suivi.lieu.origine("versement"), faits)
