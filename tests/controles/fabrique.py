"""A small campaign in which no control finds anything, with the places of a real workbook, and the changes of an officer."""

from __future__ import annotations

import typing
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from openpyxl.utils import get_column_letter

from dpid_xl.bareme import load_bareme
from dpid_xl.lieu import Lieu, Origine
from dpid_xl.modele import (
    DECIDE,
    VISEE,
    Ajustement,
    Anterieur,
    Attribution,
    Base,
    Campagne,
    Decision,
    Deliberation,
    Demande,
    Dossier,
    Effet,
    Fiche,
    Hypothese,
    Indicateur,
    Levier,
    Ligne,
    LigneAvenant,
    LigneBudget,
    Mesure,
    Mode,
    Operation,
    PartAnnuelle,
    PiecesRecues,
    Portee,
    Scenario,
    Signature,
    SortDemande,
    Structure,
    Suivi,
    Thematique,
    Versement,
)
from dpid_xl.schema import (
    ANNEXE5,
    ANTERIEUR,
    ATTRIBUTIONS,
    AVENANTS,
    BAREME,
    BUDGET,
    DELIBERATIONS,
    DEMANDES,
    EXERCICES,
    HYPOTHESES,
    INDICATEURS,
    OPERATIONS,
    PIECES,
    SCENARIOS,
    SIGNATURES,
    STRUCTURES,
    SUIVI,
    THEMATIQUES,
    VERSEMENTS,
    Table,
)
from tests.places import CHAMPS

VOTE = date(2022, 6, 27)
PREMIERE_RANGEE = 7  # fixed, so that cas.toml can name rows
PHASE = (date(2022, 7, 1), date(2022, 12, 31))
ANNEE = (date(2022, 9, 1), date(2023, 8, 31))

TUPLES = {
    ANNEXE5: "lignes",
    OPERATIONS: "operations",
    STRUCTURES: "structures",
    BAREME: "tarifs",
    BUDGET: "budget",
    THEMATIQUES: "thematiques",
    SUIVI: "suivis",
    ATTRIBUTIONS: "attributions",
    DELIBERATIONS: "deliberations",
    EXERCICES: "exercices",
    AVENANTS: "avenants",
    SIGNATURES: "signatures",
    VERSEMENTS: "versements",
    PIECES: "pieces",
    INDICATEURS: "indicateurs",
    DEMANDES: "demandes",
    SCENARIOS: "scenarios",
    HYPOTHESES: "hypotheses",
}
# Tables to which a case adds rows of its own.
AJOUTABLES = {
    AVENANTS: LigneAvenant,
    INDICATEURS: Indicateur,
    DEMANDES: Demande,
    DELIBERATIONS: Deliberation,
    SCENARIOS: Scenario,
    HYPOTHESES: Hypothese,
}

GENRES = (Effet, SortDemande, Base, Ajustement, Levier)


def make_lieu(table: Table, rang: int) -> Lieu:
    """The place of the ``rang``-th row (from 1) of a table."""
    return Lieu(
        table.feuille, PREMIERE_RANGEE - 1 + rang, {colonne.champ: get_column_letter(n) for n, colonne in enumerate(table.colonnes, 1)}
    )


def make_record(classe, **valeurs):
    """Fill the fields that are not given with empty text, no name or nothing, by type."""
    types = typing.get_type_hints(classe)
    vides = {str: "", tuple[str, ...]: (), Fiche: Fiche()}
    return classe(**{champ.name: valeurs.get(champ.name, vides.get(types[champ.name])) for champ in fields(classe)})


def make_ligne(rang, operation, territoire, structure, *, unite, quantite, montant, dates):
    return make_record(
        Ligne,
        operation=operation,
        territoire=territoire,
        structure=structure,
        unite=unite,
        quantite=Decimal(quantite),
        montant=Decimal(montant),
        debut=dates[0],
        fin=dates[1],
        lieu=make_lieu(ANNEXE5, rang),
    )


def make_suivi(rang, structure, operation, signature, *, versement, realise, notes=(None, None)):
    partenariat, parcours = (None if note is None else Decimal(note) for note in notes)
    return make_record(
        Suivi,
        structure=structure,
        operation=operation,
        signature=signature,
        versement=Decimal(versement),
        realise=Decimal(realise),
        note_partenariat=partenariat,
        note_parcours=parcours,
        lieu=make_lieu(SUIVI, rang),
    )


