"""From a dossier to its conventions: one per funded structure, all its operations in it, every text decided.

What an avenant adds to a convention of an earlier campaign is not in them (:mod:`dpid_xl.documents.avenants.rattachement`).

>>> from dpid_xl.campagnes import load_campagne
>>> conventions = compose_conventions(load_campagne("2022_phase2"))
>>> len(conventions), sum(convention.montant for convention in conventions)
(89, Decimal('6196447.52'))
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from dpid_xl.calcul.commissions import list_actes
from dpid_xl.calcul.exercices import compute_repartitions, list_a_repartir
from dpid_xl.calcul.plafonds import NATURES_PRIVEES, NATURES_PUBLIQUES
from dpid_xl.calcul.totaux import Axe, group_lignes, sum_montants
from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import (
    Champs,
    fill,
    list_valeurs,
    make_champs_actes,
    make_champs_bareme,
    make_champs_campagne,
    make_champs_operations,
    make_champs_structure,
)
from dpid_xl.documents.document import A_COMPLETER, A_LA_MAIN, STYLES_DE_FICHE, Bloc, Convention, Ebauche, Manque, Rubrique, Style
from dpid_xl.documents.fiche import VERSEMENT, make_fiche
from dpid_xl.documents.lieux import locate_champ, locate_rubrique
from dpid_xl.documents.moteur import (
    CAS_ECHEANT,
    CHOIX,
    Conditions,
    Occurrence,
    Occurrences,
    Retenu,
    StyleCompose,
    compose_blocs,
    find_blancs,
    find_manques,
    finish_blocs,
    keep_blocs,
)
from dpid_xl.documents.provenance import write_pied
from dpid_xl.lieu import SANS_CELLULE, Origine
from dpid_xl.modele import Dossier, Ligne, Operation, Structure
from dpid_xl.montants import ZERO, format_montant, format_taux, write_en_lettres
from dpid_xl.noms import fold_nom
from dpid_xl.periodes import Periode, format_date, write_date
from dpid_xl.schema import EXERCICES
from dpid_xl.typographie import compose_typographie

PAR_EXERCICE = f"montant par exercice (feuille {EXERCICES.feuille})"
# The table of operations: its columns, by the names that a Word model gives to what they hold.
COLONNES = {"operation": "Opération", "territoire": "Territoire", "periode": "Période", "montant": "Montant"}
SIGNATAIRES = (
    "Pour le Département,\net par délégation,\n«la_qualite_du_signataire»,\n\n\n\n«signataire»",
    "Pour «la_structure»,\n«la_qualite_du_representant»,\n\n\n\n«structure_representant»\n(signature et cachet)",
)
DOCUMENTS = (CONVENTION, AVENANT) = ("convention", "avenant")  # what takes its words from the model


def compose_conventions(dossier: Dossier, structures: Collection[str] = ()) -> tuple[Convention, ...]:
    """StyleCompose the convention of every funded structure, in the order of Annexe 5, or only of those named (register names).

    Nothing is written for the others; the rank of a convention is its own among all.
    """
    return tuple(iter_conventions(dossier, structures))


def iter_conventions(dossier: Dossier, structures: Collection[str] = ()) -> Iterator[Convention]:
    """Yield the same conventions, each as it is composed."""
    for rang, (structure, lignes) in enumerate(group_conventions(dossier), 1):
        if not structures or structure.nom in structures:
            yield compose_convention(dossier, structure, lignes, rang=rang)


def group_conventions(dossier: Dossier) -> Iterator[tuple[Structure, tuple[Ligne, ...]]]:
    """Yield each structure of the register with the lines of its convention, in the order of Annexe 5.

    Lines at 0 € and lines of an unknown structure or operation fund nothing (controls point them out); those that an avenant adds to
    an earlier convention are in no convention of this campaign. Nothing is signed for a total that is not above 0 €.
    """
    for nom, lignes in group_lignes(dossier, Axe.STRUCTURE).items():
        structure = dossier.find_structure(nom)
        siennes = tuple(
            ligne for ligne in lignes if ligne.financee and not ligne.par_avenant and ligne.operation in dossier.operation_par_code
        )
        if structure and sum_montants(siennes) > ZERO:
            yield structure, siennes


def list_ebauches(dossier: Dossier) -> tuple[Ebauche, ...]:
    """Return what each convention lacks, in the order of Annexe 5; none is written, which takes twice as long."""
    redactions = (Redaction(dossier, structure, lignes) for structure, lignes in group_conventions(dossier))
    return tuple(Ebauche(titre=redaction.titre, lacunes=redaction.manques) for redaction in redactions)


def compose_convention(dossier: Dossier, structure: Structure, lignes: Sequence[Ligne], *, rang: int = 1) -> Convention:
    """StyleCompose one convention from the funded lines of a structure; ``rang`` is its place among those of the campaign."""
    redaction = Redaction(dossier, structure, tuple(lignes))
    return replace(outline_convention(redaction, rang), blocs=finish_blocs(redaction.corps, redaction.manques), lacunes=redaction.manques)


def outline_convention(redaction: Redaction, rang: int) -> Convention:
    """Return what is known of a convention without writing it: no text, nothing told of what is missing."""
    numero = write_numeros(redaction.lignes)
    return Convention(
        rang=rang,
        structure=redaction.structure,
        lignes=redaction.lignes,
        montant=sum_montants(redaction.lignes),
        periode=redaction.periode,
        numero=numero,
        titre=redaction.titre,
        pied=write_pied(f"{redaction.structure.nom} – convention n°\xa0{numero or A_COMPLETER}", redaction.dossier),
        thematiques=tuple(dict.fromkeys(operation.thematique for operation in redaction.operations)),
        operations=tuple(operation.code for operation in redaction.operations),
        blocs=(),
        logo=redaction.dossier.logo,
    )


@dataclass(frozen=True)
class Redaction:
    """What a convention is written from, each thing decided once: a structure and its funded lines."""

    dossier: Dossier
    structure: Structure
    lignes: tuple[Ligne, ...]

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations, in the order of their lines; the rank of each is that of its fiche among the annexes."""
        return tuple(self.dossier.operation_par_code[code] for code in dict.fromkeys(ligne.operation for ligne in self.lignes))

    @cached_property
    def periode(self) -> Periode | None:
        """The period that holds those of all lines; None while one of them is not known."""
        periodes = [periode for ligne in self.lignes if (periode := ligne.periode)]
        if len(periodes) < len(self.lignes) or not periodes:
            return None
        return Periode(min(periode.debut for periode in periodes), max(periode.fin for periode in periodes))

    @property
    def titre(self) -> str:
        """The title of the convention."""
        return compose_typographie(f"Convention de partenariat – {self.structure.nom}")

    @cached_property
    def corps(self) -> tuple[Bloc, ...]:
        """The blocks of the convention, not set in type yet."""
        return tuple(compose_blocs(self, self.retenus, self.valeurs, COMPOSES))

    @cached_property
    def manques(self) -> tuple[Manque, ...]:
        """What keeps the convention a PROJET."""
        return find_manques(self, self.retenus, self.valeurs, COMPOSES, self.locate) or find_blancs(self.corps)

    @cached_property
    def retenus(self) -> list[Retenu]:
        """The blocks of the model that the convention keeps."""
        return self.keep_blocs(CONVENTION)

    def keep_blocs(self, document: str) -> list[Retenu]:
        """Return the blocks of the model that a document keeps, in that document's words."""
        blocs = (bloc for bloc in self.dossier.modele if bloc.style not in STYLES_DE_FICHE)
        return keep_blocs(blocs, make_occurrences(self.dossier, self.structure, self.operations, document))

    def make_fiche(
        self, operation: Operation, lignes: Sequence[Ligne], *, entiere: bool = True, votee: bool = True
    ) -> tuple[Rubrique, ...]:
        """Write the rubrics of an operation, ``entiere`` and ``votee`` as :func:`dpid_xl.documents.fiche.make_fiche` takes them."""
        document = CONVENTION if votee else AVENANT
        occurrences = make_occurrences(self.dossier, self.structure, (operation,), document)
        return make_fiche(self.dossier, self.structure, operation, lignes, occurrences, self.valeurs, entiere=entiere, votee=votee)

    @cached_property
    def communes(self) -> int:
        """How many annexes stand before the fiches: the officer may add some."""
        return sum(retenu.bloc.style == Style.ANNEXE for retenu in self.retenus)

    @cached_property
    def champs(self) -> Champs:
        """Every field, decided and formatted."""
        montant, periode = sum_montants(self.lignes), self.periode
        return Champs(
            **{**make_champs_campagne(self.dossier.campagne), **make_champs_actes(list_actes(self.dossier, self.lignes))},
            **make_champs_structure(self.structure),
            **make_champs_bareme(self.dossier.bareme),
            **make_champs_operations(len(self.operations)),
            numero_convention=write_numeros(self.lignes),
            intitules_operations="\xa0; ".join(operation.intitule for operation in self.operations),
            debut=write_date(periode.debut) if periode else "",
            fin=write_date(periode.fin) if periode else "",
            montant=format_montant(montant),
            montant_lettres=write_en_lettres(montant),
            taux_avance=self.taux_avance,
            nombre_annexes=str(self.communes + len(self.operations)),
            nombre_pages=A_LA_MAIN,
        )

    @property
    def taux_avance(self) -> str:
        """The rate of the avance that all operations share; empty when one has none, or another."""
        taux = {self.dossier.bareme.find_avance(operation.code) for operation in self.operations}
        commun = taux.pop() if len(taux) == 1 else None
        return "" if commun is None else format_taux(commun)

    @cached_property
    def valeurs(self) -> Mapping[str, str]:
        """The fields by name."""
        return list_valeurs(self.champs)

    @cached_property
    def rangees(self) -> tuple[Mapping[str, str], ...]:
        """What the table of operations says of each line, by the names of :data:`COLONNES`; empty: not known yet."""
        return tuple(
            {
                "operation": self.dossier.operation_par_code[ligne.operation].intitule,
                "territoire": ligne.territoire,
                "periode": f"{format_date(ligne.periode.debut)} – {format_date(ligne.periode.fin)}" if ligne.periode else "",
                "montant": format_montant(ligne.montant or ZERO),
            }
            for ligne in self.lignes
        )

    @cached_property
    def tableau(self) -> Bloc:
        """The table of operations, the total last."""
        return make_tableau(
            [tuple(valeur or A_COMPLETER for valeur in rangee.values()) for rangee in self.rangees],
            format_montant(sum_montants(self.lignes)),
        )

    @cached_property
    def fiches(self) -> tuple[Annexe, ...]:
        """The annexes of the operations."""
        return tuple(
            make_annexe(self, operation, self.communes + rang, [ligne for ligne in self.lignes if ligne.operation == operation.code])
            for rang, operation in enumerate(self.operations, 1)
        )

    def locate(self, champ: str) -> Iterator[Origine]:
        """Yield the cells where a field of the convention is typed."""
        return locate_champ(self.dossier, self.structure, self.lignes, champ)


