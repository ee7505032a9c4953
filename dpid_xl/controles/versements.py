"""The payments of the sheet « Versements » and the pieces of « Pièces »: each is of a line, in its order, within what is due.

No delay is known of the source: nothing is late here. What holds a payment back is what the officer named in Campagne, nothing else.

Source: annexe 6 of the deliberation 2022-375, articles 5 and 6-2; règle de gestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.designation import find_faute
from dpid_xl.calcul.echeancier import compute_avance
from dpid_xl.calcul.suivi import NATURES_CER, find_conventions, find_jours_verses, find_signatures, group_financees
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.calcul.versements import attach_versements, group_par_ligne, list_attendues, list_verses, select_pieces, sum_comptes
from dpid_xl.controles.selection import name_suivi, pair_with_first
from dpid_xl.modele import AVANCE, NATURES_DE_VERSEMENT, Dossier, Versement
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.schema import PIECES_ATTENDUES, SUIVI

_NOMS_DES_PIECES = {fold_nom(nom): champ for champ, nom in PIECES_ATTENDUES.items()}
_CER = "cer"


def check_versements_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment is for a line of Annexe 5."""
    for versement, lignes in attach_versements(dossier):
        if not lignes:
            champ, pourquoi = find_faute(make_en_cours(dossier), versement)
            yield Anomalie(
                "versement_sans_ligne", Gravite.BLOQUANTE, versement.lieu.origine(champ), _name(versement) | {"pourquoi": pourquoi}
            )


