"""What became of a convention, from the demand to the last payment: every fact that the workbook holds of it, in tables.

No account number and nobody's name but who ran the macros, as the Journal says: only facts of the convention.

>>> from dpid_xl.campagnes import load_campagne
>>> campagne = load_campagne("2022_phase2")
>>> historique = compose_historique(campagne, campagne.find_structure("CCAS de Libercourt"))
>>> [tableau.titre for tableau in historique.tableaux], historique.vides[:3]
(['Vote', 'Exécution'], ('demandes', 'signature', 'avenants'))
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.avenants import Etape, find_jour, list_etapes, list_numeros, make_en_cours
from dpid_xl.calcul.etats import expand_departs, find_structure_de
from dpid_xl.calcul.signature import MOMENTS, write_acte
from dpid_xl.calcul.suivi import Resultat, compute_resultats, find_avenants, find_signatures, list_non_signes
from dpid_xl.calcul.versements import compute_verses_sans_montant, sum_comptes
from dpid_xl.classes import dataclass
from dpid_xl.modele import Dossier, Entree, Ligne, Structure
from dpid_xl.montants import ZERO, format_montant, format_nombre
from dpid_xl.periodes import format_date
from dpid_xl.schema import ANNEXE5, AVENANTS, DEMANDES, JOURNAL, PIECES_ATTENDUES, SIGNATURES, VERSEMENTS

LA_CONVENTION = "convention"


@dataclass(frozen=True, slots=True)
class Tableau:
    """Rows of texts under their headers; ``larges`` are the columns of long texts, ``droites`` those of figures, ``total`` their sum."""

    titre: str
    entetes: tuple[str, ...]
    rangees: tuple[tuple[str, ...], ...]
    larges: tuple[int, ...]
    droites: tuple[int, ...] = ()
    total: str = ""


@dataclass(frozen=True, slots=True)
class Historique:
    """The tables of a convention that have rows, in the order of its life, and the names of the others."""

    structure: Structure
    numero: str
    deliberation: str
    tableaux: tuple[Tableau, ...]
    vides: tuple[str, ...]


def compose_historique(dossier: Dossier, structure: Structure, journal: Iterable[Entree] = ()) -> Historique:
    """Gather what the workbook holds of a structure's convention; ``journal`` are the rows of its Journal."""
    tableaux = (
        _list_demandes(dossier, structure),
        _list_lignes(dossier, structure),
        _list_signatures(dossier, structure),
        _list_avenants(dossier, structure),
        _list_versements(dossier, structure),
        _list_pieces(dossier, structure),
        _list_resultats(dossier, structure),
        _list_entrees(structure, journal),
    )
    campagne = dossier.campagne
    vote = f" du {format_date(campagne.deliberation_date)}" if campagne.deliberation_date else ""
    return Historique(
        structure,
        list_numeros(dossier).get(structure.nom.casefold(), ""),
        f"n°\xa0{campagne.deliberation_numero}{vote}" if campagne.deliberation_numero else "",
        tuple(tableau for tableau in tableaux if tableau.rangees),
        tuple(tableau.titre.casefold() for tableau in tableaux if not tableau.rangees),
    )


def _list_demandes(dossier: Dossier, structure: Structure) -> Tableau:
    champs = ("recue_le", "operation", "montant_demande", "decision", "motif", "commission", "au_vote_le", "montant_fixe")
    siennes = [demande for demande in dossier.demandes if dossier.name_structure(demande.structure) == structure.nom]
    rangees = tuple(tuple(_write_champ(demande, champ) for champ in champs) for demande in siennes)
    return Tableau("Demandes", tuple(DEMANDES.entete(champ) for champ in champs), rangees, (4,), (2, 7))


def _list_lignes(dossier: Dossier, structure: Structure) -> Tableau:
    champs = ("operation", "territoire", "description", "quantite", "montant", "debut", "fin", "statut")
    lignes = [ligne for ligne in dossier.lignes if dossier.name_structure(ligne.structure) == structure.nom]
    rangees = tuple(tuple(_write_champ(ligne, champ) for champ in champs) for ligne in lignes)
    total = format_montant(sum((ligne.montant or ZERO for ligne in lignes), ZERO))
    return Tableau("Vote", tuple(ANNEXE5.entete(champ) for champ in champs), rangees, (1, 2), (3, 4), f"Voté : {total}")


def _list_signatures(dossier: Dossier, structure: Structure) -> Tableau:
    champs = (*MOMENTS, "relancee")
    actes = [acte for acte in dossier.signatures if dossier.name_structure(acte.structure) == structure.nom]
    rangees = tuple((write_acte(acte) or LA_CONVENTION, *(_write(getattr(acte, champ)) for champ in champs)) for acte in actes)
    if not rangees and (jour := find_signatures(dossier).get((structure.nom, ""))):  # told by « Suivi » alone
        rangees = ((LA_CONVENTION, *(_write(jour if champ == "signee" else None) for champ in champs)),)
    return Tableau("Signature", tuple(SIGNATURES.entete(champ) for champ in ("acte", *champs)), rangees, (0,))


