"""Annexe 5 as it is voted: thématiques, blocks of operations, their lines, a total at each level; and the articles that rest on it.

Figures come from the lines; what the articles decided is another thing, that the controls compare.

>>> from dpid_xl.campagnes import load_campagne
>>> annexe = compose_annexe5(load_campagne("2022_phase2"))
>>> [(chapitre.code, len(chapitre.blocs), chapitre.total) for chapitre in annexe.chapitres][0], annexe.total
(('T1', 3, Decimal('559915.33')), Decimal('6198687.52'))
>>> annexe.chapitres[0].blocs[0].rangees[0].description
"80 places – Places d'accompagnement du référent solidarité"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from dpid_xl.calcul.commissions import Acte, list_actes, list_lignes_du_vote
from dpid_xl.calcul.totaux import Axe, compute_totaux, group_lignes, sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.documents.document import Bloc, Style
from dpid_xl.documents.moteur import finish_blocs
from dpid_xl.francais import write_quantite
from dpid_xl.modele import FORFAIT, Dossier, Ligne, LigneBudget, Thematique
from dpid_xl.montants import ESPACE_INSECABLE, format_montant, write_en_lettres
from dpid_xl.periodes import write_date

COLONNES = ("OPÉRATION", "TERRITOIRE(S)", "STRUCTURE", "DESCRIPTION / PLACES", "MONTANT RETENU")
TOTAL = "TOTAL"
SANS_OPERATION = "Sans opération connue"
ENTETES_DU_BUDGET = ("Code", "Imputation", "Libellé", "AE", "Dépense")


@dataclass(frozen=True, slots=True)
class RangeeImprimee:
    """One line as it is printed; ``montant`` in euros, None when the line has none."""

    territoire: str
    structure: str
    description: str
    montant: Decimal | None


@dataclass(frozen=True, slots=True)
class BlocOperation:
    """An operation: its name, its lines and their total."""

    code: str
    intitule: str
    rangees: tuple[RangeeImprimee, ...]
    total: Decimal

    @property
    def titre(self) -> str:
        """Its code and its name."""
        return f"{self.code} – {self.intitule}" if self.intitule else self.code


@dataclass(frozen=True, slots=True)
class Chapitre:
    """A thématique: its name, its operations and their total."""

    code: str
    intitule: str
    blocs: tuple[BlocOperation, ...]
    total: Decimal

    @property
    def titre(self) -> str:
        """Its rank and its name."""
        return f"{self.code.removeprefix('T')}. {self.intitule}" if self.code else self.intitule


@dataclass(frozen=True, slots=True)
class Annexe5:
    """The whole table."""

    titre: str
    sous_titre: str
    chapitres: tuple[Chapitre, ...]
    total: Decimal

    @property
    def libelle_total(self) -> str:
        """What the last row says."""
        return "TOTAL GÉNÉRAL"


def compose_annexe5(dossier: Dossier) -> Annexe5:
    """Lay the lines out by thématique and operation, in the order of the workbook."""
    campagne = dossier.campagne
    actes = (_write_acte(acte) for acte in list_actes(dossier, dossier.lignes))
    return Annexe5(
        titre=f"Annexe 5 – {campagne.nom} : répartition financière des opérations",
        sous_titre=" ; ".join(filter(None, actes)),
        chapitres=tuple(_list_chapitres(dossier)),
        total=sum_montants(dossier.lignes),
    )


def compose_deliberation(dossier: Dossier) -> tuple[Bloc, ...]:
    """Compose, in our own words, the articles of the decision that rest on the lines: one per thématique, then the budget.

    What another commission decides is not in the decision of the campaign.
    """
    if dossier.campagne.deliberation_date:
        dossier = replace(dossier, lignes=tuple(list_lignes_du_vote(dossier)))
    blocs = [Bloc(Style.TITRE, f"{dossier.campagne.nom} : articles et montants"), *_list_articles(dossier)]
    budget = [
        (ligne.code, ligne.imputation, ligne.libelle, format_montant(ligne.ae), format_montant(depense))
        for ligne, depense in _list_depenses(dossier)
    ]
    total = format_montant(sum_montants(dossier.lignes))
    blocs += [
        Bloc(Style.ARTICLE, "Imputation budgétaire"),
        Bloc(Style.PARAGRAPHE, "Les dépenses des articles qui précèdent s'imputent ainsi :"),
        Bloc(Style.TABLEAU, tableau=(ENTETES_DU_BUDGET, *budget, (TOTAL, "", "", "", total)), montants=(3, 4)),
    ]
    return finish_blocs(blocs, ())


def _write_acte(acte: Acte) -> str:
    if not acte.numero:
        return ""
    return f"Délibération n°{ESPACE_INSECABLE}{acte.numero}" + (f" du {write_date(acte.jour)}" if acte.jour else "")


def _list_chapitres(dossier: Dossier) -> Iterator[Chapitre]:
    thematiques = {thematique.code: thematique for thematique in dossier.thematiques}
    for code, lignes in group_lignes(dossier, Axe.THEMATIQUE).items():
        yield Chapitre(code, _get_intitule(thematiques.get(code)), tuple(_list_blocs(dossier, lignes)), sum_montants(lignes))


def _get_intitule(thematique: Thematique | None) -> str:
    return thematique.intitule if thematique else SANS_OPERATION


def _list_blocs(dossier: Dossier, lignes: Sequence[Ligne]) -> Iterator[BlocOperation]:
    for code in dict.fromkeys(ligne.operation for ligne in lignes):
        siennes = [ligne for ligne in lignes if ligne.operation == code]
        operation = dossier.operation_par_code.get(code)
        rangees = tuple(
            RangeeImprimee(ligne.territoire, ligne.structure, write_description(dossier, ligne), ligne.montant) for ligne in siennes
        )
        yield BlocOperation(code, operation.intitule if operation else "", rangees, sum_montants(siennes))


def write_description(dossier: Dossier, ligne: Ligne) -> str:
    """Write what a line finances: its quantity, then its words; a lump sum is not counted aloud."""
    operation = dossier.operation_par_code.get(ligne.operation)
    unite = ligne.unite or (operation.unite if operation else "")
    quantites = []
    if ligne.quantite is not None and unite != FORFAIT:
        quantites.append(write_quantite(ligne.quantite, unite))
    if ligne.quantite_simple:
        quantites.append(write_quantite(ligne.quantite_simple, unite, "simple"))
    return " – ".join(morceau for morceau in (" et ".join(quantites), ligne.description) if morceau)


def _list_articles(dossier: Dossier) -> Iterator[Bloc]:
    for chapitre in _list_chapitres(dossier):
        thematique = next((connue for connue in dossier.thematiques if connue.code == chapitre.code), None)
        nombre = write_quantite(len(chapitre.blocs), "opération")
        yield Bloc(Style.ARTICLE, _write_article(thematique, chapitre))
        yield Bloc(
            Style.PARAGRAPHE,
            f"Le financement de {nombre} de la thématique « {chapitre.intitule} » est fixé à {format_montant(chapitre.total)} "
            f"({write_en_lettres(chapitre.total)}), réparti entre les structures comme le dit l'annexe 5 :",
        )
        rangees = [
            (bloc.titre, str(len({rangee.structure for rangee in bloc.rangees})), format_montant(bloc.total)) for bloc in chapitre.blocs
        ]
        yield Bloc(
            Style.TABLEAU,
            tableau=(("Opération", "Structures", "Montant"), *rangees, (TOTAL, "", format_montant(chapitre.total))),
            montants=(2,),
        )


def _write_article(thematique: Thematique | None, chapitre: Chapitre) -> str:
    article = thematique.article.capitalize() if thematique and thematique.article else ""
    return " – ".join(morceau for morceau in (article, chapitre.intitule) if morceau)


def _list_depenses(dossier: Dossier) -> Iterator[tuple[LigneBudget, Decimal]]:
    totaux = compute_totaux(dossier, Axe.BUDGET)
    for ligne in dossier.budget:
        if ligne.code in totaux:
            yield ligne, totaux[ligne.code].montant