def make_signature(rang, structure, **jours):
    return make_record(Signature, structure=structure, lieu=make_lieu(SIGNATURES, rang), **jours)


def make_parts(lignes):
    """Both exercices of each line that straddles two years, the first one in whole euros."""
    partagees = [ligne for ligne in lignes if ligne.debut.year != ligne.fin.year]
    for numero, ligne in enumerate(partagees):
        premiere = ligne.montant * 4 // 12
        for rang, montant in enumerate((premiere, ligne.montant - premiere)):
            yield make_record(
                PartAnnuelle,
                structure=ligne.structure,
                operation=ligne.operation,
                exercice=ligne.debut.year + rang,
                montant=montant,
                source="note du service",
                lieu=make_lieu(EXERCICES, 2 * numero + rang + 1),
            )


def make_versement(rang, structure, operation, nature, jour, montant, *, verse=True):
    return make_record(
        Versement,
        structure=structure,
        operation=operation,
        nature=nature,
        prevu_le=jour,
        verse_le=jour if verse else None,
        exercice=jour.year,
        montant=Decimal(montant),
        mandat=str(1000 + rang) if verse else "",
        lieu=make_lieu(VERSEMENTS, rang),
    )


def make_demande(rang, operation, *, territoire="", quantite=None, dates=(None, None), decision=None, motif=(), montant=None, passee=False):
    quantite = None if quantite is None else Decimal(quantite)
    fixes = (
        {"au_vote_le": VOTE, "quantite_fixee": quantite, "montant_fixe": Decimal(montant), "debut_fixe": dates[0], "fin_fixee": dates[1]}
        if passee
        else {}
    )
    return make_record(
        Demande,
        recue_le=date(2022, 2, 1),
        structure="PAGE",  # the one whose SIRET is known
        operation=operation,
        territoire=territoire,
        quantite=quantite,
        debut=dates[0],
        fin=dates[1],
        decision=decision,
        motif=motif,
        commission=VOTE if decision else None,
        lieu=make_lieu(DEMANDES, rang),
        **fixes,
    )


def make_pieces(rang, structure, **recues):
    return make_record(PiecesRecues, structure=structure, lieu=make_lieu(PIECES, rang), **recues)


def make_indicateur(rang, structure, indicateur, **dit):
    return make_record(Indicateur, structure=structure, operation="T1-01", indicateur=indicateur, lieu=make_lieu(INDICATEURS, rang), **dit)


def make_deliberation(rang, assemblee, jour, convention="2022-02942", **autres):
    lieu = make_lieu(DELIBERATIONS, rang)
    return make_record(Deliberation, assemblee=assemblee, jour=jour, avenant_a=(convention,), lieu=lieu, **autres)


def make_operation(rang, code, unite, mode, budget, **autres):
    return make_record(
        Operation, code=code, thematique=code[:2], unite=unite, mode=mode, budget=budget, lieu=make_lieu(OPERATIONS, rang), **autres
    )


def make_decisions(operations, thematiques, budgets):
    def decide(portee, cle, mesure, valeur, origine):
        return Decision(portee, cle, mesure, Decimal(valeur), "places", "l. 1", origine)

    lieux = {operation.code: operation.lieu for operation in operations}
    for code, montant in (("T1-01", 7200), ("T2-02", 20000), ("T2-10", 330000), ("T3-02", 40000)):
        yield decide(Portee.OPERATION, code, Mesure.MONTANT, montant, lieux[code].origine("montant_decide"))
    for code, quantite in (("T1-01", 90), ("T2-02", "0.5")):
        yield decide(Portee.OPERATION, code, Mesure.QUANTITE, quantite, lieux[code].origine("quantite_decidee"))
    yield decide(Portee.OPERATION, "T2-10", Mesure.STRUCTURES, 4, lieux["T2-10"].origine("structures_decidees"))
    for thematique, montant, nombre in zip(thematiques, (7200, 350000, 40000), (1, 2, 1), strict=True):
        yield decide(Portee.THEMATIQUE, thematique.code, Mesure.MONTANT, montant, thematique.lieu.origine("total_annexe5"))
        yield decide(Portee.ARTICLE, thematique.article, Mesure.MONTANT, montant, thematique.lieu.origine("montant_decide"))
        yield decide(Portee.ARTICLE, thematique.article, Mesure.OPERATIONS, nombre, thematique.lieu.origine("operations_decidees"))
    for budget, montant in zip(budgets, (7200, 350000, 40000), strict=True):
        yield decide(Portee.BUDGET, budget.code, Mesure.MONTANT, montant, budget.lieu.origine("depense_decidee"))


