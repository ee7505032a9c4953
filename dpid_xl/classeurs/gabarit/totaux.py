"""The sheet « Totaux »: operations under their thématique, the grand total above, then territoires."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from dpid_xl.calcul.avenants import make_en_cours, sum_ecarts
from dpid_xl.calcul.commissions import list_autres, sum_autres, sum_fixes
from dpid_xl.calcul.totaux import Axe, Total, compute_totaux, is_territoire, list_territoires, sum_montants
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart, get_lettre, write_reference
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES
from dpid_xl.classeurs.gabarit.lieux import find_decisions
from dpid_xl.classeurs.gabarit.noms import STRUCTURES_DES_LIGNES
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur
from dpid_xl.classeurs.gabarit.styles import ALERTE, ENTIER, EUROS, FOND_THEMATIQUE
from dpid_xl.classeurs.gabarit.tables import RANG_TOTAUX, write_table
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from dpid_xl.schema import (
    ANNEXE5,
    AUTRES,
    AVENANTS,
    LIBELLE_AUTRES,
    OPERATIONS,
    REUNIS,
    SEUL,
    SOMME_DECIDEE,
    TERRITOIRES,
    THEMATIQUES,
    TOTAUX,
)
from dpid_xl.schema.colonnes import SANS_AVENANT

_VIDE = Total("", 0, 0, Decimal(0), ZERO)


def fill_totaux(atelier: Atelier) -> None:
    """Write the sheet."""
    onglet = atelier.write_bandeau("Totaux", len(TOTAUX.colonnes) - 1)
    rangees = list(make_totaux(atelier.dossier))
    thematiques = {thematique.code for thematique in atelier.dossier.thematiques}
    en_valeur = {rang: {"bold": True, "bg_color": FOND_THEMATIQUE} for rang, rangee in enumerate(rangees) if rangee["code"] in thematiques}
    rangs = write_table(atelier, TOTAUX, rangees, figer=2, repeter=False, mises_en_valeur=en_valeur)
    _fill_total_general(atelier)
    depart = get_depart(TOTAUX)[0]
    lettre = get_lettre(TOTAUX, "ecart")
    onglet.conditional_format(
        f"{lettre}{RANG_TOTAUX + 1}:{lettre}{depart + 1 + rangs}",
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({lettre}{RANG_TOTAUX + 1}),{lettre}{RANG_TOTAUX + 1}<>0)",
            "format": atelier.classeur.add_format(ALERTE),
        },
    )
    fin = _fill_territoires(atelier, depart + rangs + 3)
    onglet.print_area(0, 0, fin, find_colonne(TOTAUX, "ecart"))  # what avenants add is read on screen: the page holds no more


def make_totaux(dossier: Dossier) -> tuple[Rangee, ...]:
    """Return the rows of the table: each thématique, then its operations; at last the lines that no row above names."""
    ecarts = sum_ecarts(dossier) if dossier.avenants else None
    par_operation, par_thematique = compute_totaux(dossier, Axe.OPERATION), compute_totaux(dossier, Axe.THEMATIQUE)
    quantifiees = {ligne.operation for ligne in dossier.lignes if ligne.quantite is not None}
    rangees: list[Rangee] = []
    for thematique in dossier.thematiques:
        decisions = find_decisions(dossier, THEMATIQUES, thematique)
        decide = decisions["montant_decide"].valeur if "montant_decide" in decisions else None
        rangees.append(_make_rangee(thematique.code, thematique.intitule_court, "", par_thematique.get(thematique.code, _VIDE), decide))
        for operation in dossier.operations:
            if operation.thematique == thematique.code:
                decisions = find_decisions(dossier, OPERATIONS, operation)
                decide = decisions["montant_decide"].valeur if "montant_decide" in decisions else None
                total = par_operation.get(operation.code, _VIDE)
                rangees.append(
                    _make_rangee(
                        operation.code, operation.intitule_court, operation.unite, total, decide, quantifie=operation.code in quantifiees
                    )
                )
    rangees.append(_make_autres(dossier, {rangee["code"] for rangee in rangees}))
    autres, codes = sum_autres(dossier), {str(rangee["code"]) for rangee in rangees}
    return tuple({**_raise_decide(rangee, autres), **_make_en_cours(rangee, ecarts, codes)} for rangee in rangees)


def _raise_decide(rangee: Rangee, autres: Mapping[str, Decimal]) -> Rangee:
    """Return a row whose decided amount, where there is one, counts what other commissions than the vote decided."""
    if not any(autres.values()):
        return {**rangee, "autres_commissions": ""}
    code = str(rangee["code"])
    somme = sum((montant for operation, montant in autres.items() if operation == code or operation.startswith(f"{code}-")), ZERO)
    if rangee["montant_decide"] == "":
        return {**rangee, "autres_commissions": float(somme)}
    decide = Decimal(str(rangee["montant_decide"])) + somme
    return {
        **rangee,
        "montant_decide": float(decide),
        "ecart": float(Decimal(str(rangee["montant"])) - decide),
        "autres_commissions": float(somme),
    }


def _make_en_cours(rangee: Rangee, ecarts: Mapping[str, Decimal] | None, codes: Collection[str]) -> Rangee:
    """Return what the avenants add to a row, of an operation, a thématique or the others; nothing as long as there is none."""
    if ecarts is None:
        return {"avenants": "", "en_cours": ""}
    code = str(rangee["code"])
    siens = (
        ecart
        for operation, ecart in ecarts.items()
        if (operation not in codes if code == AUTRES else operation == code or operation.startswith(f"{code}-"))
    )
    somme = sum(siens, ZERO)
    return {"avenants": float(somme), "en_cours": float(Decimal(str(rangee["montant"])) + somme)}


def make_territoires(dossier: Dossier) -> tuple[Rangee, ...]:
    """Return the rows of the territoires, those of the campaign first, several together at the end; lines without one are left out."""
    en_cours = make_en_cours(dossier)
    votes, decides = compute_totaux(dossier, Axe.TERRITOIRE), compute_totaux(en_cours, Axe.TERRITOIRE)
    rangees: list[Rangee] = []
    for nom in list_territoires(en_cours):
        vote, decide = votes.get(nom, _VIDE), decides.get(nom, _VIDE)
        rangees.append(
            {
                "territoire": nom,
                "lignes": vote.lignes,
                "montant": float(vote.montant),
                "sorte": SEUL if is_territoire(dossier.campagne, nom) else REUNIS,
                "avenants": float(decide.montant - vote.montant) if dossier.avenants else "",
                "en_cours": float(decide.montant) if dossier.avenants else "",
            }
        )
    return tuple(rangees)


def _make_rangee(code: str, libelle: str, unite: str, total: Total, decide: Decimal | None, *, quantifie: bool = False) -> Rangee:
    return {
        "code": code,
        "libelle": libelle,
        "lignes": total.lignes,
        "structures": total.structures,
        "quantite": float(total.quantite) if quantifie else "",
        "unite": unite,
        "montant": float(total.montant),
        "montant_decide": "" if decide is None else float(decide),
        "ecart": "" if decide is None else float(total.montant - decide),
    }


def _make_autres(dossier: Dossier, codes: Collection[Valeur]) -> Rangee:
    autres = [ligne for ligne in dossier.lignes if ligne.operation not in codes]
    return {
        "code": AUTRES,
        "libelle": LIBELLE_AUTRES,
        "lignes": sum(1 for ligne in autres if ligne.structure),
        "structures": "",
        "quantite": "",
        "unite": "",
        "montant": float(sum_montants(autres)),
        "montant_decide": "",
        "ecart": "",
    }


def _fill_total_general(atelier: Atelier) -> None:
    onglet, dossier = atelier.onglets["Totaux"], atelier.dossier
    total = sum_montants(dossier.lignes)
    decide = sum_decide(dossier)
    style, nombre = atelier.styles.somme(), atelier.styles.somme(ENTIER)
    libelle = atelier.styles.get(bold=True, align="right", font_size=TAILLE_DES_TABLES)
    onglet.set_row(RANG_TOTAUX, 15)
    onglet.write_string(RANG_TOTAUX, find_colonne(TOTAUX, "libelle"), "Total général", libelle)
    structures = sum(1 for structure in compute_totaux(dossier, Axe.STRUCTURE) if structure)
    cellules = (f"{get_lettre(TOTAUX, champ)}{RANG_TOTAUX + 1}" for champ in ("montant", "montant_decide", "avenants"))
    (montant, vote, avenants), amende = cellules, bool(dossier.avenants)
    ecart = sum(sum_ecarts(dossier).values(), ZERO)
    for champ, formule, valeur, aspect in (
        ("lignes", f"=COUNTA({write_reference(ANNEXE5, 'structure')})", len(dossier.lignes), nombre),
        ("structures", FORMULE_STRUCTURES, structures, nombre),
        ("montant", f"=SUM({write_reference(ANNEXE5, 'montant')})", float(total), style),
        ("montant_decide", f"={SOMME_DECIDEE}", float(decide), style),
        ("ecart", f"=ROUND({montant}-{vote},2)", float(total - decide), style),
        ("avenants", f'=IF({SANS_AVENANT},"",SUM({write_reference(AVENANTS, "montant_compte")}))', float(ecart) if amende else "", style),
        ("en_cours", f'=IF({avenants}="","",ROUND({montant}+{avenants},2))', float(total + ecart) if amende else "", style),
    ):
        onglet.write_formula(RANG_TOTAUX, find_colonne(TOTAUX, champ), formule, aspect, valeur)


_NOMS = STRUCTURES_DES_LIGNES
# Each body counts once, whatever the spelling of its name: as many halves, thirds… as it has lines.
_PAR_STRUCTURE = f'/(COUNTIF({_NOMS},{_NOMS})+({_NOMS}=""))'
FORMULE_STRUCTURES = f'=ROUND(SUMPRODUCT(({_NOMS}<>""){_PAR_STRUCTURE}),0)'
FORMULE_FINANCEES = f'=ROUND(SUMPRODUCT(({_NOMS}<>"")*(SUMIFS({write_reference(ANNEXE5, "montant")},{_NOMS},{_NOMS})>0){_PAR_STRUCTURE}),0)'


def sum_decide(dossier: Dossier) -> Decimal:
    """Return the sum of the amounts that the articles vote, and of those that other commissions decided."""
    return sum_articles(dossier) + sum_fixes(list_autres(dossier))


def sum_articles(dossier: Dossier) -> Decimal:
    """Return the sum of the amounts that the articles vote."""
    return sum(
        (
            decision.valeur
            for thematique in dossier.thematiques
            for champ, decision in find_decisions(dossier, THEMATIQUES, thematique).items()
            if champ == "montant_decide"
        ),
        ZERO,
    )


def _fill_territoires(atelier: Atelier, rang: int) -> int:
    # The schema gives the place in a campaign of this size; more operations push it down.
    table = replace(TERRITOIRES, depart=f"B{max(rang + 1, get_depart(TERRITOIRES)[0] + 1)}")
    depart, colonne = get_depart(table)
    onglet = atelier.onglets["Totaux"]
    for position in range(len(TOTAUX.colonnes)):
        onglet.write_blank(depart - 1, position, None, atelier.styles.section)
    onglet.write_string(depart - 1, colonne, "Par territoire", atelier.styles.section)
    onglet.set_h_pagebreaks([depart - 1])  # each table whole on its page
    rangs = write_table(atelier, table, make_territoires(atelier.dossier), figer=-1, repeter=False, largeurs=False)
    en_cours = make_en_cours(atelier.dossier)
    vote, decide = (sum_montants(ligne for ligne in etat.lignes if not ligne.territoire) for etat in (atelier.dossier, en_cours))
    fin = depart + rangs + 1
    onglet.set_row(fin, 18)
    onglet.write_string(
        fin,
        colonne,
        "Sans territoire, ou hors du tableau",
        atelier.styles.get(italic=True, text_wrap=True, font_size=TAILLE_DES_TABLES),
    )
    aspect = atelier.styles.get(italic=True, num_format=EUROS, align="right", font_size=TAILLE_DES_TABLES)
    montant, avenants = (f"{get_lettre(table, champ)}{fin + 1}" for champ in ("montant", "avenants"))
    amende = bool(atelier.dossier.avenants)
    hors = f"ROUND(SUM({write_reference(AVENANTS, 'montant_compte')})-SUM(tblTerritoires[Avenants]),2)"
    for champ, formule, valeur in (
        ("montant", "=ROUND(SUM(tblAnnexe5[Montant retenu])-SUM(tblTerritoires[Montant]),2)", float(vote)),
        ("avenants", f'=IF({SANS_AVENANT},"",{hors})', float(decide - vote) if amende else ""),
        ("en_cours", f'=IF({avenants}="","",ROUND({montant}+{avenants},2))', float(decide) if amende else ""),
    ):
        onglet.write_formula(fin, find_colonne(table, champ), formule, aspect, valeur)
    return fin
