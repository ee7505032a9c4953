"""The form of a bilan: what is known of an operation of a structure, and what is asked of it, to be sent out and read back.

What the source does not name is not asked: indicators are those of the sheet « Opérations », exits those of the operations that it
asks them of. The notes of the référent solidarité are the Département's to give: no form asks for them.

Source: annexe 6 of the deliberation 2022-375, articles 4, 5 and 6-2, and the fiches of its annexes 1 to 4.

>>> from dpid_xl.campagnes import load_campagne
>>> bilan = compose_bilans(load_campagne("2022_phase2"), ["PAGE"])[1]
>>> bilan.operations, [question.libelle for question in bilan.questions][:3]
(('T2-05',), ['Quantité réalisée', 'Dépenses réelles de l’action', 'Ateliers'])
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from dpid_xl.calcul.acquis import find_poids
from dpid_xl.calcul.avenants import make_en_cours
from dpid_xl.calcul.bilans import QUALITATIF, Genre, get_genre, list_indicateurs, strip_genre
from dpid_xl.calcul.paragraphes import select_paragraphes
from dpid_xl.calcul.suivi import Resultat, compute_resultats, find_signatures
from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import fill, list_valeurs
from dpid_xl.documents.convention import write_numeros
from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Rubrique, Style
from dpid_xl.documents.fiche import make_champs_fiche, write_quantites
from dpid_xl.francais import write_quantite
from dpid_xl.modele import FORFAIT, Dossier, Ligne, Operation, Structure
from dpid_xl.montants import ZERO, format_montant
from dpid_xl.octets import hash_octets
from dpid_xl.periodes import format_date, write_date
from dpid_xl.schema import INDICATEURS, SUIVI
from dpid_xl.schema.suivi import COUT_DE_L_ACTION
from dpid_xl.typographie import compose_typographie

# What every form says at its foot, and what tells which one it is: whose, for what; then what it was filled in with.
IDENTIFIANT = re.compile(r"\bBILAN-([0-9A-F]{16})-([0-9A-F]{8})\b")
COLONNES = (DEMANDE, UNITE, PREVU, REPONSE) = ("Ce qui est demandé", "Unité", "Prévu", "Votre réponse")
A_ECRIRE = "……"  # an answer that nobody wrote
MENE_A_BIEN = "Forfait mené à bien (1\xa0: en entier)"
OBSERVATIONS = strip_genre(QUALITATIF)
CONSIGNE = (
    "Écrivez vos réponses dans la colonne «\xa0Votre réponse\xa0», sans changer le reste, enregistrez ce fichier et renvoyez-le tel "
    "quel. Une réponse laissée vide est lue comme non donnée\xa0: écrivez 0 quand il n'y a rien."
)


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the form: what is asked and what its answer is; ``champ`` is its column of « Suivi », empty for an indicator.

    ``indicateur`` is the indicator as « Opérations » writes it. ``libelle`` tells the row from the others of the form.
    """

    libelle: str
    genre: Genre
    unite: str
    prevu: str = ""
    champ: str = ""
    indicateur: str = ""

    @property
    def entiere(self) -> bool:
        """Tell whether its answer is a whole number."""
        return self.champ == "sorties"

    @property
    def feuille(self) -> str:
        """The sheet that keeps its answer."""
        return (SUIVI if self.champ else INDICATEURS).feuille


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan(Document):
    """The form of one operation of a structure; ``cle`` is its identifier without what it was filled in with, ``montant`` in euros."""

    cle: str
    etat: str
    operations: tuple[str, ...]
    montant: Decimal
    questions: tuple[Question, ...]

    @property
    def identifiant(self) -> str:
        """What the form is known by when it comes back."""
        return write_identifiant(self.cle, self.etat)


def compose_bilans(dossier: Dossier, structures: Collection[str] = ()) -> tuple[Bilan, ...]:
    """Compose the form of every financed operation of every structure, in the order of Annexe 5, or of those named (register names)."""
    en_cours = make_en_cours(dossier)
    signatures = find_signatures(en_cours)
    bilans = []
    for rang, resultat in enumerate(compute_resultats(en_cours), 1):
        structure, operation = dossier.find_structure(resultat.structure), dossier.operation_par_code.get(resultat.operation)
        if structure and operation and (not structures or structure.nom in structures):
            signature = signatures.get(resultat.convention)
            bilans.append(
                _compose_bilan(en_cours, structure, operation, resultat, format_date(signature) if signature else "", rang),
            )
    return tuple(bilans)


