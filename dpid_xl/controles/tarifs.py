"""Amounts against the barème, the barème against the deliberation, and unit costs where no rate exists.

Source: rates of the deliberation 2022-375, each with its line in ``bareme.toml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from statistics import median

from dpid_xl.anomalies import Anomalie, Compte, Euros, Fait, Faits, Gravite, Nombre, Part, Quantite
from dpid_xl.bareme import Tarif, load_bareme
from dpid_xl.calcul.echeancier import CODES_DES_PARTS
from dpid_xl.calcul.montant import CalculImpossible, compute_montant_ligne, write_calcul
from dpid_xl.calcul.totaux import Axe, group_lignes
from dpid_xl.controles.selection import list_illisibles, name_ligne
from dpid_xl.lieu import Origine
from dpid_xl.modele import Dossier, Ligne, Mode
from dpid_xl.montants import ZERO
from dpid_xl.noms import simplify_nom
from dpid_xl.schema import BAREME

# A quarter away from the operation's median: enough to show a platform at 533 € where the others get 400 €,
# not so little that every uneven local project is pointed out.
ECART_COUT_UNITAIRE = Decimal("0.25")
# With three prices or fewer, the median says nothing of what is usual.
LIGNES_MINIMUM = 4

_CHAMPS_BAREME = ("valeur", "operation", "assiette", "prorata", "limite_de", "sens")


def check_montants_bareme(dossier: Dossier) -> Iterable[Anomalie]:
    """The amount of a line is rate × quantity [× months / 12]."""
    for ligne in dossier.lignes:
        calcule = _compute_montant(dossier, ligne)
        if calcule is None or ligne.montant is None or ligne.montant in (ZERO, calcule):
            continue  # a line at 0 € is pointed out by check_lignes_a_zero
        faits = name_ligne(ligne) | {
            "montant": Euros(ligne.montant),
            "calcul": _write_calcul(dossier, ligne),
            "ecart": Euros(ligne.montant - calcule),
        }
        yield Anomalie("montant_ecart_bareme", Gravite.AVERTISSEMENT, ligne.lieu.origine("montant"), faits)


def check_tarifs_absents(dossier: Dossier) -> Iterable[Anomalie]:
    """An operation whose mode de calcul needs a rate has one on the day of the decision."""
    illisibles = list_illisibles(dossier, "Barème")
    for operation in dossier.operations:
        attendu = operation.mode is not Mode.ARRETE and operation.code not in illisibles
        if attendu and not dossier.bareme.find_tarifs(operation.code):
            yield Anomalie(
                "tarif_absent",
                Gravite.BLOQUANTE,
                operation.lieu.origine("mode"),
                {"operation": operation.code, "mode": operation.mode.value},
            )


def check_tarifs_inattendus(dossier: Dossier) -> Iterable[Anomalie]:
    """An operation whose amounts are decided line by line (« montant arrêté ») has no rate."""
    for operation in dossier.operations:
        tarifs = dossier.bareme.find_tarifs(operation.code)
        if operation.mode is Mode.ARRETE and tarifs:
            yield Anomalie(
                "tarif_inattendu",
                Gravite.AVERTISSEMENT,
                operation.lieu.origine("mode"),
                {"operation": operation.code, "tarifs": tuple(tarif.code for tarif in tarifs)},
            )


def check_tarifs_en_double(dossier: Dossier) -> Iterable[Anomalie]:
    """A code of the barème has one value on the day of the decision: two would be added up in every amount."""
    valables = dossier.bareme.valables
    nombres = Counter(tarif.identite for tarif in valables)
    vus: set[str] = set()
    for tarif in valables:
        if tarif.identite in vus:
            yield Anomalie(
                "tarif_en_double",
                Gravite.BLOQUANTE,
                tarif.lieu.origine("code"),
                {"code": tarif.identite, "nombre": nombres[tarif.identite]},
            )
        vus.add(tarif.identite)


def check_parts(dossier: Dossier) -> Iterable[Anomalie]:
    """The three shares of a référent solidarité amount make 1 together; a share that is not there is said by check_bareme_delibere."""
    parts = [tarif for tarif in dossier.bareme.valables if tarif.code in CODES_DES_PARTS]
    total = sum((tarif.valeur for tarif in parts), ZERO)
    if {tarif.code for tarif in parts} == set(CODES_DES_PARTS) and total != 1:
        faits: Faits = {"codes": CODES_DES_PARTS, "total": Nombre(total)}
        yield Anomalie("parts_incoherentes", Gravite.BLOQUANTE, parts[0].lieu.origine("valeur"), faits)


def check_unites(dossier: Dossier) -> Iterable[Anomalie]:
    """The unit of a line is that of its operation; a quantity has a unit."""
    for ligne in dossier.lignes:
        operation = dossier.operation_par_code.get(ligne.operation)
        if operation and not ligne.unite and ligne.quantite is not None:
            faits = {"attendue": operation.unite or "aucune", "operation": operation.code}
            yield Anomalie("unite_absente", Gravite.AVERTISSEMENT, ligne.lieu.origine("unite"), faits)
        elif operation and ligne.unite and simplify_nom(ligne.unite) != simplify_nom(operation.unite):
            yield Anomalie(
                "unite_differente",
                Gravite.AVERTISSEMENT,
                ligne.lieu.origine("unite"),
                {"unite": ligne.unite, "attendue": operation.unite or "aucune", "operation": operation.code},
            )


def check_bareme_delibere(dossier: Dossier) -> Iterable[Anomalie]:
    """Each figure of the packaged barème stands in the workbook with the same value, operation, assiette and prorata."""
    illisibles = list_illisibles(dossier, "Barème")
    lus = {tarif.identite: tarif for tarif in dossier.bareme.valables}
    for reference in load_bareme().at(dossier.bareme.jour).valables:
        if lu := lus.get(reference.identite):
            yield from _compare_tarifs(lu, reference)
        elif reference.code not in illisibles and not (reference.est_avance and dossier.derniere_annee):  # the next vote says its own
            yield Anomalie(
                "bareme_code_absent",
                Gravite.AVERTISSEMENT,
                _get_origine_bareme(dossier),
                {"code": reference.code, "libelle": reference.libelle, "valeur": Nombre(reference.valeur), "unite": reference.unite},
            )


def check_couts_unitaires(dossier: Dossier) -> Iterable[Anomalie]:
    """Where amounts are decided line by line, a unit cost far from the operation's median is shown, with the spread."""
    for lignes in group_chiffrees(dossier).values():
        if len(lignes) < LIGNES_MINIMUM:
            continue
        couts = [_compute_cout(ligne) for ligne in lignes]
        milieu = median(couts)
        usage: Faits = {"mediane": Euros(milieu), "minimum": Euros(min(couts)), "maximum": Euros(max(couts))}
        for ligne, cout in zip(lignes, couts, strict=True):
            ecart = cout / milieu - 1
            if abs(ecart) > ECART_COUT_UNITAIRE:
                yield Anomalie(
                    "cout_unitaire_atypique",
                    Gravite.INFORMATION,
                    ligne.lieu.origine("montant"),
                    _describe_cout(dossier, ligne)
                    | usage
                    | {
                        "ecart": Part(round(ecart, 2), signee=True),
                        "lignes": Compte(len(lignes), "ligne"),
                    },
                )