def _list_avenants(dossier: Dossier, structure: Structure) -> Tableau:
    etapes = [etape for etape in list_etapes(dossier) if dossier.name_structure(etape.rangee.structure) == structure.nom]
    a_signer = list_non_signes(dossier)
    rangees = tuple(_write_etape(dossier, etape, signe=etape.rangee not in a_signer) for etape in etapes)
    entetes = tuple(AVENANTS.entete(champ) for champ in ("rang", "operation", "effet", "montant_avant", "montant", "decide_le"))
    dits = " ; ".join(find_avenants(dossier).get((structure.nom, ""), ()))
    return Tableau("Avenants", (*entetes, "Signature"), rangees, (2, 5), (3, 4), f"Signés : {dits}" if dits else "")


def _write_etape(dossier: Dossier, etape: Etape, *, signe: bool) -> tuple[str, ...]:
    rangee, jour = etape.rangee, find_jour(dossier, etape.rangee)
    decide = f"{format_date(jour)} ({rangee.deliberation})" if jour else ""
    montants = (_write_montant(etape.avant), _write(rangee.montant, montant=True))
    return (_write(rangee.rang), rangee.operation, _write(rangee.effet), *montants, decide, "signé" if signe and jour else "pas signé")


def _list_versements(dossier: Dossier, structure: Structure) -> Tableau:
    champs = ("operation", "nature", "prevu_le", "verse_le", "exercice", "montant", "mandat")
    siens = [versement for versement in dossier.versements if dossier.name_structure(versement.structure) == structure.nom]
    siens.sort(key=lambda versement: (versement.verse_le or versement.prevu_le or date.max, versement.lieu.rang))
    rangees = tuple(tuple(_write_champ(versement, champ) for champ in champs) for versement in siens)
    verse = format_montant(sum_comptes(versement for versement in siens if versement.verse_le))
    return Tableau("Versements", tuple(VERSEMENTS.entete(champ) for champ in champs), rangees, (1,), (5,), f"Versé : {verse}")


def _list_pieces(dossier: Dossier, structure: Structure) -> Tableau:
    rangees = []
    for recues in dossier.pieces:
        if dossier.name_structure(recues.structure) == structure.nom:
            dites = ((nom, getattr(recues, champ, None)) for champ, nom in PIECES_ATTENDUES.items())
            textes = ", ".join(f"{nom} le {format_date(jour)}" for nom, jour in dites if jour)
            rangees.append((recues.operation or "toutes", _write(recues.exercice), textes or "aucune"))
    return Tableau("Pièces", ("Opération", "Exercice", "Reçues"), tuple(rangees), (2,))


def _list_resultats(dossier: Dossier, structure: Structure) -> Tableau:
    resultats = [resultat for resultat in compute_resultats(make_en_cours(dossier)) if resultat.structure == structure.nom]
    a_signer = {rangee.operation for rangee in list_non_signes(dossier) if dossier.name_structure(rangee.structure) == structure.nom}
    payees = ((code, verse) for (nom, code), verse in compute_verses_sans_montant(dossier).items() if nom == structure.nom)
    rangees = (
        *(_write_resultat(resultat, regle=resultat.operation not in a_signer) for resultat in resultats),
        *(_write_sans_montant(code, verse, regle=code not in a_signer) for code, verse in payees),
    )
    entetes = ("Opération", "Montant", "Prévu", "Réalisé", "Dépenses", "Acquis", "Versé", "Reste à verser")
    return Tableau("Exécution", entetes, rangees, (0,), tuple(range(1, len(entetes))))


def _write_resultat(resultat: Resultat, *, regle: bool) -> tuple[str, ...]:
    # As in a décompte, nothing is earned while an avenant waits for its signature.
    suivi, verse, acquis = resultat.suivi, resultat.verse, resultat.acquis if regle else None
    return (
        resultat.operation,
        format_montant(resultat.montant),
        _write(resultat.prevu),
        _write(suivi.realise if suivi else None),
        *(_write(montant, montant=True) for montant in (suivi.depenses if suivi else None, acquis, verse)),
        format_montant(resultat.montant - (verse or ZERO)),
    )


def _write_sans_montant(code: str, verse: Decimal, *, regle: bool) -> tuple[str, ...]:
    """Write what was paid for what nothing finances any more: it is to be given back."""
    acquis = format_montant(ZERO) if regle else ""
    return (code, format_montant(ZERO), "", "", "", acquis, format_montant(verse), format_montant(-verse))


def _list_entrees(structure: Structure, journal: Iterable[Entree]) -> Tableau:
    champs = ("date", "utilisateur", "objet", "avant", "apres")
    siennes = [entree for entree in expand_departs(journal) if find_structure_de(entree.objet) == structure.nom]
    rangees = tuple(tuple(getattr(entree, champ) for champ in champs) for entree in siennes)
    return Tableau("Journal", tuple(JOURNAL.entete(champ) for champ in champs), rangees, (2, 3, 4))


def _write_montant(ligne: Ligne | None) -> str:
    return _write(ligne.montant if ligne else None, montant=True)


def _write_champ(rangee: object, champ: str) -> str:
    return _write(getattr(rangee, champ), montant=champ.startswith("montant"))


def _write(valeur: object, *, montant: bool = False) -> str:
    match valeur:
        case None:
            return ""
        case date():
            return format_date(valeur)
        case Decimal():
            return format_montant(valeur) if montant else format_nombre(valeur)
        case tuple():
            return "\n".join(valeur)
    return str(valeur)