def list_questions(dossier: Dossier, structure: Structure, operation: Operation, resultat: Resultat) -> tuple[Question, ...]:
    """Return what the form asks: the quantity by kind, the expenses, the exits, the indicators, the qualitative bilan."""
    unite = _write_unite(operation, resultat.lignes)
    deux = find_poids(dossier.bareme, operation.code) is not None or resultat.prevu_simple > ZERO
    questions = []
    if not resultat.sans_objectif:
        prevu = "" if resultat.prevu is None else write_quantite(resultat.prevu, unite)
        libelle = "Mesures renforcées réalisées" if deux else MENE_A_BIEN if unite == FORFAIT else "Quantité réalisée"
        questions.append(Question(libelle, Genre.NOMBRE, unite, prevu, "realise"))
        if deux:
            simple = write_quantite(resultat.prevu_simple, unite)
            questions.append(Question("Mesures simples réalisées", Genre.NOMBRE, unite, simple, "realise_simple"))
    questions.append(Question("Dépenses réelles de l'action", Genre.EUROS, "€", champ="depenses"))
    if operation.sorties_demandees:
        questions.append(Question(_capitalize(operation.sorties_demandees.partition(" (")[0]), Genre.NOMBRE, "sortie", "", "sorties"))
    for indicateur in list_indicateurs(dossier, structure.nom, operation.code):
        genre = get_genre(indicateur)
        questions.append(Question(strip_genre(indicateur), genre, genre.strip("()") or "nombre", indicateur=indicateur))
    return tuple(replace(question, libelle=compose_typographie(question.libelle)) for question in questions)


def _compose_bilan(dossier: Dossier, structure: Structure, operation: Operation, resultat: Resultat, signature: str, rang: int) -> Bilan:
    questions = list_questions(dossier, structure, operation, resultat)
    faits = tuple(_list_faits(dossier, structure, operation, resultat, signature))
    tableau = tuple(_list_rangees(operation, resultat.lignes))
    cle = _hash(16, dossier.campagne.code, dossier.campagne.deliberation_numero, structure.nom, operation.code, resultat.convention[1])
    etat = _hash(8, tableau, [[question.libelle, question.genre, question.prevu] for question in questions])
    titre = compose_typographie(f"Bilan de l'opération {operation.code}, {operation.intitule_court} – {structure.nom}")
    blocs = (
        *(Bloc(Style.SERVICE, texte) for texte in (dossier.campagne.pole, dossier.campagne.direction) if texte),
        Bloc(Style.TITRE, compose_typographie(f"Bilan de l'opération {operation.code}")),
        Bloc(Style.OBJET, compose_typographie(operation.intitule)),
        Bloc(Style.FICHE, rubriques=faits, legende="Ce que le bilan concerne"),
        Bloc(Style.INTERTITRE, "Ce qui était prévu"),
        Bloc(Style.TABLEAU, tableau=tableau, montants=(4,), legende="Ce qui était prévu"),
        Bloc(Style.INTERTITRE, "Votre bilan"),
        Bloc(Style.PARAGRAPHE, CONSIGNE),
    )
    return Bilan(
        rang=rang,
        structure=structure,
        titre=titre,
        pied=f"{structure.nom} – {operation.code} – {write_identifiant(cle, etat)}",
        blocs=blocs,
        logo=dossier.logo,
        cle=cle,
        etat=etat,
        operations=(operation.code,),
        montant=resultat.montant,
        questions=questions,
    )


def _list_faits(dossier: Dossier, structure: Structure, operation: Operation, resultat: Resultat, signature: str) -> Iterator[Rubrique]:
    """Yield what is known: what nobody knows yet is left out, the structure has nothing to complete there."""
    numero, limite = resultat.convention[1] or write_numeros(resultat.lignes), operation.bilan_au_plus_tard
    fiche = select_paragraphes(dossier, structure, operation.fiche.bilan)
    valeurs = list_valeurs(make_champs_fiche(dossier, operation, resultat.lignes))
    demandes = tuple(texte for paragraphe in fiche if A_COMPLETER not in (texte := fill(paragraphe, valeurs)))
    convention = " ".join(filter(None, (numero, f"signée le {signature}" if signature else "")))
    faits = (
        ("Structure", (structure.nom,)),
        ("Convention", (convention,)),
        ("Montant", (format_montant(resultat.montant),)),
        ("À remettre au plus tard", (write_date(limite) if limite else "",)),
        ("À renvoyer à", (dossier.campagne.contact,)),
        ("Dépenses retenues", (operation.plafond_depenses or COUT_DE_L_ACTION,)),
        ("La fiche de la convention demande", tuple(f"• {texte}" for texte in demandes)),
    )
    for libelle, textes in faits:
        if any(textes):
            yield Rubrique(libelle, tuple(map(compose_typographie, textes)))


def _list_rangees(operation: Operation, lignes: Sequence[Ligne]) -> Iterator[tuple[str, ...]]:
    yield ("Action", "Territoire", "Début", "Fin", "Montant", "Quantité")
    for ligne in lignes:
        yield (
            ligne.description or operation.intitule_court,
            ligne.territoire or "–",
            format_date(ligne.debut) if ligne.debut else "–",
            format_date(ligne.fin) if ligne.fin else "–",
            format_montant(ligne.montant or ZERO),
            write_quantites(operation, ligne) or "–",
        )


def _write_unite(operation: Operation, lignes: Sequence[Ligne]) -> str:
    """Write the unit that all the lines count in; empty when they have several."""
    unites = {ligne.unite or operation.unite for ligne in lignes}
    return unites.pop() if len(unites) == 1 else ""


def write_identifiant(cle: str, etat: str) -> str:
    """Write what tells a form from all others, and what it was filled in with."""
    return f"BILAN-{cle}-{etat}"


def _capitalize(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _hash(longueur: int, *faits: object) -> str:
    return hash_octets(json.dumps(faits, ensure_ascii=False).encode())[:longueur].upper()