def write_numeros(lignes: Iterable[Ligne]) -> str:
    """Write the convention numbers of lines, each once; empty while none is attributed."""
    return ", ".join(dict.fromkeys(ligne.numero_convention for ligne in lignes if ligne.numero_convention))


# --- Conditions ---


def make_occurrences(
    dossier: Dossier, structure: Structure, operations: Iterable[Operation] = (), document: str = CONVENTION
) -> Occurrences:
    """Return what the conditions of the model find: settings, what the register says of the structure, its operations, the document."""
    return {
        **{cas: [Occurrence(_read_cas(getattr(dossier.campagne, cas), valeurs))] for cas, valeurs in CAS_ECHEANT.items()},
        **{choix: [Occurrence(getattr(structure, choix))] for choix in CHOIX},
        "document": [Occurrence(document)],
        "nature": [Occurrence(debut) for debut in list_debuts(structure.nature)],
        "operation": [Occurrence(operation.code) for operation in operations],
        "thematique": [Occurrence(operation.thematique) for operation in operations],
    }


def _read_cas(reglage: str, valeurs: Collection[str]) -> str:
    """Return the case of a setting: itself when it is one of the words of its cases, else « prévu »; empty while not known."""
    prevu, *_autres = valeurs
    return next((valeur for valeur in valeurs if fold_nom(valeur) == fold_nom(reglage)), prevu)