def check_montants_repris(dossier: Dossier) -> Iterable[Anomalie]:
    """Where amounts are decided line by line, an amount given to several lines for one quantity goes with that quantity elsewhere too.

    CREACTIF gets 50 400 € for 47 postes where two others get it for 56: its unit cost alone would not show it.
    """
    for lignes in group_chiffrees(dossier).values():
        usuelles = _find_quantites_usuelles(lignes)
        for ligne in lignes:
            quantite, nombre = usuelles[ligne.montant]
            if nombre > 1 and quantite is not None and ligne.quantite != quantite:
                yield Anomalie(
                    "montant_repris",
                    Gravite.INFORMATION,
                    ligne.lieu.origine("quantite"),
                    _describe_cout(dossier, ligne)
                    | {
                        "autres": Quantite(quantite, dossier.operation_par_code[ligne.operation].unite),
                        "lignes": Compte(nombre, "ligne"),
                    },
                )


def _compute_montant(dossier: Dossier, ligne: Ligne) -> Decimal | None:
    try:
        return compute_montant_ligne(dossier, ligne) if dossier.bareme.find_tarifs(ligne.operation) else None
    except CalculImpossible:  # check_quantites_absentes and check_quantites_negatives say so
        return None


def _write_calcul(dossier: Dossier, ligne: Ligne) -> str:
    operation = dossier.operation_par_code.get(ligne.operation)
    mois = ligne.periode.mois if ligne.periode else None
    tarifs = dossier.bareme.find_tarifs(ligne.operation)
    return write_calcul(tarifs, operation.unite if operation else ligne.unite, ligne.quantite, mois, ligne.quantite_simple)