def make_tarifs():
    """The packaged barème, the rate of the avance confirmed, and decided for the other operations too."""
    livres = load_bareme().tarifs
    livree = next(tarif for tarif in livres if tarif.avance_de == "T1-01")
    confirmee = replace(livree, source="décision du Département")
    yield from (confirmee if tarif is livree else tarif for tarif in livres)
    yield from (replace(confirmee, avance_de=code) for code in ("T2-02", "T2-10", "T3-02"))


def make_dossier() -> Dossier:
    """8 lines, 4 operations, 6 structures, 3 thématiques, 3 budget codes; everything holds."""
    thematiques = tuple(
        make_record(Thematique, code=f"T{n}", intitule=f"Thématique {n}", article=f"article {n}", lieu=make_lieu(THEMATIQUES, n))
        for n in (1, 2, 3)
    )
    operations = (
        make_operation(
            1,
            "T1-01",
            "place",
            Mode.FORFAIT_PRORATA,
            "B1",
            debut=PHASE[0],
            fin=PHASE[1],
            indicateurs=("Entretiens", "Part des femmes (%)", "[PAGE] Projets (texte)"),
        ),
        make_operation(2, "T2-02", "ETP", Mode.ARRETE, "B2"),
        make_operation(3, "T2-10", "place", Mode.ARRETE, "B2", duree_maximale_mois=12),
        make_operation(4, "T3-02", "mesure", Mode.MESURES, "B3"),
    )
    structures = tuple(
        make_record(Structure, nom=nom, variantes=variantes, siret=siret, lieu=make_lieu(STRUCTURES, rang), **connu)
        for rang, (nom, variantes, siret, *reste) in enumerate(
            (
                ("CCAS de Libercourt", (), "", {"nature": "CCAS"}),
                ("PAGE", (), "50902397400017", {"nature": "association", "cer": date(2022, 10, 1)}),
                ("Défi Mobilité", ("Plateforme Défi Mobilité",), "", {"nature": "coopérative", "rna": "W622000003"}),
                ("MATISSE", (), "", {"nature": "centre social", "rna": "W622000004"}),
                ("Tous Parrains", (), "", {"nature": "mission locale", "rna": "W622000005"}),
                ("La Vie Active", (), "", {"nature": "fondation", "rna": "W622000006", "cer": date(2022, 10, 1)}),
            ),
            1,
        )
        for connu in (reste[0] if reste else {},)
    )
    budgets = tuple(
        LigneBudget(f"B{n}", "6568/93566", f"Ligne {n}", Decimal(1000000), Decimal(500000), make_lieu(BUDGET, n)) for n in (1, 2, 3)
    )
    lignes = (
        make_ligne(1, "T1-01", "Hénin-Carvin", "CCAS de Libercourt", unite="place", quantite=80, montant=6400, dates=PHASE),
        make_ligne(2, "T1-01", "Montreuillois", "PAGE", unite="place", quantite=10, montant=800, dates=PHASE),
        make_ligne(3, "T2-02", "Artois", "MATISSE", unite="ETP", quantite="0.5", montant=20000, dates=ANNEE),
        make_ligne(4, "T2-10", "Arrageois", "Défi Mobilité", unite="place", quantite=250, montant=100000, dates=ANNEE),
        make_ligne(5, "T2-10", "Audomarois", "MATISSE", unite="place", quantite=250, montant=100000, dates=ANNEE),
        make_ligne(6, "T2-10", "Boulonnais", "Tous Parrains", unite="place", quantite=125, montant=50000, dates=ANNEE),
        make_ligne(7, "T2-10", "Calaisis", "La Vie Active", unite="place", quantite=200, montant=80000, dates=ANNEE),
        make_ligne(8, "T3-02", "Artois", "La Vie Active", unite="mesure", quantite=8, montant=40000, dates=ANNEE),
    )
    return Dossier(
        campagne=make_record(
            Campagne, deliberation_numero="2022-375", deliberation_date=VOTE, debut=date(2022, 1, 1), fin=date(2023, 12, 31)
        ),
        thematiques=thematiques,
        tarifs=tuple(replace(tarif, lieu=make_lieu(BAREME, rang)) for rang, tarif in enumerate(make_tarifs(), 1)),
        operations=operations,
        structures=structures,
        lignes=lignes,
        budget=budgets,
        decisions=tuple(make_decisions(operations, thematiques, budgets)),
        modele=(),
        suivis=(
            make_suivi(1, "CCAS de Libercourt", "T1-01", date(2022, 10, 12), versement=3840, realise=80, notes=(1, 1)),
            make_suivi(2, "PAGE", "T1-01", date(2022, 10, 20), versement=480, realise=8, notes=("0.5", 1)),
            make_suivi(3, "MATISSE", "T2-02", date(2022, 10, 15), versement=12000, realise="0.5"),
            make_suivi(4, "MATISSE", "T2-10", None, versement=60000, realise=200),
            replace(make_suivi(5, "La Vie Active", "T3-02", date(2022, 10, 15), versement=24000, realise=4), realise_simple=Decimal(8)),
        ),
        attributions=(Attribution("Plateforme Défi Mobilité", "T2-10", Decimal(100000), "annexe 2", make_lieu(ATTRIBUTIONS, 1)),),
        deliberations=(  # below the thématiques
            make_deliberation(11, "Commission permanente", date(2022, 9, 27), role=DECIDE, avenant=1),
            make_deliberation(12, "Assemblée départementale", date(2022, 6, 20), role=VISEE),
            # For the avenants that cases add: the first two of a convention.
            make_deliberation(13, "Commission permanente", date(2023, 1, 16), "2022-1", numero="2023-12", role=DECIDE, avenant=1),
            make_deliberation(14, "Commission permanente", date(2023, 3, 20), "2022-1", numero="2023-45", role=DECIDE, avenant=2),
        ),
        exercices=tuple(make_parts(lignes)),
        signatures=(
            make_signature(
                1,
                "CCAS de Libercourt",
                preparee=date(2022, 9, 28),
                envoyee=date(2022, 9, 30),
                retournee=date(2022, 10, 10),
                signee=date(2022, 10, 12),
                transmise=date(2022, 10, 12),
                notifiee=date(2022, 10, 20),
            ),
            make_signature(2, "PAGE", envoyee=date(2022, 9, 30)),
        ),
        versements=(
            make_versement(1, "CCAS de Libercourt", "T1-01", "avance", date(2022, 11, 2), 3840),
            make_versement(2, "MATISSE", "T2-02", "avance", date(2022, 11, 3), 12000),
            make_versement(3, "CCAS de Libercourt", "T1-01", "solde", date(2023, 3, 1), 2560, verse=False),
        ),
        demandes=(
            make_demande(
                1, "T1-01", territoire="Montreuillois", quantite=10, dates=PHASE, decision=SortDemande.RETENUE, montant=800, passee=True
            ),
            make_demande(2, "T2-10", territoire="Artois", decision=SortDemande.REFUSEE, motif=("hors du périmètre",)),
            make_demande(3, "T3-02", quantite=2, dates=ANNEE),
        ),
        pieces=(
            make_pieces(1, "CCAS de Libercourt", rib=date(2022, 10, 1)),
            make_pieces(2, "MATISSE", rib=date(2022, 10, 1)),
        ),
        indicateurs=(
            make_indicateur(1, "CCAS de Libercourt", "Entretiens", nombre=Decimal(120)),
            make_indicateur(2, "PAGE", "Projets (texte)", reponse="Un atelier."),
        ),
    )


