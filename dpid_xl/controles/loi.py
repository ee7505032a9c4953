"""Rules of law on grants: convention above a yearly total, contrat d'engagement républicain, publication.

Every funded structure gets a convention here, so the threshold only matters once something is paid without a signature. Whether
a publication is late cannot be told: no day is read inside a control, and nothing records that the data were published (the
sheet Échéancier gives the last day). What many structures lack at once is one information, so that the officer does not drown.

Sources: loi n° 2000-321 articles 10 and 10-1, décrets n° 2001-495, n° 2017-779 and n° 2021-1947, schéma SCDL subventions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite, Noms
from dpid_xl.calcul.suivi import NATURES_CER, find_conventions, find_signatures
from dpid_xl.calcul.totaux import Axe, compute_totaux
from dpid_xl.controles.selection import tell_privee
from dpid_xl.modele import Dossier, Structure
from dpid_xl.montants import ZERO


def check_natures(dossier: Dossier) -> Iterable[Anomalie]:
    """The nature of a funded structure tells a private body from a public one: convention, CER and publication depend on it."""
    structures = [structure for structure in _total_financees(dossier) if tell_privee(structure) is None]
    if structures:
        yield Anomalie("natures_inconnues", Gravite.INFORMATION, structures[0].lieu.origine("nature"), _cite(structures))


def check_contrats_a_recueillir(dossier: Dossier) -> Iterable[Anomalie]:
    """A funded association or foundation signs its contrat d'engagement républicain; once its convention is, check_contrats_engagement."""
    signees = {nom for nom, _ in find_signatures(dossier)}
    structures = [
        structure
        for structure in _total_financees(dossier)
        if structure.nature.casefold().startswith(NATURES_CER) and structure.cer is None and structure.nom not in signees
    ]
    if structures:
        yield Anomalie("cer_a_recueillir", Gravite.INFORMATION, structures[0].lieu.origine("cer"), _cite(structures))


def check_numeros_a_publier(dossier: Dossier) -> Iterable[Anomalie]:
    """A structure whose grants are published has a SIRET or an RNA number."""
    seuil = dossier.bareme.find_valeur("SEUIL_CONVENTION")
    structures = [
        structure
        for structure, total in _total_financees(dossier).items()
        if seuil is not None and total > seuil and not (structure.siret or structure.rna)
    ]
    if structures and seuil is not None:
        faits = _cite(structures) | {"seuil": Euros(seuil)}
        yield Anomalie("numeros_a_publier_absents", Gravite.INFORMATION, structures[0].lieu.origine("siret"), faits)


def check_versements_sans_convention(dossier: Dossier) -> Iterable[Anomalie]:
    """Nothing is paid before the signature to a body that the law wants a convention with; a body of unknown nature may be one."""
    seuil, signatures, totaux = dossier.bareme.find_valeur("SEUIL_CONVENTION"), find_signatures(dossier), _total_financees(dossier)
    conventions = find_conventions(dossier)
    for suivi in dossier.suivis:
        structure = dossier.find_structure(suivi.structure)
        signee = conventions[suivi] in signatures
        if structure is None or seuil is None or not suivi.versement or signee or tell_privee(structure) is False:
            continue
        if (total := totaux.get(structure, ZERO)) > seuil:
            faits: Faits = {
                "structure": structure.nom,
                "nature": structure.nature or "nature non dite",
                "versement": Euros(suivi.versement),
                "total": Euros(total),
                "seuil": Euros(seuil),
            }
            yield Anomalie("versement_sans_convention", Gravite.AVERTISSEMENT, suivi.lieu.origine("versement"), faits)


def _total_financees(dossier: Dossier) -> Mapping[Structure, Decimal]:
    """Return the total in euros of every structure of the register that receives something, in the order of Annexe 5."""
    totaux = compute_totaux(dossier, Axe.STRUCTURE)
    return {
        structure: total.montant
        for nom, total in totaux.items()
        if total.montant > ZERO and (structure := dossier.find_structure(nom)) is not None
    }


def _cite(structures: Sequence[Structure]) -> Faits:
    return {"structures": Compte(len(structures), "structure"), "noms": Noms(tuple(structure.nom for structure in structures))}
