"""The sheets of the scenarios: what was typed of them, and what their formulas give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from xlsxwriter.utility import xl_col_to_name

from dpid_xl.bareme import Assiette
from dpid_xl.calcul.etude import Etude, list_groupes, name_axe
from dpid_xl.calcul.hypotheses import Lue, Poste, count_rangs, is_mesuree, is_proposee, list_scenarios
from dpid_xl.calcul.simulation import AXES, Ajustee, Enveloppe, Simulation, find_tarifs, is_calculable
from dpid_xl.calcul.totaux import Axe
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne, get_depart, write_reference
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES
from dpid_xl.classeurs.gabarit.natif import write_mois
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_rangee
from dpid_xl.classeurs.gabarit.saisie import RANGS_A_VENIR
from dpid_xl.classeurs.gabarit.styles import A_VOIR, ALERTE, JUSTE
from dpid_xl.classeurs.gabarit.tables import RANG_TOTAUX, write_table
from dpid_xl.modele import Base, Dossier, Levier, Ligne, Scenario
from dpid_xl.montants import ZERO
from dpid_xl.periodes import MOIS_PAR_AN
from dpid_xl.schema import EFFETS, HYPOTHESES, SCENARIOS, SIMULATION, Table
from dpid_xl.schema.scenarios import (
    A_DIRE,
    A_REFAIRE,
    A_REVOIR,
    COMPTEES,
    DEPASSE,
    LIGNE,
    METHODES,
    MOBILES,
    NOMBRE,
    RANGS,
    TIENT,
    Etat,
    Sorte,
    write_sortes,
)
from dpid_xl.schema.simulation import SANS_PRIORITE, TOTAL

NUMEROS = range(1, NOMBRE + 1)
_PRIX = {"prix": Assiette.QUANTITE, "prix_simple": Assiette.QUANTITE_SIMPLE, "forfait": Assiette.FORFAIT}
_UNITES = {Levier.TARIF: "€", Levier.ENVELOPPE: "€", Levier.POURCENTAGE: "part "}  # how a value is written, by what it changes


def fill_scenarios(atelier: Atelier) -> None:
    """Write the scenarios, what each comes to, and whether it fits."""
    atelier.write_bandeau("Scénarios", len(SCENARIOS.colonnes) - 1)
    rangs = write_table(atelier, SCENARIOS, make_scenarios(atelier.etude), figer=2, imprimer="remarque")
    for etat, aspect in ((DEPASSE, A_VOIR), (A_REVOIR, A_VOIR), (A_DIRE, A_VOIR), (A_REFAIRE, A_VOIR), (TIENT, JUSTE)):
        _warn(atelier, SCENARIOS, "etat", rangs, {"type": "cell", "criteria": "==", "value": f'"{etat}"'}, aspect)


def fill_simulation(atelier: Atelier) -> None:
    """Write what the scenarios give, group by group, side by side, each under its name and its state."""
    onglet = atelier.write_bandeau("Simulation", len(EFFETS.colonnes) - 1)
    scenarios = make_scenarios(atelier.etude)
    rangs = write_table(atelier, EFFETS, make_effets(atelier.etude) or [_VIDE_EFFETS], figer=3, imprimer=f"solde_{NOMBRE}")
    gras = atelier.styles.get(bold=True, font_size=TAILLE_DES_TABLES)
    libelle = atelier.styles.get(italic=True, align="right", font_size=TAILLE_DES_TABLES)
    for numero in NUMEROS:
        colonne = find_colonne(EFFETS, f"scenario_{numero}")
        for rang, champ, style in ((RANG_TOTAUX, "nom", gras), (RANG_TOTAUX + 1, "etat", gras)):
            onglet.write_string(rang, colonne - 1, f"{SCENARIOS.entete(champ)} :", libelle)
            formule = f'=INDEX({write_reference(SCENARIOS, champ)},{numero})&""'
            onglet.write_formula(rang, colonne, formule, style, str(scenarios[numero - 1].get(champ) or ""))
        _warn(atelier, EFFETS, f"solde_{numero}", rangs, {"type": "cell", "criteria": "<", "value": 0}, ALERTE)


def fill_hypotheses(atelier: Atelier) -> None:
    """Write what each scenario changes; what is not understood turns to the colour of what is to be looked at."""
    atelier.write_bandeau("Hypothèses", len(HYPOTHESES.colonnes) - 1)
    etude = atelier.etude
    rangees = [make_hypothese(etude, lue) for lue in etude.lues] or [_VIDE_HYPOTHESES]
    rangs = write_table(atelier, HYPOTHESES, rangees, imprimer="remarque")
    lettre, premier = xl_col_to_name(find_colonne(HYPOTHESES, "comprise")), get_depart(HYPOTHESES)[0] + 2
    condition = f'=AND(${lettre}{premier}<>"",${lettre}{premier}<>"{Etat.OUI}")'
    _warn(atelier, HYPOTHESES, "comprise", rangs + RANGS_A_VENIR, {"type": "formula", "criteria": condition}, A_VOIR)


def fill_lignes_simulees(atelier: Atelier) -> None:
    """Write a row per line, once there is a scenario."""
    atelier.write_bandeau("Lignes simulées", len(SIMULATION.colonnes) - 1)
    etude = atelier.etude
    if etude.simulations:
        atelier.servies.add(SIMULATION.feuille)  # nothing is typed there
    write_table(atelier, SIMULATION, make_lignes(etude) or [_VIDE_SIMULATION], figer=6, imprimer=f"ecart_{NOMBRE}")


def _warn(atelier: Atelier, table: Table, champ: str, rangs: int, condition: dict[str, object], aspect: Mapping[str, object]) -> None:
    depart, colonne = get_depart(table)[0] + 1, find_colonne(table, champ)
    regle = {**condition, "format": atelier.classeur.add_format(dict(aspect))}
    atelier.onglets[table.feuille].conditional_format(depart, colonne, depart + rangs - 1, colonne, regle)


# --- Scenarios and hypotheses ---


def make_scenarios(etude: Etude) -> list[Rangee]:
    """Return one row per scenario, those that are not named yet too: at least as many as stand side by side."""
    scenarios = etude.dossier.scenarios
    nombre = max(len(scenarios), NOMBRE)
    return [_make_scenario(etude, numero, scenarios[numero - 1] if numero <= len(scenarios) else None) for numero in range(1, nombre + 1)]


def _make_scenario(etude: Etude, numero: int, scenario: Scenario | None) -> Rangee:
    simulation = etude.simulations.get(numero)
    mobiles = write_sortes(*MOBILES[simulation.scenario.base or Base.TOUTES]) if simulation else ""
    return {
        **(make_rangee(SCENARIOS, scenario) if scenario else {}),
        "numero": float(numero),
        "montant": float(simulation.montant) if simulation else "",
        "ecart": float(simulation.ecart) if simulation else "",
        "depassement": float(simulation.depassement) if simulation else "",
        "etat": _tell_etat(etude, scenario, simulation),
        "mobiles": mobiles,
        "comptees": write_sortes(*COMPTEES[simulation.scenario.base or Base.TOUTES]) if simulation else "",
        "complet": float(simulation is not None),
        "methode": float(METHODES[scenario.ajustement]) if scenario and scenario.ajustement else 0.0,
    }


def _tell_etat(etude: Etude, scenario: Scenario | None, simulation: Simulation | None) -> str:
    if scenario is None or not scenario.nom:
        return ""
    if simulation is None:
        return A_DIRE
    siennes = [lue for lue in etude.lues if lue.hypothese.scenario.casefold() == scenario.nom.casefold()]
    if any(lue.etat is not Etat.OUI or lue.numero != simulation.numero for lue in siennes):
        return A_REVOIR
    return DEPASSE if simulation.depassement else TIENT


def make_hypothese(etude: Etude, lue: Lue) -> Rangee:
    """Return the row of a hypothesis."""
    hypothese, tarif = lue.hypothese, lue.tarif
    comprise = "" if not hypothese.scenario and hypothese.levier is None else lue.etat.value
    base = etude.dossier.scenarios[lue.numero - 1].base if lue.numero else None
    visee = (
        f"{hypothese.cible}|{hypothese.structure}|{Sorte.DEMANDE if base is Base.DEMANDES else LIGNE}"
        if lue.numero and hypothese.structure
        else ""
    )
    return {
        **make_rangee(HYPOTHESES, hypothese),
        "unite": _UNITES.get(hypothese.levier, "") if hypothese.levier else "",
        "actuelle": _find_actuelle(etude, lue),
        "comprise": comprise,
        "numero": float(lue.numero) if lue.numero else "",
        "sorte": float(RANGS[hypothese.levier]) if hypothese.levier else "",
        "visee": visee,
        "lignes": float(lue.lignes),
        "ligne": "" if lue.ligne is None else float(lue.ligne),
        "fixes": float(tarif is not None and not tarif.prorata),
        "annuels": float(tarif is not None and tarif.prorata),
        "trouvees": float(lue.trouvees),
        "mesuree": float(is_mesuree(hypothese)),
        "cle": lue.cle,
        "premiere": float(lue.premiere),
        "tarif": float(tarif.valeur) if tarif and lue.trouvees == 1 else "",
        "ecart_fixe": float(ZERO if tarif and tarif.prorata else lue.ecart),
        "ecart_annuel": float(lue.ecart if tarif and tarif.prorata else ZERO),
        "repere": lue.repere,
    }


def _find_actuelle(etude: Etude, lue: Lue) -> Valeur:
    if lue.trouvees != 1:
        return ""
    match lue.hypothese.levier:
        case Levier.TARIF:
            return float(lue.tarif.valeur) if lue.tarif else ""
        case Levier.QUANTITE if lue.ligne:
            return _to_valeur(_get_ligne(etude, lue).quantite)
        case Levier.QUANTITE_SIMPLE if lue.ligne:
            return _to_valeur(_get_ligne(etude, lue).quantite_simple)
        case Levier.ENVELOPPE:
            return float(next(b.disponible for b in etude.dossier.budget if b.code.casefold() == lue.hypothese.cible.casefold()))
    return ""


def _get_ligne(etude: Etude, lue: Lue) -> Ligne:
    return next(poste.ligne for poste in etude.postes if poste.rang == lue.ligne)


# --- Line by line ---


def make_lignes(etude: Etude) -> list[Rangee]:
    """Return one row per line."""
    places = _list_places(etude)
    ajustees = {numero: simulation.ajustees for numero, simulation in etude.simulations.items()}
    changes = {numero: [lue for lue in etude.lues if lue.numero == numero and lue.repere and lue.tarif] for numero in NUMEROS}
    priorites = {numero: _read_priorites(etude, numero) for numero in NUMEROS}
    rangees: list[Rangee] = []
    for rang, poste in enumerate(etude.postes):
        rangees += [_make_sans_poste(etude, manquant) for manquant in range(len(rangees) + 1, poste.rang)]
        siens = {numero: ajustees[numero][rang] if numero in ajustees else None for numero in NUMEROS}
        rangee = _make_poste(etude, poste, places)
        for numero, ajustee in siens.items():
            rangee |= _make_ajustee(etude, poste, numero, ajustee, changes[numero], priorites[numero])
        rangees.append(rangee)
    # A table that holds nothing has one row: it has one here too.
    nombre = count_rangs(etude.dossier.lignes) + count_rangs(etude.dossier.demandes) if list_scenarios(etude.dossier) else 0
    return [*rangees, *(_make_sans_poste(etude, manquant) for manquant in range(len(rangees) + 1, nombre + 1))]


def _make_sans_poste(etude: Etude, rang: int) -> Rangee:
    demande = rang - count_rangs(etude.dossier.lignes)
    calcules: Rangee = {f"{champ}_{numero}": 0.0 for numero in etude.simulations if numero in NUMEROS for champ in ("montant", "ecart")}
    return {**_VIDE_SIMULATION, **calcules, "rang": float(rang), **({"demande": float(demande), "retiree": 1.0} if demande > 0 else {})}


def _make_poste(etude: Etude, poste: Poste, places: Mapping[str, int]) -> dict[str, Valeur]:
    ligne, demande = poste.ligne, poste.demande
    place = places.get(poste.budget.casefold())
    sorte = Sorte.DEMANDE if poste.sorte is Sorte.DEMANDE else LIGNE
    return {
        "rang": float(poste.rang),
        "sorte": poste.sorte.value,
        "budget": poste.budget,
        "operation": ligne.operation,
        "territoire": poste.territoire,
        "structure": poste.structure,
        "description": ligne.description,
        "quantite": _to_valeur(ligne.quantite),
        "quantite_simple": _to_valeur(ligne.quantite_simple),
        "montant": float(poste.montant),
        "demande": float(poste.rang - count_rangs(etude.dossier.lignes)) if demande else "",
        "retiree": float(poste.sorte is Sorte.HORS),
        "proposee": float(demande is not None and is_proposee(demande)),
        "demandee": _to_valeur(ligne.quantite) if demande else "",
        "simple_demandee": _to_valeur(ligne.quantite_simple) if demande else "",
        "territoire_dit": ligne.territoire,
        "mois": write_mois(ligne),
        "priorite": "" if poste.priorite is None else float(poste.priorite),
        "designation": "" if poste.sorte is Sorte.HORS else f"{ligne.operation}|{poste.structure}|{sorte}",
        "calculable": float(is_calculable(etude.dossier, ligne)),
        **{champ: float(prix) for champ, prix in _sum_prix(etude.dossier, poste, ()).items()},
        "place": "" if place is None else float(place),
    }


def _make_ajustee(
    etude: Etude, poste: Poste, numero: int, ajustee: Ajustee | None, changes: Sequence[Lue], priorites: Mapping[str, Decimal]
) -> dict[str, Valeur]:
    """Return what a scenario makes of a line; without one, what its columns give."""
    prix = _sum_prix(etude.dossier, poste, changes)
    dite = priorites.get(poste.ligne.operation.upper())
    valeurs: dict[str, Valeur] = {
        **{champ: float(valeur) for champ, valeur in prix.items()},
        "priorite": float(dite) if dite is not None else float(poste.priorite or SANS_PRIORITE),
    }
    if ajustee is None:
        valeurs |= {
            "simple": _to_valeur(poste.ligne.quantite_simple),
            **dict.fromkeys(("role", "touchee", "avant", "coupe"), 0.0),
            "calcule": float(poste.montant),
            **dict.fromkeys(("quantite", "montant", "ecart", "ordre", "cumul", "plancher"), ""),
        }
    else:
        coupee = ajustee.devant is not None or ajustee.rang_de_coupe is not None
        methode = _get_methode(etude, numero) if coupee else 0
        cumul = ajustee.devant if ajustee.devant is not None else ajustee.rang_de_coupe
        valeurs |= {
            "quantite": _to_valeur(ajustee.quantite),
            "simple": _to_valeur(ajustee.quantite_simple),
            "montant": float(ajustee.montant),
            "ecart": float(ajustee.ecart),
            "role": float(ajustee.role),
            "touchee": float(ajustee.touchee),
            "calcule": float(ajustee.calcule),
            "avant": float(ajustee.avant),
            "ordre": "" if ajustee.ordre is None else float(ajustee.ordre),
            "coupe": float(methode),
            "cumul": "" if cumul is None else float(cumul),
            "plancher": "" if ajustee.plancher is None else float(ajustee.plancher),
        }
    return {f"{champ}_{numero}": valeur for champ, valeur in valeurs.items()}


def _get_methode(etude: Etude, numero: int) -> int:
    """Return the rank of the method of a scenario; 0 without one."""
    ajustement = etude.simulations[numero].scenario.ajustement
    return METHODES[ajustement] if ajustement else 0


def _sum_prix(dossier: Dossier, poste: Poste, changes: Sequence[Lue]) -> dict[str, Fraction]:
    """Return the price of one unit of each kind for the duration of a line, as a scenario changes the rates."""
    part, operation = (poste.ligne.mois or Fraction(0)) / MOIS_PAR_AN, poste.ligne.operation
    valeurs = [(tarif, Fraction(tarif.valeur)) for tarif in find_tarifs(dossier, operation)]
    valeurs += [(lue.tarif, Fraction(lue.ecart)) for lue in changes if lue.tarif and lue.tarif.operation == operation]
    prix = dict.fromkeys(_PRIX, Fraction(0))
    for champ, assiette in _PRIX.items():
        for tarif, valeur in valeurs:
            if tarif.assiette is assiette:
                prix[champ] += valeur * (part if tarif.prorata else 1)
    return prix


def _read_priorites(etude: Etude, numero: int) -> Mapping[str, Decimal]:
    return {
        lue.hypothese.cible.upper(): lue.hypothese.valeur or ZERO
        for lue in etude.lues
        if lue.numero == numero and lue.repere and lue.hypothese.levier is Levier.PRIORITE
    }


# --- Group by group ---


def make_effets(etude: Etude) -> list[Rangee]:
    """Return one row per group."""
    if not etude.cles:
        return []
    operations = {operation.code.casefold(): operation for operation in etude.dossier.operations}
    budgets = {budget.code.casefold(): budget for budget in reversed(etude.dossier.budget)}
    rangees: list[Rangee] = [
        {
            "axe": TOTAL,
            "groupe": "",
            "libelle": "",
            "disponible": float(sum((budget.disponible for budget in etude.dossier.budget), ZERO)),
            "colonne": "",
            "code_budget": "",
            **_make_sommes(etude, None, ""),
        }
    ]
    for colonne, axe in enumerate(AXES, 1):
        for cle in etude.cles[axe]:
            budget = budgets.get(cle.casefold()) if axe is Axe.BUDGET else None
            operation = operations.get(cle.casefold())
            rangees.append(
                {
                    "axe": name_axe(axe),
                    "groupe": cle,
                    "libelle": budget.libelle if budget else operation.intitule_court if operation else "",
                    "disponible": float(budget.disponible) if budget else "",
                    "colonne": float(colonne),
                    "code_budget": cle if budget else "",
                    **_make_sommes(etude, axe, cle),
                }
            )
    return rangees


def _make_sommes(etude: Etude, axe: Axe | None, cle: str) -> dict[str, Valeur]:
    valeurs: dict[str, Valeur] = {}
    for numero in NUMEROS:
        simulation = etude.simulations.get(numero)
        sommes: Sequence[Valeur] = ("", "")
        if simulation:
            sommes = [float(somme) for somme in (simulation.get_somme(axe, cle) if axe else (simulation.montant, simulation.ecart))]
        enveloppe = simulation.enveloppes.get(cle) if simulation and axe is Axe.BUDGET else None
        valeurs |= {
            f"scenario_{numero}": sommes[0],
            f"ecart_{numero}": sommes[1],
            **_make_enveloppe(etude, numero, enveloppe),
        }
    return valeurs


def _make_enveloppe(etude: Etude, numero: int, enveloppe: Enveloppe | None) -> dict[str, Valeur]:
    if enveloppe is None:
        vides: dict[str, Valeur] = dict.fromkeys((f"{champ}_{numero}" for champ in ("solde", "enveloppe", "reductible", "part")), "")
        return vides | {f"coupe_{numero}": 0.0, f"centimes_{numero}": 0.0}
    return {
        f"solde_{numero}": float(enveloppe.solde),
        f"enveloppe_{numero}": float(enveloppe.montant),
        f"reductible_{numero}": float(enveloppe.reductible),
        f"part_{numero}": float(enveloppe.part),
        f"coupe_{numero}": float(_get_methode(etude, numero) * (enveloppe.part < enveloppe.reductible)),
        f"centimes_{numero}": float(enveloppe.centimes),
    }


def _list_places(etude: Etude) -> dict[str, int]:
    """Return the row of the effects that has the envelope of each budget line."""
    budgets = {budget.code.casefold() for budget in etude.dossier.budget}
    places: dict[str, int] = {}
    for place, (axe, cle) in enumerate(list_groupes(etude.cles), 1):
        if axe == name_axe(Axe.BUDGET) and cle.casefold() in budgets:
            places.setdefault(cle.casefold(), place)
    return places


# --- What the formulas give on an empty row ---


def _make_vide(table: Table, zeros: Sequence[str], plus: Mapping[str, Valeur] | None = None) -> Rangee:
    vides = {colonne.champ: 0.0 if colonne.champ.rstrip("_123") in zeros else "" for colonne in table.colonnes}
    return {**vides, **(plus or {})}


_VIDE_EFFETS = _make_vide(EFFETS, ("coupe", "centimes"))
_VIDE_HYPOTHESES = _make_vide(HYPOTHESES, ("lignes", "fixes", "annuels", "trouvees", "mesuree", "premiere", "ecart_fixe", "ecart_annuel"))
_VIDE_SIMULATION = _make_vide(
    SIMULATION,
    (
        "montant",
        "ecart",
        "retiree",
        "proposee",
        "calculable",
        "prix",
        "prix_simple",
        "forfait",
        "role",
        "touchee",
        "calcule",
        "avant",
        "coupe",
    ),
    {f"priorite_{numero}": float(SANS_PRIORITE) for numero in NUMEROS}
    | {f"{champ}_{numero}": "" for numero in NUMEROS for champ in ("montant", "ecart")},
)


def _to_valeur(nombre: Decimal | None) -> Valeur:
    return "" if nombre is None else float(nombre)