def make_reconduite(dossier: Dossier) -> Dossier:
    """The same campaign, said to come after one of 2021, its figures all dated."""
    anterieur = make_record(Anterieur, annee=2021, operation="T1-01", structure="PAGE", lieu=make_lieu(ANTERIEUR, 1))
    return replace(dossier, anterieurs=(anterieur,), tarifs=tuple(replace(tarif, valable_du=date(2022, 1, 1)) for tarif in dossier.tarifs))


def get_table(feuille: str, entete: str = "") -> Table:
    tables = [table for table in TUPLES if table.feuille == feuille]
    return next((table for table in tables if entete in {colonne.entete for colonne in table.colonnes}), tables[0])


def get_rang(dossier: Dossier, feuille: str, rang: int | str) -> int:
    """The row of the sheet; « copie » is the last one of its table."""
    return getattr(dossier, TUPLES[get_table(feuille)])[-1].lieu.rang if rang == "copie" else rang


def get_place(dossier: Dossier, feuille: str, rang: int | str, entete: str) -> Origine:
    """The cell of a row under a header; the whole sheet without a header."""
    return Origine(
        feuille,
        f"{make_lieu(get_table(feuille, entete), 0).colonnes[CHAMPS[feuille, entete]]}{get_rang(dossier, feuille, rang)}" if entete else "",
    )


