"""Mutations of cells: what an officer, or a program, may have typed in the real workbook.

Each function takes the dossier as it is and a random generator, and returns one :class:`~tests.mutations.essai.Mutation`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import TypeVar

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.cellules import JOUR_ZERO
from dpid_xl.classeurs.lecture.bruts import Brut
from dpid_xl.classeurs.lecture.ouverture import Classeur
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, Ligne, Mesure, Mode, Operation
from dpid_xl.noms import list_ressemblants
from dpid_xl.periodes import add_mois
from dpid_xl.schema import ANNEXE5, CAMPAGNE, STRUCTURES
from tests.mutations.essai import Mutation, read_reference
from tests.places import cell, find_champ

T = TypeVar("T")
Choix = Callable[[Dossier, Ligne], bool]
IBAN = "FR1420041010050500013M02606"  # the example of the norm
SUIVI = {"Structure": "A", "Opération": "B", "Signée le": "C", "Versé saisi": "W", "Réalisé": "I", "Partenariat": "J", "Parcours": "K"}
SUIVI |= {"Réalisé simple": "P", "Dépenses": "Q", "Sorties": "R", "Acquis arrêté": "S", "Motif": "T"}
SAISIES = [colonne.entete for colonne in ANNEXE5.colonnes if colonne.saisie]


def pick(hasard: Random, parmi: Iterable[T]) -> T:
    """Draw one; an empty draw is a mistake of the table of kinds."""
    return hasard.choice(list(parmi))


def type_(origine: Origine, valeur: object, ou: Origine | None = None) -> Mutation:
    """Type one value."""
    return Mutation({origine: valeur}, ou=ou)


def place_decidee(dossier: Dossier, mesure: Mesure, cle: str) -> Origine:
    """Return the cell of a decided figure."""
    return next(decision.origine for decision in dossier.decisions if (decision.mesure, decision.cle) == (mesure, cle))


def place_reglage(champ: str) -> Origine:
    """Return the cell of a setting of the campaign."""
    return Origine("Campagne", f"B{6 + [reglage.champ for reglage in CAMPAGNE].index(champ)}")


# --- Which lines ---


def payee(_dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a line has an amount."""
    return bool(ligne.montant)