def list_conditions(dossier: Dossier) -> Conditions:
    """Return what the conditions of the model may name: the codes of the campaign, the natures of its register and of the law."""
    natures = (debut for structure in dossier.structures for debut in list_debuts(structure.nature))
    return {
        **CHOIX,
        **CAS_ECHEANT,
        "document": DOCUMENTS,
        "nature": (*NATURES_PRIVEES, *NATURES_PUBLIQUES, *dict.fromkeys(natures)),
        "operation": tuple(dossier.operation_par_code),
        "thematique": tuple(thematique.code for thematique in dossier.thematiques),
    }


def list_debuts(nature: str) -> tuple[str, ...]:
    """Return the first words of a nature, by which a condition may call it.

    >>> list_debuts("association loi 1901")
    ('association', 'association loi', 'association loi 1901')
    """
    mots = nature.split()
    return tuple(" ".join(mots[:nombre]) for nombre in range(1, len(mots) + 1))


# --- What the program composes ---


def make_tableau(rangees: Iterable[tuple[str, ...]], total: str) -> Bloc:
    """Lay out the table of operations."""
    tableau = (tuple(COLONNES.values()), *rangees, ("Total", "", "", total))
    return Bloc(Style.TABLEAU, tableau=tableau, montants=(3,), legende="Opérations de la convention")


