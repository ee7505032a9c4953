"""The sheets « Versements » (what is paid and planned, and where that stands) and « Pièces » (what was received)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.suivi import NATURES_CER
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.calcul.versements import (
    attach_versements,
    compute_situation,
    compute_verses,
    find_a_la_casse_pres,
    group_par_ligne,
    sum_comptes,
)
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES
from dpid_xl.classeurs.gabarit.lieux import list_pieces
from dpid_xl.classeurs.gabarit.noms import MOIS_DE_LA_SITUATION
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_rangee, make_vide
from dpid_xl.classeurs.gabarit.styles import DATE
from dpid_xl.classeurs.gabarit.tables import write_table
from dpid_xl.modele import SANS_OBJET, Dossier, Ligne, PiecesRecues, Structure
from dpid_xl.montants import ZERO
from dpid_xl.noms import fold_nom
from dpid_xl.schema import PIECES, PIECES_ATTENDUES, VERSEMENTS
from dpid_xl.schema.versements import NATURE_A_DIRE

SANS_JOUR = "à dater (Campagne)"
_SITUATION = "Campagne_situation_au"
_AVANT = 'SUMIFS(tblVersements[Prévu],tblVersements[Prévu le],"<"&{jour})'
_DES = f'-SUMIFS(tblVersements[Prévu],tblVersements[Prévu le],"<"&{MOIS_DE_LA_SITUATION})'
_SI_DATEE = f'=IF(N({_SITUATION})=0,"",ROUND({{somme}},2))'
# All the payments, of lines that Suivi has no row of too; what was typed where there is none.
_ATTRIBUE, _VERSE = "SUM(tblEcheancier[Montant])", "SUM(tblVersements[Versé])+SUMIFS(tblSuivi[Versé saisi],tblSuivi[Versements],0)"
_RANG_DE_LA_SITUATION = 4  # row 5
# What the block above the table says: the column on whose left it is named, its label, its formula; two figures a row.
FIGURES = (
    (
        ("territoire", "Situation au", f'=IF(N({_SITUATION})=0,"{SANS_JOUR}",{_SITUATION})'),
        ("montant", "Prévu avant ce mois, non versé", _SI_DATEE.format(somme=_AVANT.format(jour=MOIS_DE_LA_SITUATION))),
    ),
    (
        ("territoire", PIECES.entete("attribue"), f"=ROUND({_ATTRIBUE},2)"),
        ("montant", "Prévu ce mois", _SI_DATEE.format(somme=_AVANT.format(jour=f"EDATE({MOIS_DE_LA_SITUATION},1)") + _DES)),
    ),
    (
        ("territoire", PIECES.entete("verse"), f"=ROUND(({_VERSE}),2)"),
        (
            "montant",
            "Prévu en douze mois, celui-ci compris",
            _SI_DATEE.format(somme=_AVANT.format(jour=f"EDATE({MOIS_DE_LA_SITUATION},12)") + _DES),
        ),
    ),
    (
        ("territoire", PIECES.entete("reste"), f"=ROUND({_ATTRIBUE}-({_VERSE}),2)"),
        ("montant", "Attribué, ni versé ni prévu", f"=ROUND({_ATTRIBUE}-({_VERSE})-SUM(tblVersements[Prévu]),2)"),
    ),
)


def fill_versements(atelier: Atelier) -> None:
    """Write the payments, and above them where they stand on the day that Campagne gives."""
    atelier.write_bandeau("Versements", len(VERSEMENTS.colonnes) - 1)
    rangees = make_versements(atelier.dossier)
    write_table(atelier, VERSEMENTS, rangees or [make_vide(VERSEMENTS) | {"lignes": "", "ligne": ""}], figer=2, imprimer="justification")
    _fill_situation(atelier)


def _fill_situation(atelier: Atelier) -> None:
    onglet, styles = atelier.onglets["Versements"], atelier.styles
    gras = styles.get(bold=True, align="right", font_size=TAILLE_DES_TABLES)
    valeurs = _compute_figures(atelier.dossier)
    for numero, (figures, siennes) in enumerate(zip(FIGURES, valeurs, strict=True)):
        rang = _RANG_DE_LA_SITUATION + numero
        onglet.set_row(rang, 15)
        for (champ, libelle, formule), valeur in zip(figures, siennes, strict=True):
            colonne = find_colonne(VERSEMENTS, champ)
            style = styles.somme(DATE, align="right") if libelle == "Situation au" else styles.somme()
            onglet.write_string(rang, colonne - 1, libelle, gras)
            onglet.write_formula(rang, colonne, formule, style, valeur)


def _compute_figures(dossier: Dossier) -> tuple[tuple[Valeur, Valeur], ...]:
    """Return the values of :data:`FIGURES`; without a day, what depends on it is empty."""
    jour = dossier.campagne.situation_au
    situation = compute_situation(dossier, jour or date.max.replace(year=date.max.year - 2))
    dates = (situation.en_retard, situation.du_mois, situation.douze_mois) if jour else (None, None, None)
    retard, mois, annee = ("" if somme is None else float(somme) for somme in dates)
    return (
        ((jour - date(1899, 12, 30)).days if jour else SANS_JOUR, retard),
        (float(situation.attribue), mois),
        (float(situation.verse), annee),
        (float(situation.reste), float(situation.non_programme)),
    )


def make_versements(dossier: Dossier) -> list[Rangee]:
    """Return one row per payment, made or planned, in the order in which they stand."""
    rangs = {ligne: rang for rang, ligne in enumerate(make_en_cours(dossier).lignes, 1)}
    return [
        {
            **make_rangee(VERSEMENTS, versement),
            "lignes": float(len(lignes)) if versement.structure else "",
            "ligne": float(rangs[lignes[0]]) if len(lignes) == 1 else "",
            "verse": float(versement.compte) if versement.verse_le and versement.designe else 0.0,
            "prevu": float(versement.compte) if versement.prevu and versement.designe else 0.0,
        }
        for versement, lignes in attach_versements(dossier)
    ]


def make_restes(dossier: Dossier) -> Mapping[Ligne, Rangee]:
    """Return what the échéancier says of the payments of each line; what is left is not known while a payment is of none of them."""
    verses, par_ligne, lignes = compute_verses(dossier), group_par_ligne(dossier), make_en_cours(dossier).lignes
    siens = {ligne: sum_comptes(versement for versement in par_ligne.get(ligne, ()) if versement.verse_le) for ligne in lignes}
    cles = {ligne: (get_cle(dossier, ligne, Axe.STRUCTURE), ligne.operation) for ligne in lignes}
    sommes: dict[tuple[str, str], Decimal] = {}
    for ligne, cle in cles.items():
        sommes[cle] = sommes.get(cle, ZERO) + siens[ligne]
    return {
        ligne: {
            "verse": float(siens[ligne]),
            "prevu": float(sum_comptes(versement for versement in par_ligne.get(ligne, ()) if versement.prevu)),
            "verse_sans_ligne": float((verses.get(cle) or ZERO) - sommes[cle]),
            "reste_a_verser": float((ligne.montant or ZERO) - siens[ligne]) if sommes[cle] == (verses.get(cle) or ZERO) else "",
        }
        for ligne, cle in cles.items()
    }


def fill_pieces(atelier: Atelier) -> None:
    """Write a row per structure that is financed, with the pieces that came from it."""
    atelier.write_bandeau("Pièces", len(PIECES.colonnes) - 1)
    rangees = make_pieces(atelier.dossier)
    write_table(atelier, PIECES, rangees or [make_vide(PIECES) | {"manque_avance": "", "manque_solde": ""}], figer=1)


def make_pieces(dossier: Dossier) -> list[Rangee]:
    """Return the rows of the sheet « Pièces »."""
    # By name, case aside, as the formulas compare them.
    attribues: dict[str, Decimal] = {}
    for ligne in make_en_cours(dossier).lignes:
        cle = get_cle(dossier, ligne, Axe.STRUCTURE).casefold()
        attribues[cle] = attribues.get(cle, ZERO) + (ligne.montant or ZERO)
    verses: dict[str, Decimal] = {}
    for (structure, _operation), verse in compute_verses(dossier).items():
        verses[structure.casefold()] = verses.get(structure.casefold(), ZERO) + (verse or ZERO)
    rangees: list[Rangee] = []
    for structure, recues in list_pieces(dossier):
        cle, fiche = structure.casefold(), find_a_la_casse_pres(dossier, structure)
        attribue, verse, cer = attribues.get(cle, ZERO), verses.get(cle, ZERO), _find_cer(fiche)
        rangees.append(
            {
                **(make_rangee(PIECES, recues) if recues else {}),
                "structure": structure,
                "nature": fiche.nature if fiche else "",
                "cer": cer,
                "cer_au_registre": (fiche.cer if fiche else None) or "",
                "manque_avance": _count_manques(dossier.campagne.pieces_avance, recues, cer),
                "manque_solde": _count_manques(dossier.campagne.pieces_solde, recues, cer),
                "attribue": float(attribue),
                "verse": float(verse),
                "reste": float(attribue - verse),
            }
        )
    return rangees


def _find_cer(structure: Structure | None) -> Valeur:
    if structure is None or not structure.nature:
        return NATURE_A_DIRE
    return (structure.cer or "") if structure.nature.casefold().startswith(NATURES_CER) else SANS_OBJET


def _count_manques(attendues: tuple[str, ...], recues: PiecesRecues | None, cer: Valeur) -> Valeur:
    if not attendues:
        return ""
    voulues = {fold_nom(nom) for nom in attendues}
    absentes = [
        champ
        for champ, nom in PIECES_ATTENDUES.items()
        if fold_nom(nom) in voulues and (cer == "" if champ == "cer" else getattr(recues, champ, None) is None)
    ]
    return float(len(absentes))