def au_bareme(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether the amount of a line is what the barème gives, and follows its quantity."""
    if ligne.quantite is None or not payee(dossier, ligne) or not dossier.bareme.find_tarifs(ligne.operation):
        return False
    double = replace(ligne, quantite=ligne.quantite * 2)
    try:
        return compute_montant_ligne(dossier, ligne) == ligne.montant != compute_montant_ligne(dossier, double)
    except CalculImpossible:
        return False


def arretee(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether the amount of a line was decided as such."""
    return payee(dossier, ligne) and dossier.operation_par_code[ligne.operation].mode is Mode.ARRETE


def a_quantite_decidee(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether the quantities of an operation were decided and are those of its lines."""
    return ligne.quantite is not None and _has_decision(dossier, Mesure.QUANTITE, ligne.operation)


def sans_quantite_decidee(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether nothing says what the quantity of a line should be."""
    return arretee(dossier, ligne) and ligne.quantite is not None and not a_quantite_decidee(dossier, ligne)


def aux_dates_communes(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a line has the dates of its operation."""
    operation = dossier.operation_par_code[ligne.operation]
    return ligne.debut is not None and (ligne.debut, ligne.fin) == (operation.debut, operation.fin)


def aux_dates_propres(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a line has dates that its operation does not have, and a rate that does not depend on them."""
    operation = dossier.operation_par_code[ligne.operation]
    return ligne.periode is not None and operation.debut is None and operation.duree_maximale_mois is None


def de_duree_bornee(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a line lasts as long as its operation allows."""
    return bool(ligne.periode) and ligne.mois == dossier.operation_par_code[ligne.operation].duree_maximale_mois


def datee(_dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a line has its two dates."""
    return ligne.periode is not None


def mesuree(_dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a line has a unit and a quantity."""
    return bool(ligne.unite) and ligne.quantite is not None


def seule(dossier: Dossier, ligne: Ligne) -> bool:
    """Tell whether a structure has this one line."""
    structure = dossier.find_structure(ligne.structure)
    return payee(dossier, ligne) and sum(dossier.find_structure(autre.structure) is structure for autre in dossier.lignes) == 1


def toute(_dossier: Dossier, _ligne: Ligne) -> bool:
    """Any line."""
    return True


def _has_decision(dossier: Dossier, mesure: Mesure, cle: str) -> bool:
    return any((decision.mesure, decision.cle) == (mesure, cle) for decision in dossier.decisions)


# --- One cell of a line ---


def change(entete: str, choix: Choix, valeur: Callable[..., object], *, ou: bool = False) -> Callable[[Dossier, Random], Mutation]:
    """Make the mutation of one cell of a line; ``valeur(hasard, ligne)`` is what is typed, ``ou`` tells that this cell must be named."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        ligne = pick(hasard, (ligne for ligne in dossier.lignes if choix(dossier, ligne)))
        origine = cell(ligne.lieu, entete)
        return type_(origine, valeur(hasard, ligne), origine if ou else None)

    return muter


def change_montant(choix: Choix, valeur: Callable[[Random, Decimal], float]) -> Callable[[Dossier, Random], Mutation]:
    """Make the mutation of an amount, which the decided total of its operation must show."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        ligne = pick(hasard, (ligne for ligne in dossier.lignes if choix(dossier, ligne)))
        origine, montant = cell(ligne.lieu, "Montant retenu"), ligne.montant or Decimal(0)
        return type_(origine, valeur(hasard, montant), place_decidee(dossier, Mesure.MONTANT, ligne.operation))

    return muter


def change_un_chiffre(hasard: Random, montant: Decimal) -> float:
    """Type another digit in the place of one."""
    texte = f"{montant:.2f}"
    rang = pick(hasard, [rang for rang, signe in enumerate(texte) if signe.isdigit()])
    autre = pick(hasard, [chiffre for chiffre in "123456789" if chiffre != texte[rang]])
    return float(texte[:rang] + autre + texte[rang + 1 :])


def swap_deux_chiffres(hasard: Random, montant: Decimal) -> float:
    """Exchange two digits that follow one another."""
    texte = str(int(montant))
    rang = pick(hasard, [rang for rang in range(len(texte) - 1) if texte[rang] != texte[rang + 1]])
    return float(texte[:rang] + texte[rang + 1] + texte[rang] + texte[rang + 2 :]) + float(montant % 1)


def drop_lettre(hasard: Random, texte: str) -> str:
    """Forget a letter inside a name."""
    rang = pick(hasard, [rang for rang in range(1, len(texte) - 1) if texte[rang].isalpha()])
    return texte[:rang] + texte[rang + 1 :]


def write_a_la_main(_hasard: Random, ligne: Ligne) -> str:
    """Write an amount as people do in a text: « 12 220,00 € »."""
    return f"{ligne.montant:,.2f} €".replace(",", " ").replace(".", ",")


# --- Several cells of the lines ---


def move_lignes(dossier: Dossier, rangees: Sequence[Ligne | None]) -> Mutation:
    """Put the inputs of lines in the rows of the table, in this order; None leaves a row empty."""
    classeur = _read_saisies(dossier)
    cellules = {}
    for place, ligne in zip(dossier.lignes, rangees, strict=True):
        if place is not ligne:
            for entete in SAISIES:
                cellules[cell(place.lieu, entete)] = classeur[ligne.lieu.rang, entete] if ligne else None
    return Mutation(cellules)


def delete_ligne(dossier: Dossier, hasard: Random) -> Mutation:
    """Delete a row: the rows below come up."""
    supprimee = pick(hasard, (ligne for ligne in dossier.lignes if payee(dossier, ligne)))
    mutation = move_lignes(dossier, [*(ligne for ligne in dossier.lignes if ligne is not supprimee), None])
    return replace(mutation, ou=place_decidee(dossier, Mesure.MONTANT, supprimee.operation))


def clear_ligne(dossier: Dossier, hasard: Random) -> Mutation:
    """Empty a row and leave it there."""
    videe = pick(hasard, (ligne for ligne in dossier.lignes if payee(dossier, ligne)))
    return move_lignes(dossier, [None if ligne is videe else ligne for ligne in dossier.lignes])


def overwrite_ligne(dossier: Dossier, hasard: Random) -> Mutation:
    """Copy a row over another one."""
    source, cible = hasard.sample([ligne for ligne in dossier.lignes if payee(dossier, ligne)], 2)
    return move_lignes(dossier, [source if ligne is cible else ligne for ligne in dossier.lignes])


def sort_lignes(dossier: Dossier, hasard: Random) -> Mutation:
    """Sort the rows by one of the columns."""
    champ = pick(hasard, ["structure", "territoire", "montant", "unite"])
    return move_lignes(dossier, sorted(dossier.lignes, key=lambda ligne: getattr(ligne, champ) or (0 if champ == "montant" else "")))


def filter_operation(*, en_plus: bool) -> Callable[[Dossier, Random], Mutation]:
    """Filter the lines of one operation; ``en_plus`` hides by hand one of those that are left."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        choisie = pick(hasard, (ligne for ligne in dossier.lignes if ligne.montant))
        cachees = {ligne.lieu.rang for ligne in dossier.lignes if ligne.operation != choisie.operation}
        if en_plus:
            cachees.add(choisie.lieu.rang)
        return Mutation(geste=lambda fichier: fichier.filter(ANNEXE5.nom, ANNEXE5.feuille, 1, choisie.operation, cachees))

    return muter


def shuffle_lignes(dossier: Dossier, hasard: Random) -> Mutation:
    """Put the rows in any order."""
    return move_lignes(dossier, hasard.sample(dossier.lignes, len(dossier.lignes)))


def add_dessous(dossier: Dossier, hasard: Random, ecarts: tuple[int, int] = (1, 20)) -> Mutation:
    """Type a line under the table, which does not grow; ``ecarts`` are the least and the greatest distance, in rows."""
    modele, derniere = pick(hasard, [ligne for ligne in dossier.lignes if payee(dossier, ligne)]), dossier.lignes[-1]
    saisies, dessous = _read_saisies(dossier), replace(derniere.lieu, rang=derniere.lieu.rang + hasard.randint(*ecarts))
    cellules = {cell(dessous, entete): saisies[modele.lieu.rang, entete] for entete in SAISIES}
    return Mutation(cellules, ou=cell(dessous))


def swap_montants(choix: Choix) -> Callable[[Dossier, Random], Mutation]:
    """Exchange the amounts of two lines of one operation."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        choisies = [ligne for ligne in dossier.lignes if choix(dossier, ligne)]
        paires = [
            (une, autre) for une, autre in product(choisies, repeat=2) if une.operation == autre.operation and une.montant != autre.montant
        ]
        une, autre = pick(hasard, paires)
        return Mutation(
            {
                cell(une.lieu, "Montant retenu"): float(autre.montant),
                cell(autre.lieu, "Montant retenu"): float(une.montant),
            },
        )

    return muter


def move_euros(dossier: Dossier, hasard: Random, *, meme_operation: bool) -> Mutation:
    """Take 1 000 € from a line and give them to another."""
    lignes = [ligne for ligne in dossier.lignes if payee(dossier, ligne) and (arretee(dossier, ligne) or not meme_operation)]
    paires = [
        (une, autre) for une in lignes for autre in lignes if une is not autre and (une.operation == autre.operation) is meme_operation
    ]
    une, autre = pick(hasard, paires)
    return Mutation(
        {
            cell(une.lieu, "Montant retenu"): float(une.montant) - 1000,
            cell(autre.lieu, "Montant retenu"): float(autre.montant) + 1000,
        },
    )


def move_operation(dossier: Dossier, hasard: Random) -> Mutation:
    """Give a line to another operation of the campaign."""
    ligne = pick(hasard, (ligne for ligne in dossier.lignes if payee(dossier, ligne)))
    autre = pick(hasard, (operation.code for operation in dossier.operations if operation.code != ligne.operation))
    return type_(cell(ligne.lieu, "Opération"), autre, place_decidee(dossier, Mesure.MONTANT, ligne.operation))


def change_structure(choix: Choix) -> Callable[[Dossier, Random], Mutation]:
    """Choose another structure of the register."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        ligne = pick(hasard, (ligne for ligne in dossier.lignes if choix(dossier, ligne)))
        autre = pick(
            hasard, (structure.nom for structure in dossier.structures if structure is not dossier.find_structure(ligne.structure))
        )
        return type_(cell(ligne.lieu, "Structure"), autre)

    return muter


def change_territoire(dossier: Dossier, hasard: Random) -> Mutation:
    """Choose another territoire of the list."""
    ligne = pick(hasard, (ligne for ligne in dossier.lignes if ligne.territoire))
    autre = pick(hasard, ({autre.territoire for autre in dossier.lignes if "/" not in autre.territoire} - {ligne.territoire, ""}))
    return type_(cell(ligne.lieu, "Territoire"), autre)


def misspell_territoire(dossier: Dossier, hasard: Random) -> Mutation:
    """Forget a letter in a territoire that other lines have too."""
    noms = [ligne.territoire for ligne in dossier.lignes]
    ligne = pick(hasard, (ligne for ligne in dossier.lignes if len(ligne.territoire) > 5 and noms.count(ligne.territoire) > 1))
    origine = cell(ligne.lieu, "Territoire")
    return type_(origine, drop_lettre(hasard, ligne.territoire), origine)


def misspell_structure(dossier: Dossier, hasard: Random) -> Mutation:
    """Forget a letter in the name of a structure."""
    ligne = pick(hasard, (ligne for ligne in dossier.lignes if len(ligne.structure) > 5))
    nom = drop_lettre(hasard, ligne.structure)
    origine = cell(ligne.lieu, "Structure")
    return type_(origine, nom, origine)


def shift_dates(choix: Choix, mois: Sequence[int]) -> Callable[[Dossier, Random], Mutation]:
    """Move one of the two dates of a line by months."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        ligne = pick(hasard, (ligne for ligne in dossier.lignes if choix(dossier, ligne)))
        entete, jour = pick(hasard, [("Début", ligne.debut), ("Fin", ligne.fin)])
        return type_(cell(ligne.lieu, entete), add_mois(jour, pick(hasard, mois)), cell(ligne.lieu, entete))

    return muter


def swap_dates(dossier: Dossier, hasard: Random) -> Mutation:
    """Type the last day as the first and the reverse."""
    ligne = pick(hasard, (ligne for ligne in dossier.lignes if ligne.periode))
    return Mutation({cell(ligne.lieu, "Début"): ligne.fin, cell(ligne.lieu, "Fin"): ligne.debut}, ou=cell(ligne.lieu, "Fin"))


# --- The other tables ---


def change_decision(mesure: Mesure, delta: Sequence[float]) -> Callable[[Dossier, Random], Mutation]:
    """Change a decided figure that the lines reach."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        de_trop = {"T2-02", "T2-03", "T2-04", "T2-05", "T3-01"} if mesure is not Mesure.MONTANT else set()
        decision = pick(hasard, (d for d in dossier.decisions if d.mesure is mesure and d.cle not in de_trop))
        return type_(decision.origine, float(decision.valeur) + pick(hasard, delta), decision.origine)

    return muter


def compute_cellule(nom: str, entete: str, formule: str, *, garnie: bool = False) -> Callable[[Dossier, Random], Mutation]:
    """Put a formula in the place of a figure, with that figure as its value: nothing changes until the next calculation."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        origines = [cell(rangee.lieu, entete) for rangee in getattr(dossier, nom)]
        origine, valeur = pick(hasard, ((origine, valeur) for origine in origines if (valeur := _read_chiffre(origine, garnie=garnie))))
        nombre = valeur.toordinal() - JOUR_ZERO.toordinal() if isinstance(valeur, date) else valeur
        return Mutation(geste=lambda fichier: fichier.set_contenu(origine, "n", str(nombre), formule), ou=origine)

    return muter


def copy_cle(feuille: str, rangs: range) -> Callable[[Dossier, Random], Mutation]:
    """Type, on a row of a computed table, the key of a row below."""

    def muter(_dossier: Dossier, hasard: Random) -> Mutation:
        rang, autre = sorted(hasard.sample(rangs, 2))
        origine = Origine(feuille, f"A{rang}")
        return type_(origine, read_reference()[1].get_saisi(feuille, autre, 1), origine)

    return muter


def change_rangee(nom: str, entete: str, valeur: Callable[..., object], choix: Callable[..., bool] = lambda _: True, *, ou: bool = True):
    """Make the mutation of one cell of another table; ``nom`` is the field of the dossier that holds its rows."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        rangee = pick(hasard, (rangee for rangee in getattr(dossier, nom) if choix(rangee)))
        origine = cell(rangee.lieu, entete)
        return type_(origine, valeur(hasard, rangee), origine if ou else None)

    return muter


def change_mode(dossier: Dossier, hasard: Random) -> Mutation:
    """Choose another way to compute the amounts of an operation: with a rate or without."""
    operation: Operation = pick(hasard, dossier.operations)
    origine = cell(operation.lieu, "Mode de calcul")
    return type_(origine, str(Mode.FORFAIT_UNITE if operation.mode is Mode.ARRETE else Mode.ARRETE), origine)


def change_budget(dossier: Dossier, hasard: Random) -> Mutation:
    """Charge an operation to another budget line."""
    operation = pick(hasard, dossier.operations)
    autre = pick(hasard, (budget.code for budget in dossier.budget if budget.code != operation.budget))
    return type_(cell(operation.lieu, "Code budget"), autre, place_decidee(dossier, Mesure.MONTANT, operation.budget))


def lower_budget(entete: str) -> Callable[[Dossier, Random], Mutation]:
    """Lower a credit under what the lines spend."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        decision = pick(hasard, [d for d in dossier.decisions if d.cle in {budget.code for budget in dossier.budget}])
        budget = next(budget for budget in dossier.budget if budget.code == decision.cle)
        origine = cell(budget.lieu, entete)
        return type_(origine, float(decision.valeur) - 0.01, cell(budget.lieu, "Disponible"))

    return muter


def share_variante(dossier: Dossier, hasard: Random) -> Mutation:
    """Give a structure the variant of another one."""
    une = pick(hasard, (structure for structure in dossier.structures if structure.variantes))
    autre = pick(hasard, (structure for structure in dossier.structures if structure is not une and not structure.variantes))
    return type_(cell(autre.lieu, "Variantes"), une.variantes[0], cell(autre.lieu, "Variantes"))


def copy_nom(dossier: Dossier, hasard: Random) -> Mutation:
    """Write a structure a second time in the register, in the place of another one."""
    une, autre = hasard.sample(dossier.structures, 2)
    seconde = max(une, autre, key=lambda structure: structure.lieu.rang)
    premiere = autre if seconde is une else une
    return type_(cell(seconde.lieu, "Structure"), premiere.nom.upper(), cell(seconde.lieu, "Structure"))


def undeclare(dossier: Dossier, hasard: Random) -> Mutation:
    """Forget that two names that look alike are two bodies."""
    declarees = [structure for structure in dossier.structures if structure.a_distinguer]
    choisie = pick(hasard, (s for s in declarees if any(list_ressemblants((s.nom, nom))[0] for nom in s.a_distinguer)))
    noms = {choisie.nom, *choisie.a_distinguer}
    return Mutation(
        {cell(structure.lieu, "À distinguer de"): None for structure in declarees if noms & {structure.nom, *structure.a_distinguer}}
    )


def delete_structure(dossier: Dossier, hasard: Random) -> Mutation:
    """Empty a row of the register."""
    structure = pick(hasard, dossier.structures)
    ligne = next(ligne for ligne in dossier.lignes if dossier.find_structure(ligne.structure) is structure)
    entetes = [colonne.entete for colonne in STRUCTURES.colonnes]
    return Mutation({cell(structure.lieu, entete): None for entete in entetes}, ou=cell(ligne.lieu, "Structure"))


def type_numero(entete: str, valeur: Callable[[Random], str], *ailleurs: tuple[str, str]) -> Callable[[Dossier, Random], Mutation]:
    """Type a number of the register, and what else stands on the same row."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        structure = pick(hasard, (structure for structure in dossier.structures if not structure.siret))
        origine = cell(structure.lieu, entete)
        return Mutation({origine: valeur(hasard), **{cell(structure.lieu, autre): texte for autre, texte in ailleurs}}, ou=origine)

    return muter


def share_iban(dossier: Dossier, hasard: Random) -> Mutation:
    """Copy the account of a structure on another one."""
    une, autre = hasard.sample(dossier.structures, 2)
    return Mutation({cell(structure.lieu, "IBAN"): IBAN for structure in (une, autre)})


def change_chiffre_du_numero(hasard: Random, numero: str) -> str:
    """Type another digit in the place of one."""
    rang = pick(hasard, [rang for rang, signe in enumerate(numero) if signe.isdigit()])
    return numero[:rang] + pick(hasard, [chiffre for chiffre in "0123456789" if chiffre != numero[rang]]) + numero[rang + 1 :]


def swap_chiffres_du_numero(hasard: Random, numero: str) -> str:
    """Exchange two digits that follow one another."""
    paires = [rang for rang in range(len(numero) - 1) if numero[rang : rang + 2].isdigit() and numero[rang] != numero[rang + 1]]
    rang = pick(hasard, paires)
    return numero[:rang] + numero[rang + 1] + numero[rang] + numero[rang + 2 :]


def change_siret_connu(change_numero: Callable[[Random, str], str]) -> Callable[[Dossier, Random], Mutation]:
    """Change the one SIRET that the register knows."""
    return change_rangee("structures", "SIRET", lambda h, s: change_numero(h, s.siret), lambda s: bool(s.siret))


def copy_tarif(dossier: Dossier, hasard: Random) -> Mutation:
    """Write the code of a rate on the row of another one."""
    une, autre = hasard.sample([tarif for tarif in dossier.tarifs if tarif.operation], 2)
    return type_(cell(autre.lieu, "Code"), une.code)


def expire_tarif(dossier: Dossier, hasard: Random) -> Mutation:
    """End the validity of a figure before the decision."""
    tarif = pick(hasard, dossier.tarifs)
    decision = dossier.campagne.deliberation_date
    return type_(cell(tarif.lieu, "Valable au"), decision - timedelta(days=hasard.randint(1, 200)))


def delay_tarif(dossier: Dossier, hasard: Random) -> Mutation:
    """Begin the validity of a figure after the decision."""
    tarif = pick(hasard, dossier.tarifs)
    decision = dossier.campagne.deliberation_date
    return type_(cell(tarif.lieu, "Valable du"), decision + timedelta(days=hasard.randint(1, 200)))


def type_reglage(champ: str, valeur: Callable[[Random], object], *, ou: bool = True) -> Callable[[Dossier, Random], Mutation]:
    """Type a setting of the campaign."""

    def muter(_dossier: Dossier, hasard: Random) -> Mutation:
        origine = place_reglage(champ)
        return type_(origine, valeur(hasard), origine if ou else None)

    return muter


def type_suivi(saisies: Callable[..., dict[str, object]], entete: str) -> Callable[[Dossier, Random], Mutation]:
    """Type on a row of Suivi, which is prepared but still empty; ``entete`` is the column that must be named."""

    def muter(dossier: Dossier, hasard: Random) -> Mutation:
        groupes = dossier.financees_par_cle
        classeur = read_reference()[1]
        rang, cle = pick(hasard, ((rang, cle) for rang in range(7, 143) if (cle := _get_cle_suivi(classeur, rang)) in groupes))
        valeurs = saisies(float(sum_montants(groupes[cle])))
        return Mutation(
            {Origine("Suivi", f"{SUIVI[nom]}{rang}"): v for nom, v in valeurs.items()}, ou=Origine("Suivi", f"{SUIVI[entete]}{rang}")
        )

    return muter


def change_bloc(entete: str, valeur: Callable[..., object], choix: Callable[..., bool] = lambda _: True, *, ou: bool = True):
    """Make the mutation of one cell of the model of convention."""
    return change_rangee("modele", entete, valeur, choix, ou=ou)


def type_formule(feuille: str, places: Sequence[str], valeur: Callable[[Random], object]) -> Callable[[Dossier, Random], Mutation]:
    """Type over a cell that computes."""

    def muter(_dossier: Dossier, hasard: Random) -> Mutation:
        origine = Origine(feuille, pick(hasard, places))
        return type_(origine, valeur(hasard), origine)

    return muter


def next_annee(jour: date, annees: int) -> date:
    """Return the same day of another year."""
    return add_mois(jour, 12 * annees)


def _read_saisies(dossier: Dossier) -> dict[tuple[int, str], object]:
    # From the workbook, not from the dossier: what was typed, as it was typed.
    classeur, lettres = read_reference()[1], dossier.lignes[0].lieu.colonnes
    colonnes = {entete: column_index_from_string(lettres[find_champ(ANNEXE5, entete)]) for entete in SAISIES}
    return {
        (ligne.lieu.rang, entete): classeur.get_saisi(ligne.lieu.feuille, ligne.lieu.rang, colonnes[entete])
        for ligne in dossier.lignes
        for entete in SAISIES
    }


def _get_cle_suivi(classeur: Classeur, rang: int) -> tuple[object, object]:
    return classeur.get_saisi("Suivi", rang, 1), classeur.get_saisi("Suivi", rang, 2)


def _read_chiffre(origine: Origine, *, garnie: bool = False) -> Brut:
    colonne, rang = coordinate_from_string(origine.cellule)
    return read_reference(garnie=garnie)[1].get_saisi(origine.feuille, rang, column_index_from_string(colonne))
