"""The sheet « Demandes »: what is applied for, what the body had and asks elsewhere, what is proposed and decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal

from dpid_xl.calcul.commissions import list_autres
from dpid_xl.calcul.demandes import Avant, group_avant, make_ligne, read_commissions
from dpid_xl.classeurs.gabarit.atelier import Atelier
from dpid_xl.classeurs.gabarit.formules import find_colonne
from dpid_xl.classeurs.gabarit.natif import make_natif, write_mois
from dpid_xl.classeurs.gabarit.rangees import Rangee, Valeur, make_rangee, sum_champ, to_cellule
from dpid_xl.classeurs.gabarit.tables import fill_totaux_en_tete, write_table
from dpid_xl.modele import Demande, Dossier
from dpid_xl.montants import ZERO
from dpid_xl.schema import DEMANDES
from dpid_xl.schema.demandes import A_DECIDER, A_INSTRUIRE, AU_VOTE
from dpid_xl.schema.natif import JOKERS

REPETEES = find_colonne(DEMANDES, "operation") + 1  # columns that each page begins with, and that stay on the screen
_SOMMES = ("montant_demande", "accorde_avant", "montant_propose")
_COMPTES = ("lignes_avant", "realises_avant", "acquis_dits_avant", "prix", "prix_simple", "forfait", "produit", "autre_commission")
_VIDE: Rangee = {colonne.champ: 0.0 if colonne.champ in _COMPTES else "" for colonne in DEMANDES.colonnes}  # of an empty row


def fill_demandes(atelier: Atelier) -> None:
    """Write the rows; each page repeats what tells a demand from the others."""
    onglet = atelier.write_bandeau("Demandes", len(DEMANDES.colonnes) - 1, REPETEES)
    rangees = make_demandes(atelier.dossier)
    write_table(atelier, DEMANDES, rangees or [_VIDE], figer=REPETEES, imprimer="justification")
    onglet.repeat_columns(0, REPETEES - 1)
    fill_totaux_en_tete(atelier, DEMANDES, {champ: sum_champ(rangees, champ) for champ in _SOMMES})


def make_demandes(dossier: Dossier) -> list[Rangee]:
    """Return the rows of the table, with what its formulas give."""
    autres = {id(demande) for demande in list_autres(dossier)}
    avant, commissions = group_avant(dossier), read_commissions(dossier)
    noms = _name_structures(dossier)
    nombres = Counter(nom.casefold() for nom in noms)
    sommes: dict[str, Decimal] = defaultdict(Decimal)
    for nom, demande in zip(noms, dossier.demandes, strict=True):
        sommes[nom.casefold()] += demande.montant_demande or ZERO
    rangees: list[Rangee] = []
    for nom, demande in zip(noms, dossier.demandes, strict=True):
        proposition = _make_proposition(dossier, demande)
        rangees.append(
            {
                **make_rangee(DEMANDES, demande),
                **{
                    colonne.champ: to_cellule(getattr(demande, colonne.champ), colonne.nature)
                    for colonne in DEMANDES.colonnes
                    if colonne.gardee
                },
                **_write_avant(avant.get((nom.casefold(), demande.operation), Avant())),
                **proposition,
                "autres_demandes": float(nombres[nom.casefold()] - 1),
                "demande_ailleurs": float(sommes[nom.casefold()] - (demande.montant_demande or ZERO)),
                "etat": _write_etat(demande, proposition["montant_propose"]),
                "deliberation": commissions.get(demande.commission, "") if demande.commission else "",
                "structure_registre": nom,
                "structure_cherchee": _escape_jokers(nom),
                "operation_cherchee": _escape_jokers(demande.operation),
                "autre_commission": float((demande.montant_fixe or 0) if id(demande) in autres else 0),
            }
        )
    return rangees


def _name_structures(dossier: Dossier) -> list[str]:
    """Return what the formulas take each demand to be of: a name of the register in any case, the last one, else what is typed.

    They do not know two writings of which only an accent or an apostrophe differs: those are the variants of the register.
    """
    connus = {ecrit.upper(): structure.nom for structure in dossier.structures for ecrit in (structure.nom, *structure.variantes)}
    return [connus.get(" ".join(demande.structure.split()).upper(), demande.structure) for demande in dossier.demandes]


def _escape_jokers(texte: str) -> str:
    """Return what the formulas look for: the text itself.

    >>> _escape_jokers("Et si * ?")
    'Et si ~* ~?'
    """
    for joker in JOKERS:
        texte = texte.replace(joker, f"~{joker}")
    return texte


def _make_proposition(dossier: Dossier, demande: Demande) -> Mapping[str, Valeur]:
    ligne = make_ligne(dossier, demande)
    natif = make_natif(dossier, ligne)
    if demande.quantite is None and demande.quantite_simple is None:
        natif |= {"calcul": "", "montant_natif": ""}
    calcule = natif["montant_natif"]
    propose = float(demande.montant_arrete) if demande.montant_arrete is not None else _keep_montant(calcule)
    return {**natif, "unite": ligne.unite, "mois": write_mois(ligne), "montant_calcule": calcule, "montant_propose": propose}


def _keep_montant(calcule: Valeur) -> Valeur:
    """Return an amount; a word or an error says that there is none: the total above the column adds up the others."""
    return calcule if isinstance(calcule, float) else ""


def _write_avant(avant: Avant) -> Mapping[str, Valeur]:
    return {
        "accorde_avant": _to_valeur(avant.accorde),
        "realise_avant": _to_valeur(avant.realise),
        "acquis_avant": _to_valeur(avant.acquis),
        "lignes_avant": float(avant.lignes),
        "realises_avant": float(avant.realises),
        "acquis_dits_avant": float(avant.acquis_dits),
    }


def _to_valeur(nombre: Decimal | None) -> Valeur:
    return "" if nombre is None else float(nombre)


def _write_etat(demande: Demande, propose: Valeur) -> str:
    if demande.au_vote_le:
        return AU_VOTE
    if demande.decision:
        return demande.decision
    return A_DECIDER if isinstance(propose, float) else A_INSTRUIRE