def _compare_tarifs(lu: Tarif, reference: Tarif) -> Iterator[Anomalie]:
    for champ in _CHAMPS_BAREME:
        valeur, attendue = getattr(lu, champ), getattr(reference, champ)
        if valeur != attendue:
            yield Anomalie(
                "bareme_modifie",
                Gravite.AVERTISSEMENT,
                lu.lieu.origine(champ),
                {
                    "code": lu.code,
                    "colonne": BAREME.entete(champ),
                    "valeur": _describe_valeur(valeur),
                    "reference": _describe_valeur(attendue),
                    "source": reference.source,
                },
            )


def group_chiffrees(dossier: Dossier) -> Mapping[str, tuple[Ligne, ...]]:
    """Group by operation « montant arrêté » its lines that have both a quantity and an amount."""
    groupes = group_lignes(dossier, Axe.OPERATION)
    return {
        code: tuple(ligne for ligne in lignes if ligne.montant and ligne.quantite and min(ligne.montant, ligne.quantite) > 0)
        for code, lignes in groupes.items()
        if (operation := dossier.operation_par_code.get(code)) and operation.mode is Mode.ARRETE
    }


def _find_quantites_usuelles(lignes: Iterable[Ligne]) -> Mapping[Decimal | None, tuple[Decimal | None, int]]:
    """Return, for each amount, the quantity that most lines have with it, and how many."""
    par_montant: dict[Decimal | None, Counter[Decimal | None]] = {}
    for ligne in lignes:
        par_montant.setdefault(ligne.montant, Counter())[ligne.quantite] += 1
    return {montant: quantites.most_common(1)[0] for montant, quantites in par_montant.items()}


def _compute_cout(ligne: Ligne) -> Decimal:
    return (ligne.montant or ZERO) / (ligne.quantite or Decimal(1))


def _describe_cout(dossier: Dossier, ligne: Ligne) -> Faits:
    unite = dossier.operation_par_code[ligne.operation].unite
    return name_ligne(ligne) | {
        "montant": Euros(ligne.montant or ZERO),
        "quantite": Quantite(ligne.quantite or ZERO, unite),
        "unite": unite or "unité",
        "cout": Euros(_compute_cout(ligne)),
    }


def _get_origine_bareme(dossier: Dossier) -> Origine:
    return Origine(dossier.tarifs[0].lieu.feuille if dossier.tarifs else "Barème")


def _describe_valeur(valeur: Decimal | str | bool | None) -> Fait:  # noqa: FBT001 - the value of a cell, not an option
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return Nombre(valeur) if isinstance(valeur, Decimal) else valeur or "vide"
