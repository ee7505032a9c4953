"""The payments of the sheet « Versements »: each is of a line, in its order, within what is due.

No delay is known of the source: nothing is late here. Without a payment nothing is looked at.

Source: annexe 6 of the deliberation 2022-375, article 5; règle de gestion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from dpid_xl.anomalies import Anomalie, Compte, Euros, Faits, Gravite
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.designation import find_faute
from dpid_xl.calcul.echeancier import compute_avance
from dpid_xl.calcul.paiements import find_annee_du_versement, fold_mandat
from dpid_xl.calcul.suivi import (
    find_conventions,
    find_jours_verses,
    find_signatures,
    list_non_signes,
    make_signe,
)
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.calcul.versements import attach_versements, compute_verses, group_par_ligne, list_verses, sum_comptes
from dpid_xl.controles.selection import name_suivi, pair_with_first
from dpid_xl.modele import AVANCE, NATURES_DE_VERSEMENT, Dossier, Ligne, Versement
from dpid_xl.montants import ZERO
from dpid_xl.schema import SUIVI


def check_versements_sans_ligne(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment is for a line of Annexe 5."""
    en_cours = make_en_cours(dossier) if dossier.versements else dossier
    for versement, lignes in attach_versements(dossier):
        if not lignes:
            champ, pourquoi = find_faute(en_cours, versement)
            yield Anomalie(
                "versement_sans_ligne", Gravite.BLOQUANTE, versement.lieu.origine(champ), name_versement(versement) | {"pourquoi": pourquoi}
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
                name_versement(versement) | {"lignes": compte, "rangs": rangs},
            )