def change_cellule(dossier: Dossier, feuille: str, rang: int | str, entete: str, valeur) -> Dossier:
    """Type ``valeur`` in a cell; ``rang`` as in cas.toml."""
    if rang == "nom":
        return replace(dossier, campagne=replace(dossier.campagne, **{entete: valeur or None}))
    place = get_place(dossier, feuille, rang, entete)
    table = get_table(feuille, entete)
    if any(decision.origine == place for decision in dossier.decisions):
        decisions = (
            replace(decision, valeur=Decimal(valeur)) if decision.origine == place else decision
            for decision in dossier.decisions
            if decision.origine != place or valeur != ""
        )
        return replace(dossier, decisions=tuple(decisions))
    return _map_rangee(
        dossier, table, get_rang(dossier, feuille, rang), lambda record: (_replace_champ(record, CHAMPS[feuille, entete], valeur),)
    )


def copy_rangee(dossier: Dossier, feuille: str, rang: int) -> Dossier:
    """Copy a row to the end of its table."""
    table = get_table(feuille)
    nom = TUPLES[table]
    rangees = getattr(dossier, nom)
    modele = next(record for record in rangees if record.lieu.rang == rang)
    return replace(dossier, **{nom: (*rangees, replace(modele, lieu=make_lieu(table, len(rangees) + 1)))})


def add_rangee(dossier: Dossier, feuille: str, cellules: dict[str, object]) -> Dossier:
    """Add a row to the end of its table, as it is typed."""
    table = get_table(feuille, next(iter(cellules)))
    nom, rangees = TUPLES[table], getattr(dossier, TUPLES[table])
    vide = make_record(AJOUTABLES[table], lieu=make_lieu(table, len(rangees) + 1))
    for entete, valeur in cellules.items():
        vide = _replace_champ(vide, next(colonne.champ for colonne in table.colonnes if colonne.entete == entete), valeur)
    return replace(dossier, **{nom: (*rangees, vide)})


def delete_rangee(dossier: Dossier, feuille: str, rang: int) -> Dossier:
    """Delete a row of a table."""
    table = get_table(feuille)
    return _map_rangee(dossier, table, rang, lambda _: ())


def drop_colonne(dossier: Dossier, feuille: str, entete: str) -> Dossier:
    """Take a column out of the places, as of a workbook older than it."""
    nom, champ = TUPLES[get_table(feuille)], CHAMPS[feuille, entete]
    lieux = [replace(un.lieu, colonnes={c: lettre for c, lettre in un.lieu.colonnes.items() if c != champ}) for un in getattr(dossier, nom)]
    return replace(dossier, **{nom: tuple(replace(un, lieu=lieu) for un, lieu in zip(getattr(dossier, nom), lieux, strict=True))})


def _map_rangee(dossier, table, rang, fonction):
    nom = TUPLES[table]
    rangees = getattr(dossier, nom)
    assert any(record.lieu.rang == rang for record in rangees), f"{table.feuille} n'a pas de rangée {rang}"
    resultat = (nouveau for record in rangees for nouveau in (fonction(record) if record.lieu.rang == rang else (record,)))
    return replace(dossier, **{nom: tuple(resultat)})


def _replace_champ(record, champ, valeur):
    attendu = typing.get_type_hints(type(record))[champ]
    possibles = typing.get_args(attendu) or (attendu,)
    if valeur == "" and type(None) in possibles:
        valeur = None
    elif Decimal in possibles:
        valeur = Decimal(valeur)
    elif isinstance(valeur, list):
        valeur = tuple(valeur)
    elif attendu is Mode:
        valeur = Mode(valeur)
    elif valeur and (genre := next((genre for genre in GENRES if genre in possibles), None)):
        valeur = genre(valeur)
    return replace(record, **{champ: valeur})