def check_versements_ambigus(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment is for one line only, or what is left to pay of each is not known."""
    for versement, lignes in attach_versements(dossier):
        if len(lignes) > 1:
            rangs = tuple(str(ligne.lieu.rang) for ligne in lignes)
            compte = Compte(len(lignes), "ligne")
            yield Anomalie(
                "versement_ambigu",
                Gravite.AVERTISSEMENT,
                versement.lieu.origine("territoire"),
                _name(versement) | {"lignes": compte, "rangs": rangs},
            )


def check_natures_de_versement(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment is of one of the four natures: only a titre de recettes counts for less."""
    for versement in dossier.versements:
        if versement.nature.strip().casefold() not in NATURES_DE_VERSEMENT:
            yield Anomalie(
                "versement_nature",
                Gravite.BLOQUANTE,
                versement.lieu.origine("nature"),
                _name(versement) | {"natures": NATURES_DE_VERSEMENT},
            )


def check_montants_verses(dossier: Dossier) -> Iterable[Anomalie]:
    """An amount is positive: its nature tells which way it goes."""
    for versement in dossier.versements:
        if versement.montant <= ZERO:
            yield Anomalie("versement_non_positif", Gravite.BLOQUANTE, versement.lieu.origine("montant"), _name(versement))


def check_versements_sans_date(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment has a day, on which it was made or is planned: else nothing counts it."""
    for versement in dossier.versements:
        if not (versement.prevu_le or versement.verse_le):
            yield Anomalie("versement_sans_date", Gravite.AVERTISSEMENT, versement.lieu.origine("prevu_le"), _name(versement))


def check_ordre_des_versements(dossier: Dossier) -> Iterable[Anomalie]:
    """Nothing is paid before the vote, nor before the signature of the convention or of the avenant."""
    signatures, financees = find_signatures(dossier), group_financees(make_en_cours(dossier))
    vote = dossier.campagne.deliberation_date
    for (structure, operation), lignes in financees.items():
        signature = signatures.get((structure, lignes[0].avenant_a))
        for versement in list_verses(dossier, structure, operation):
            jour = versement.verse_le
            if jour is None or versement.est_titre:
                continue
            if vote and jour < vote:
                yield Anomalie(
                    "versement_avant_vote",
                    Gravite.AVERTISSEMENT,
                    versement.lieu.origine("verse_le"),
                    _name(versement) | {"date": jour, "vote": vote},
                )
            elif signature is None:
                yield Anomalie(
                    "versement_sans_signature", Gravite.AVERTISSEMENT, versement.lieu.origine("verse_le"), _name(versement) | {"date": jour}
                )
            elif jour < signature:
                yield Anomalie(
                    "versement_avant_signature",
                    Gravite.AVERTISSEMENT,
                    versement.lieu.origine("verse_le"),
                    _name(versement) | {"date": jour, "signature": signature},
                )


def check_exercices_des_versements(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment is of the civil year of its day, or somebody says why not."""
    for versement in dossier.versements:
        jour = versement.verse_le or versement.prevu_le
        if jour and versement.exercice and versement.exercice != jour.year:
            yield Anomalie(
                "versement_exercice",
                Gravite.AVERTISSEMENT,
                versement.lieu.origine("exercice"),
                _name(versement) | {"exercice": versement.exercice, "date": jour},
            )


def check_mandats(dossier: Dossier) -> Iterable[Anomalie]:
    """A mandat is entered once: the same one with the same amount is the same payment."""
    avec = (
        ((fold_nom(versement.mandat), versement.exercice, versement.montant, versement.nature), versement)
        for versement in dossier.versements
        if versement.mandat
    )
    for premier, second in pair_with_first(avec):
        yield Anomalie(
            "mandat_en_double",
            Gravite.AVERTISSEMENT,
            second.lieu.origine("mandat"),
            _name(second) | {"mandat": second.mandat, "premiere": premier.lieu.rang},
        )


def check_sommes_versees(dossier: Dossier) -> Iterable[Anomalie]:
    """The payments of an operation do not exceed its amount, nor its avances the avance, nor its titres de recettes what was paid."""
    for cle, lignes in group_financees(make_en_cours(dossier)).items():
        verses = list_verses(dossier, *cle)
        montant, avance = sum_montants(lignes), compute_avance(dossier, lignes)
        for versement, faits in _find_depassement(verses, montant):
            yield Anomalie("versements_superieurs", Gravite.AVERTISSEMENT, versement.lieu.origine("montant"), faits)
        avances = [versement for versement in verses if versement.nature.strip().casefold() == AVANCE]
        for versement, faits in _find_depassement(avances, avance) if avance is not None else ():
            yield Anomalie("avances_superieures", Gravite.AVERTISSEMENT, versement.lieu.origine("montant"), faits)
        rendus = [versement for versement in verses if versement.est_titre]
        if rendus and (total := sum_comptes(verses)) < ZERO:
            paye = Euros(total - sum_comptes(rendus))
            titres = Euros(-sum_comptes(rendus))
            yield Anomalie(
                "titre_superieur",
                Gravite.AVERTISSEMENT,
                rendus[-1].lieu.origine("montant"),
                _name(rendus[-1]) | {"titres": titres, "paye": paye},
            )


def check_lignes_versees(dossier: Dossier) -> Iterable[Anomalie]:
    """The payments of a line do not exceed its amount, where its operation has several for the structure."""
    en_cours = make_en_cours(dossier)
    for ligne, versements in group_par_ligne(dossier).items():
        soeurs = en_cours.lignes_par_cle.get((dossier.name_structure(ligne.structure).casefold(), ligne.operation), ())
        if len(soeurs) > 1:
            verses = [versement for versement in versements if versement.verse_le]
            for versement, faits in _find_depassement(verses, ligne.montant or ZERO):
                yield Anomalie("ligne_trop_versee", Gravite.AVERTISSEMENT, versement.lieu.origine("montant"), faits)


def check_verses_saisis(dossier: Dossier) -> Iterable[Anomalie]:
    """What was paid is said once: by the payments, or by what is typed in « Suivi », which they take the place of."""
    jours, conventions = find_jours_verses(dossier), find_conventions(dossier)
    for suivi in dossier.suivis:
        verses = list_verses(dossier, suivi.structure, suivi.operation)
        if verses and suivi.versement is not None and suivi.versement != (somme := sum_comptes(verses)):
            faits = name_suivi(suivi) | {"saisi": Euros(suivi.versement), "somme": Euros(somme)}
            yield Anomalie("verse_different", Gravite.AVERTISSEMENT, suivi.lieu.origine("versement"), faits)
        periode = jours.get(conventions[suivi])
        for champ, jour in zip(("premier_versement", "dernier_versement"), periode or (), strict=False):
            saisi = getattr(suivi, champ)
            if saisi and saisi != jour:
                faits = name_suivi(suivi) | {"colonne": SUIVI.entete(champ), "saisi": saisi, "jour": jour}
                yield Anomalie("jour_de_versement_different", Gravite.INFORMATION, suivi.lieu.origine(champ), faits)


def check_pieces_nommees(dossier: Dossier) -> Iterable[Anomalie]:
    """The pieces that hold a payment back are columns of « Pièces », or the CER."""
    for champ in ("pieces_avance", "pieces_solde"):
        for nom in getattr(dossier.campagne, champ):
            if fold_nom(nom) not in _NOMS_DES_PIECES:
                faits: Faits = {"piece": nom, "pieces": tuple(PIECES_ATTENDUES.values())}
                yield Anomalie("piece_inconnue", Gravite.AVERTISSEMENT, dossier.reglages.origine(champ), faits)


def check_pieces_retenant(dossier: Dossier) -> Iterable[Anomalie]:
    """Nothing is paid before the pieces that the officer says hold it back are received."""
    for versement in dossier.versements:
        if versement.verse_le is None:
            continue
        manques = [nom for nom in list_attendues(dossier, versement) if _is_manquante(dossier, versement, nom)]
        if manques:
            yield Anomalie(
                "piece_manquante",
                Gravite.AVERTISSEMENT,
                versement.lieu.origine("verse_le"),
                _name(versement) | {"date": versement.verse_le, "pieces": tuple(manques)},
            )


def check_pieces_sans_structure(dossier: Dossier) -> Iterable[Anomalie]:
    """Pieces are those of a structure of the register, by its name there."""
    for recues in dossier.pieces:
        structure = dossier.find_structure(recues.structure)
        if structure is None or structure.nom.casefold() != recues.structure.casefold():
            yield Anomalie("piece_sans_structure", Gravite.AVERTISSEMENT, recues.lieu.origine("structure"), {"structure": recues.structure})


def _is_manquante(dossier: Dossier, versement: Versement, nom: str) -> bool:
    champ, jour = _NOMS_DES_PIECES.get(fold_nom(nom)), versement.verse_le
    if champ is None or jour is None:  # another control says it
        return False
    if champ == _CER:
        structure = dossier.find_structure(versement.structure)
        signee = structure.cer if structure else None
        return structure is not None and structure.nature.casefold().startswith(NATURES_CER) and (signee is None or signee > jour)
    recues = [recu for rangee in select_pieces(dossier, versement) if (recu := getattr(rangee, champ))]
    return not recues or min(recues) > jour


def _find_depassement(versements: Iterable[Versement], limite: Decimal) -> Iterator[tuple[Versement, Faits]]:
    """Yield the first payment that goes beyond a limit, day after day, with what they make and the limit."""
    cumul, tous = ZERO, sorted(versements, key=_get_jour)
    somme = sum_comptes(tous)
    for versement in tous if somme > limite else ():
        cumul += versement.compte
        if cumul > limite:
            yield versement, _name(versement) | {"somme": Euros(somme), "limite": Euros(limite)}
            return


def _get_jour(versement: Versement) -> tuple[int, int]:
    return (versement.verse_le.toordinal() if versement.verse_le else 0), versement.lieu.rang


def _name(versement: Versement) -> Faits:
    return {
        "structure": versement.structure,
        "operation": versement.operation,
        "nature": versement.nature,
        "montant": Euros(versement.montant),
    }