def check_natures_de_versement(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment is of one of the four natures, once somebody says it: only a titre de recettes counts for less."""
    for versement in dossier.versements:
        if not versement.nature.strip():
            faits = {champ: fait for champ, fait in name_versement(versement).items() if champ != "nature"}
            yield Anomalie("versement_sans_nature", Gravite.AVERTISSEMENT, versement.lieu.origine("nature"), faits)
        elif versement.nature.strip().casefold() not in NATURES_DE_VERSEMENT:
            yield Anomalie(
                "versement_nature",
                Gravite.BLOQUANTE,
                versement.lieu.origine("nature"),
                name_versement(versement) | {"natures": NATURES_DE_VERSEMENT},
            )


def check_montants_verses(dossier: Dossier) -> Iterable[Anomalie]:
    """An amount is positive: its nature tells which way it goes."""
    for versement in dossier.versements:
        if versement.montant <= ZERO:
            yield Anomalie("versement_non_positif", Gravite.BLOQUANTE, versement.lieu.origine("montant"), name_versement(versement))


def check_versements_sans_date(dossier: Dossier) -> Iterable[Anomalie]:
    """A payment has a day, on which it was made or is planned: else nothing counts it."""
    for versement in dossier.versements:
        if not (versement.prevu_le or versement.verse_le):
            yield Anomalie("versement_sans_date", Gravite.AVERTISSEMENT, versement.lieu.origine("prevu_le"), name_versement(versement))


def check_ordre_des_versements(dossier: Dossier) -> Iterable[Anomalie]:
    """Nothing is paid before the vote, nor before the signature of the convention or of the avenant."""
    payees = _group_payees(dossier, make_en_cours(dossier))
    signatures, vote = find_signatures(dossier) if payees else {}, dossier.campagne.deliberation_date
    for (structure, operation), lignes in payees.items():
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
                    name_versement(versement) | {"date": jour, "vote": vote},
                )
            elif signature is None:
                yield Anomalie(
                    "versement_sans_signature",
                    Gravite.AVERTISSEMENT,
                    versement.lieu.origine("verse_le"),
                    name_versement(versement) | {"date": jour},
                )
            elif jour < signature:
                yield Anomalie(
                    "versement_avant_signature",
                    Gravite.AVERTISSEMENT,
                    versement.lieu.origine("verse_le"),
                    name_versement(versement) | {"date": jour, "signature": signature},
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
                name_versement(versement) | {"exercice": versement.exercice, "date": jour},
            )


def check_mandats(dossier: Dossier) -> Iterable[Anomalie]:
    """A mandat is entered once: the same one with the same amount is the same payment."""
    avec = (
        ((fold_mandat(versement.mandat), find_annee_du_versement(versement), versement.montant, versement.nature), versement)
        for versement in dossier.versements
        if versement.mandat
    )
    for premier, second in pair_with_first(avec):
        yield Anomalie(
            "mandat_en_double",
            Gravite.AVERTISSEMENT,
            second.lieu.origine("mandat"),
            name_versement(second) | {"mandat": second.mandat, "premiere": premier.lieu.rang},
        )


def check_sommes_versees(dossier: Dossier) -> Iterable[Anomalie]:
    """The payments of an operation do not exceed its amount, nor its avances the avance, nor its titres de recettes what was paid."""
    for cle, lignes in _group_payees(dossier, make_en_cours(dossier)).items():
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
                name_versement(rendus[-1]) | {"titres": titres, "paye": paye},
            )


def check_sommes_prevues(dossier: Dossier) -> Iterable[Anomalie]:
    """What is paid and what is planned do not exceed the amount of an operation, nor of one of its lines where it has several.

    What is paid alone beyond it, another control says. A payment takes the place of what was typed in « Suivi ».
    """
    if not any(versement.prevu for versement in dossier.versements):
        return
    en_cours, par_ligne, verses = make_en_cours(dossier), group_par_ligne(dossier), compute_verses(dossier)
    for cle, lignes in _group_payees(dossier, en_cours).items():
        prevus = [v for v in dossier.versements_par_cle.get((cle[0].casefold(), cle[1]), ()) if v.prevu]
        verse, montant = verses.get(cle) or ZERO, sum_montants(lignes)
        trouve = next(_find_depassement_prevu(prevus, verse, montant), None)
        if trouve:
            yield Anomalie("versements_prevus_superieurs", Gravite.AVERTISSEMENT, trouve[0].lieu.origine("montant"), trouve[1])
        for ligne in lignes if len(lignes) > 1 and not trouve else ():
            siens = par_ligne.get(ligne, ())
            verse = sum_comptes(versement for versement in siens if versement.verse_le)
            for versement, faits in _find_depassement_prevu([v for v in siens if v.prevu], verse, ligne.montant or ZERO):
                yield Anomalie("ligne_trop_prevue", Gravite.AVERTISSEMENT, versement.lieu.origine("montant"), faits)


def _find_depassement_prevu(prevus: Iterable[Versement], verse: Decimal, limite: Decimal) -> Iterator[tuple[Versement, Faits]]:
    """Yield the first planned payment that goes beyond what is left to pay, day after day; nothing where too much is paid already."""
    tous = sorted(prevus, key=lambda versement: (versement.prevu_le or date.max, versement.lieu.rang))
    somme, cumul = verse + sum_comptes(tous), verse
    for versement in tous if verse <= limite < somme else ():
        cumul += versement.compte
        if cumul > limite:
            yield versement, name_versement(versement) | {"somme": Euros(somme), "limite": Euros(limite)}
            return


def check_situation(dossier: Dossier) -> Iterable[Anomalie]:
    """What is paid after the day that the officer gives to the situation counts in it all the same: it is worth knowing."""
    situation = dossier.campagne.situation_au
    for versement in dossier.versements if situation else ():
        if situation and versement.verse_le and versement.verse_le > situation:
            faits = name_versement(versement) | {"date": versement.verse_le, "situation": situation}
            yield Anomalie("versement_apres_situation", Gravite.INFORMATION, versement.lieu.origine("verse_le"), faits)


def check_versements_sans_avenant_signe(dossier: Dossier) -> Iterable[Anomalie]:
    """What an avenant adds is paid once it is signed, not once it is decided."""
    a_signer = {(dossier.name_structure(rangee.structure), rangee.operation): rangee for rangee in reversed(list_non_signes(dossier))}
    decides = _group_payees(dossier, make_en_cours(dossier)) if a_signer else {}
    signees = make_signe(dossier).financees_par_cle if decides else {}
    for cle in decides.keys() & a_signer.keys():
        verses, limite = list_verses(dossier, *cle), sum_montants(signees.get(cle, ()))
        if sum_comptes(verses) <= sum_montants(decides[cle]):
            for versement, faits in _find_depassement(verses, limite):
                avenant = {"avenant": str(a_signer[cle].rang)}
                yield Anomalie("versement_avant_avenant", Gravite.AVERTISSEMENT, versement.lieu.origine("montant"), faits | avenant)


def check_lignes_versees(dossier: Dossier) -> Iterable[Anomalie]:
    """The payments of a line do not exceed its amount, where its operation has several for the structure."""
    if not dossier.versements:
        return
    en_cours = make_en_cours(dossier)
    for ligne, versements in group_par_ligne(dossier).items():
        soeurs = en_cours.lignes_par_cle.get((dossier.name_structure(ligne.structure).casefold(), ligne.operation), ())
        if len(soeurs) > 1:
            verses = [versement for versement in versements if versement.verse_le]
            for versement, faits in _find_depassement(verses, ligne.montant or ZERO):
                yield Anomalie("ligne_trop_versee", Gravite.AVERTISSEMENT, versement.lieu.origine("montant"), faits)


def check_verses_saisis(dossier: Dossier) -> Iterable[Anomalie]:
    """What was paid is said once: by the payments, or by what is typed in « Suivi », which they take the place of."""
    if not dossier.versements:
        return
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


def _group_payees(dossier: Dossier, etat: Dossier) -> Mapping[tuple[str, str], Sequence[Ligne]]:
    """Return the lines of a state of the campaign by structure and operation, of those that payments are of.

    Lines of no amount are among them: nothing is due for what an avenant withdrew, or nobody financed.
    """
    if not dossier.versements:
        return {}
    lignes_par_cle = etat.lignes_par_cle
    payees = (lignes_par_cle[cle] for cle in dossier.versements_par_cle if cle in lignes_par_cle)
    return {(dossier.name_structure(lignes[0].structure), lignes[0].operation): lignes for lignes in payees}


def _find_depassement(versements: Iterable[Versement], limite: Decimal) -> Iterator[tuple[Versement, Faits]]:
    """Yield the first payment that goes beyond a limit, day after day, with what they make and the limit."""
    cumul, tous = ZERO, sorted(versements, key=_get_jour)
    somme = sum_comptes(tous)
    for versement in tous if somme > limite else ():
        cumul += versement.compte
        if cumul > limite:
            yield versement, name_versement(versement) | {"somme": Euros(somme), "limite": Euros(limite)}
            return


def _get_jour(versement: Versement) -> tuple[int, int]:
    return (versement.verse_le.toordinal() if versement.verse_le else 0), versement.lieu.rang


def name_versement(versement: Versement) -> Faits:
    """Return the facts that name a payment in a sentence."""
    return {
        "structure": versement.structure,
        "operation": versement.operation,
        "nature": versement.nature,
        "montant": Euros(versement.montant),
    }