def make_signature(valeurs: Mapping[str, str]) -> Bloc:
    """Lay out the two signatures, side by side."""
    return Bloc(Style.SIGNATURE, tableau=(tuple(fill(texte, valeurs) for texte in SIGNATAIRES),))


@dataclass(frozen=True, slots=True)
class Annexe:
    """The fiche of an operation as an annex: its title, and what it says."""

    titre: str
    operation: str
    rubriques: tuple[Rubrique, ...]


def make_annexe(
    redaction: Redaction, operation: Operation, numero: int, lignes: Sequence[Ligne], *, entiere: bool = True, votee: bool = True
) -> Annexe:
    """Write the annex of an operation from its lines, ``entiere`` and ``votee`` as for a fiche; number 0: not known."""
    rubriques = redaction.make_fiche(operation, lignes, entiere=entiere, votee=votee)
    return Annexe(write_titre(numero, operation), operation.code, rubriques)


def write_titre(numero: int, operation: Operation) -> str:
    """Write the title of the annex of an operation."""
    return f"Annexe\xa0{numero or A_COMPLETER}\xa0: {operation.intitule}"


def compose_liste(texte: str, communes: Iterable[Retenu], valeurs: Mapping[str, str], titres: Iterable[str]) -> Iterator[Bloc]:
    """Compose the list of annexes: those of the model, then the fiches."""
    yield Bloc(Style.PARAGRAPHE, texte)
    yield from (Bloc(Style.PUCE, retenu.fill(valeurs)) for retenu in communes if retenu.bloc.style == Style.ANNEXE)
    yield from (Bloc(Style.PUCE, titre) for titre in titres)


def compose_fiches(fiches: Iterable[Annexe]) -> Iterator[Bloc]:
    """Compose the annexes of operations."""
    for fiche in fiches:
        yield Bloc(Style.ANNEXE, fiche.titre)
        yield Bloc(Style.FICHE, rubriques=fiche.rubriques, legende=fiche.titre)


def find_manques_fiches(redaction: Redaction, fiches: Sequence[Annexe]) -> Iterator[Manque]:
    """Name the rubrics that are to be completed, once for each cell that they wait for, and the lines to split between exercices."""
    codes = {fiche.operation for fiche in fiches}
    repartitions = compute_repartitions(redaction.dossier, (ligne for ligne in redaction.lignes if ligne.operation in codes))
    a_repartir = [repartition.ligne for repartition in list_a_repartir(repartitions)]
    for fiche in fiches:
        for rubrique in fiche.rubriques:
            if any(A_COMPLETER in texte for texte in rubrique.paragraphes):
                quoi = f"{fiche.operation} : {rubrique.libelle.lower()}"
                origines = tuple(locate_rubrique(redaction.dossier, redaction.lignes, fiche.operation, rubrique.cle))
                nommee = rubrique.cle == VERSEMENT and any(ligne.operation == fiche.operation for ligne in a_repartir)
                yield from (Manque(quoi, origine) for origine in origines or (SANS_CELLULE,) * (not nommee))
    yield from (Manque(f"{ligne.operation} : {PAR_EXERCICE}", ligne.lieu.origine("montant")) for ligne in a_repartir)


CHAMPS_DE_SIGNATURE = ("signataire", "signataire_qualite", "la_structure", "structure_qualite", "structure_representant")
COMPOSES: Mapping[str, StyleCompose[Redaction]] = {
    "operations": StyleCompose(lambda redaction, texte: (Bloc(Style.PARAGRAPHE, texte), redaction.tableau)),
    "annexes": StyleCompose(
        lambda redaction, texte: compose_liste(texte, redaction.retenus, redaction.valeurs, (fiche.titre for fiche in redaction.fiches))
    ),
    "signature": StyleCompose(lambda redaction, _texte: (make_signature(redaction.valeurs),), CHAMPS_DE_SIGNATURE),
    "fiches": StyleCompose(lambda redaction, _: compose_fiches(redaction.fiches), find_manques=lambda r: find_manques_fiches(r, r.fiches)),
}
