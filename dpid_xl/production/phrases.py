"""What is told of a production, in French: what it holds, what it leaves to be done elsewhere, why there is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.documents.avenants import Avenant
from dpid_xl.documents.avenants.comparaison import ChangementStructure, Comparaison, Sorte
from dpid_xl.documents.avenants.feuille import Engage
from dpid_xl.documents.bilans import Bilan
from dpid_xl.documents.courriers import Courrier, Nature
from dpid_xl.documents.document import Document
from dpid_xl.francais import accorde, cite_noms, write_quantite
from dpid_xl.importation.bilans import Constat, Sort
from dpid_xl.importation.reception import Reception
from dpid_xl.modele import Demande, Dossier, Ligne
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.periodes import format_date
from dpid_xl.schema import PIECES

RIEN_DE_RETENU = "Aucune ligne de l'annexe 5 n'a de montant retenu : il n'y a pas de convention à écrire."
RIEN_DE_RETENU_POUR_ELLES = "Aucune des structures demandées n'a de montant retenu : il n'y a pas de convention à écrire."
RIEN_A_PASSER = (
    "Aucune demande n'est à passer au vote : dans la feuille Demandes, il faut « retenue » dans « Décision » et, dans « Commission », un "
    "jour que Campagne connaît."
)
SANS_LIGNE_PAR_AVENANT = (
    "Aucune ligne de ce classeur n'a le statut « avenant » et sa feuille Avenants n'en a pas à écrire : saisissez-y ce qui change, ou "
    "donnez deux classeurs, le plus ancien d'abord."
)
SANS_COURRIER_DEMANDE = "Aucun courrier à écrire : aucune des structures demandées n'a de convention dans cette campagne."
SANS_REFUS_DEMANDE = "Aucun courrier à écrire : aucune demande des structures nommées n'est refusée."
SANS_BILAN = "Aucun formulaire de bilan à écrire : aucune des structures demandées n'a d'opération financée."
_SANS_COURRIER: Mapping[Nature, str] = {
    Nature.NOTIFICATION: "la feuille Suivi ne donne aucune date de signature ; saisissez-la, ou nommez une --structure",
    Nature.DEMANDE_DE_BILAN: "aucune convention signée n'attend de résultat dans la feuille Suivi ; nommez une --structure",
    Nature.DECOMPTE: "la feuille Suivi n'a aucune quantité réalisée ; saisissez-la, ou nommez une --structure",
    Nature.REFUS: "la feuille Demandes n'a aucune demande refusée",
}


def tell_par_avenant(lignes: Iterable[Ligne], classeur: str) -> Iterator[str]:
    """Say of each line that no convention of the campaign holds it, and which command adds it to the earlier one."""
    for ligne in lignes:
        yield (
            f"{ligne.structure} ({ligne.operation}), {format_montant(ligne.montant or ZERO)} – hors convention, par avenant à la "
            f"convention {ligne.avenant_a} : dpid-xl avenants ANTERIEUR.xlsm {classeur} -o avenants"
        )


def tell_bilans(dossier: Dossier, bilans: Sequence[Bilan]) -> Iterator[str]:
    """Say how many forms there are, and which operations name no indicator: none is asked for there."""
    structures = {bilan.structure.nom for bilan in bilans}
    yield f"{write_quantite(len(bilans), 'formulaire')} de bilan, pour {write_quantite(len(structures), 'structure')}."
    siennes = dict.fromkeys(bilan.operations[0] for bilan in bilans)
    sans = [code for code in siennes if not dossier.operation_par_code[code].indicateurs]
    if sans:
        yield f"Sans indicateur (feuille Opérations, colonne Indicateurs)\xa0: {', '.join(sans)}."


def tell_bilans_recus(reception: Reception, constats: Sequence[Constat]) -> str:
    """Say how many cells bilans fill, of how many operations, and what became of the rest."""
    jours = [ecriture.valeur for ecriture in reception.ecritures if ecriture.table is PIECES]
    reponses = [ecriture for ecriture in reception.ecritures if ecriture.table is not PIECES]
    operations = {(ecriture.structure, ecriture.operation) for ecriture in reponses}
    nombres = [(sort, sum(constat.sort is sort for constat in constats)) for sort in Sort]
    comptes = ", ".join(f"{sort.value}\xa0: {nombre}" for sort, nombre in nombres if nombre)
    remplies = write_quantite(len(reponses), "cellule", "remplie")
    recus = (
        f" {write_quantite(len(jours), 'bilan')} dans Pièces, {accorde(len(jours), 'reçu')} le {format_date(jours[0])}." if jours else ""
    )
    return f"{remplies} pour {write_quantite(len(operations), 'bilan')}. {comptes[:1].upper()}{comptes[1:]}.{recus}"


def tell_engagees(structures: Collection[str]) -> str:
    """Say which conventions, sent or signed, are left as they are; empty without any."""
    if not structures:
        return ""
    nombre = len(structures)
    faites = " ou ".join(accorde(nombre, mot) for mot in ("envoyée", "signée"))
    return (
        f"{write_quantite(nombre, 'convention')} déjà {faites} (feuille Signature), et {accorde(nombre, 'gardée')} "
        f"{'telles quelles' if nombre > 1 else 'telle quelle'} : {cite_noms(tuple(structures))}."
    )


def tell_engagees_changees(structures: Collection[str]) -> str:
    """Say which of them would now read otherwise: that is for an avenant; empty without any."""
    if not structures:
        return ""
    return f"Ce qui a changé depuis pour {cite_noms(tuple(structures))} relève d'un avenant."


def summarize_par_avenant(lignes: Sequence[Ligne]) -> str:
    """Say the same of all of them in one sentence, where there is room for no more; empty without lines."""
    if not lignes:
        return ""
    nombre, montant = write_quantite(len(lignes), "ligne"), format_montant(sum_montants(lignes))
    return f"Hors conventions, par avenant à une convention antérieure : {nombre}, {montant} (commande dpid-xl avenants)."


def tell_avenants(avenants: Sequence[Avenant], comparaison: Comparaison, avant: str, apres: str) -> Iterator[str]:
    """Say what each avenant changes, what the officer has to decide, how many were written; or that nothing calls for one."""
    if not comparaison.changements:
        yield f"Aucune convention comparée n'a changé entre « {avant} » et « {apres} » : il n'y a pas d'avenant à écrire."
        yield from _tell_textes_changes(comparaison)
        return
    for avenant in avenants:
        changement = avenant.changement
        montants = f"{format_montant(changement.montant_avant)} puis {format_montant(changement.montant_apres)}"
        yield f"Avenant n° {avenant.numero} – {avenant.structure.nom} – {montants}{_tell_projet(avenant)}"
    if any(avenant.numero > 1 for avenant in avenants):
        yield "Là où un avenant est déjà signé, vérifiez les numéros d'annexes : ils sont comptés sur le classeur AVANT."
    for ajoutee in comparaison.select(Sorte.AJOUTEE):
        yield f"Convention à établir – {ajoutee.structure.nom} – {format_montant(ajoutee.montant_apres)}"
    for retiree in comparaison.select(Sorte.RETIREE):
        yield f"Résiliation ou avenant à décider – {retiree.structure.nom} – {format_montant(retiree.montant_avant)} retirés"
    yield from _tell_textes_changes(comparaison)
    yield write_quantite(len(avenants), "avenant")


def tell_decides(avenants: Sequence[Avenant]) -> Iterator[str]:
    """Say what each avenant of the sheet « Avenants » changes, and that the conventions themselves stay as voted."""
    for avenant in avenants:
        changement = avenant.changement
        montants = f"{format_montant(changement.montant_avant)} puis {format_montant(changement.montant_apres)}"
        dit = "convention d'ailleurs, ce qu'elle avait est à compléter" if avenant.remplace else montants
        yield f"Avenant n° {avenant.numero} – {avenant.structure.nom} – {dit}{_tell_projet(avenant)}"
    if avenants:
        yield f"{write_quantite(len(avenants), 'avenant')} de la feuille Avenants ; « conventions » écrit toujours les conventions votées."


def tell_non_ecrits(engages: Iterable[Engage], retirees: Iterable[ChangementStructure]) -> Iterator[str]:
    """Say which avenants are not written: those that are sent or signed, and those that leave nothing of a convention."""
    for engage in engages:
        avenant = f"Avenant n° {engage.rang}" if engage.rang else "Avenant à la convention antérieure"
        etat = "signé d'après Suivi ou Signature" if engage.signe else "envoyé d'après Signature"
        yield f"{avenant} – {engage.structure.nom} – {etat}, il n'est pas récrit"
    for retiree in retirees:
        yield f"Résiliation ou avenant à décider – {retiree.structure.nom} – {format_montant(retiree.montant_avant)} retirés"


def tell_ajouts(avenants: Sequence[Avenant], classeur: str) -> Iterator[str]:
    """Say what each draft adds, how many were written, and how to have them without the blanks; nothing without any."""
    if not avenants:
        return
    for avenant in avenants:
        numero = f"n° {avenant.numero}" if avenant.numero else "sans numéro"
        yield f"Avenant {numero} – {avenant.structure.nom} – {format_montant(avenant.montant)} en plus{_tell_projet(avenant)}"
    yield f"{write_quantite(len(avenants), 'avenant')} à compléter : ce que la convention avait déjà n'est pas dans « {classeur} »."
    yield f"Avec le classeur de cette convention : dpid-xl avenants ANTERIEUR.xlsm {classeur} -o avenants"


def _tell_textes_changes(comparaison: Comparaison) -> Iterator[str]:
    changes = {
        "Texte des fiches changé": comparaison.fiches_reecrites,
        "Clauses changées (feuille Modèle convention)": comparaison.blocs_reecrits,
        "Registre changé": [f"{nom} ({', '.join(champs)})" for nom, champs in comparaison.registre],
        "Réglages changés (feuille Campagne)": comparaison.reglages,
    }
    for quoi, lesquels in changes.items():
        if lesquels:
            suite = "repris dans les seuls avenants écrits ici ; rien de cela ne fait d'avenant à lui seul."
            yield f"{quoi} – {', '.join(lesquels)} – {suite}"


def tell_courriers(nature: Nature, courriers: Sequence[Courrier], par_avenant: Iterable[Ligne]) -> Iterator[str]:
    """Say which lines are in no letter, what each letter is about, how many were written; or why there is none."""
    if not courriers:
        yield f"Aucun courrier à écrire : {_SANS_COURRIER[nature]}."
        return
    for ligne in par_avenant:
        nom = f"{ligne.structure} ({ligne.operation})"
        yield f"{nom} – par avenant : ses courriers se tirent du classeur de la convention {ligne.avenant_a}"
    for courrier in courriers:
        yield f"{courrier.structure.nom} – {format_montant(courrier.montant)}{_tell_projet(courrier)}"
    yield write_quantite(len(courriers), "courrier")


def tell_sans_refus(sans: Iterable[tuple[Demande, str]]) -> Iterator[str]:
    """Say why a demand that is refused has no letter, its cell first."""
    for demande, raison in sans:
        yield f"{demande.lieu.origine('decision')} : « {demande.structure} » ({demande.operation}) n'a pas de courrier, {raison}."


def _tell_projet(document: Document) -> str:
    return f" – PROJET, il manque : {', '.join(document.manques)}" if document.projet else ""
