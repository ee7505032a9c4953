"""The whole flow on one screen: a workbook in, controls, conventions and files out. The first file to read.

    workbook --read_classeur--> Dossier --check_dossier--> anomalies
                                   |
                                   +--write_conventions--> Convention --renderers--> (name, bytes)
                                   +--write_courriers--> Courrier --renderers--> (name, bytes)
    two workbooks --compare--> Comparaison --write_avenants--> Avenant --renderers--> (name, bytes)
    campaign data --build_classeur--> workbook

Nothing here decides or formats; nothing is written to disk but by :func:`dpid_xl.ecriture.write_fichiers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import Axe, get_cle
from dpid_xl.campagnes import load_campagne, make_modele_vide
from dpid_xl.classeurs.audit.reserves import Reserve
from dpid_xl.classeurs.examen import read_classeur
from dpid_xl.classeurs.gabarit import SANS_EXTENSION, Extension, build_classeur, locate_dossier
from dpid_xl.controles import check_dossier
from dpid_xl.documents.avenants import Avenant, write_avenants
from dpid_xl.documents.avenants.comparaison import ChangementStructure, Comparaison, compare
from dpid_xl.documents.convention import write_conventions
from dpid_xl.documents.courriers import Courrier, Nature, write_courriers
from dpid_xl.documents.document import Convention, Document
from dpid_xl.documents.verification import check_textes
from dpid_xl.modele import Dossier, Ligne, Structure
from dpid_xl.noms import find_proche
from dpid_xl.production.bordereau import AVENANTS, CONVENTIONS, Genre, render_bordereau
from dpid_xl.production.manifeste import describe_fichier, render_manifeste, render_manifeste_des_avenants, render_manifeste_des_courriers
from dpid_xl.refus import Refus
from dpid_xl.rendus.feuilles import render_volumes
from dpid_xl.rendus.noms import make_nom_de_fichier
from dpid_xl.rendus.pdf import count_pages, render_pdfs
from dpid_xl.rendus.pdf.fusion import Fusion
from dpid_xl.rendus.pdf.rapport import render_rapport_json, render_rapport_pdf
from dpid_xl.rendus.tableaux.calendrier import render_calendrier
from dpid_xl.rendus.tableaux.echeancier import render_echeancier_csv, render_echeancier_xlsx
from dpid_xl.rendus.tableaux.lignes import render_lignes_csv, render_lignes_xlsx
from dpid_xl.rendus.volumes import cut_volumes
from dpid_xl.rendus.word.docx import render_docx

if TYPE_CHECKING:
    from dpid_xl.rendus.word.modele import ModeleWord  # loaded only for who has a model

FORMATS = ("xlsx", "docx", "pdf")
FORMATS_DES_AVENANTS = ("docx", "pdf")
FORMATS_DES_COURRIERS = ("docx", "pdf")
CLASSEUR_DES_CONVENTIONS = "conventions.xlsx"
MANIFESTE, MANIFESTE_DES_AVENANTS = "manifeste.json", "manifeste_avenants.json"
SELECTION = "_selection"  # ends the names of what gathers some structures only: what gathers all of them is left alone
RAPPORT = "etat_des_controles"
RAPPORTS = (".pdf", ".json")
EXPORTS: Mapping[str, Mapping[str, Callable[[Dossier, date], bytes]]] = {
    "lignes": {".csv": lambda dossier, _jour: render_lignes_csv(dossier), ".xlsx": render_lignes_xlsx},
    "echeancier": {".csv": lambda dossier, _jour: render_echeancier_csv(dossier), ".xlsx": render_echeancier_xlsx},
    "calendrier": {".ics": render_calendrier},
}


class StructureInconnue(Refus):
    """A structure named on the command line is not in the register."""


@dataclass(frozen=True, slots=True)
class Examen:
    """A workbook that was read and controlled: what it holds, what is wrong with it, what was not looked over.

    ``empreinte`` is the SHA-256 of its bytes, empty when no saved file has them.
    """

    classeur: str
    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    empreinte: str
    reserves: tuple[Reserve, ...] = ()

    @property
    def bloque(self) -> bool:
        """Tell whether an anomaly forbids producing documents."""
        return any(anomalie.gravite is Gravite.BLOQUANTE for anomalie in self.anomalies)


def check(dossier: Dossier, anomalies_de_lecture: Sequence[Anomalie] = ()) -> tuple[Anomalie, ...]:
    """Run all the controls on a dossier, those on the convention texts included."""
    return check_dossier(dossier, *anomalies_de_lecture, *check_textes(dossier))


def examine(chemin: Path, modules: Mapping[str, str] | None = None, *, valeurs_seules: str = "") -> Examen:
    """Read and control a workbook; raises ClasseurIllisible with one French sentence.

    ``modules`` are the VBA modules that it should carry, source texts by name; without them its macros are not looked at.
    ``valeurs_seules`` is what is said of a copy that holds nothing but the values of a workbook.
    """
    lecture = read_classeur(chemin, modules, valeurs_seules=valeurs_seules)
    return Examen(chemin.name, lecture.dossier, check(lecture.dossier, lecture.anomalies), lecture.empreinte, lecture.reserves)


def make_classeur(nom: str, jour: date, *, vide: bool = False, extension: Extension = SANS_EXTENSION) -> bytes:
    """Build the master workbook of a packaged campaign, or the empty one for the next campaign; the host brings its functions."""
    campagne = load_campagne(nom)
    dossier = locate_dossier(make_modele_vide(campagne) if vide else campagne)
    return build_classeur(dossier, check(dossier), jour, extension)


def select_conventions(examen: Examen, structures: Sequence[str] = ()) -> tuple[Convention, ...]:
    """Write the conventions of a workbook, all or those of the named structures; raises StructureInconnue on an unknown name."""
    return write_conventions(examen.dossier, {_get_nom(examen.dossier, nom) for nom in structures})


def select_par_avenant(examen: Examen, structures: Sequence[str] = ()) -> tuple[Ligne, ...]:
    """Return the lines that go to an earlier convention, all or those of the named structures; raises StructureInconnue."""
    choisies = {_get_nom(examen.dossier, nom) for nom in structures}
    lignes = list_par_avenant(examen.dossier)
    return tuple(ligne for ligne in lignes if not structures or get_cle(examen.dossier, ligne, Axe.STRUCTURE) in choisies)


def render_conventions(
    examen: Examen,
    conventions: Sequence[Convention],
    formats: Iterable[str],
    jour: date,
    modele: ModeleWord | None = None,
    *,
    fusion: bool = False,
    selection: bool = False,
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the conventions as (relative name, bytes), the manifest last; one document or one volume in memory.

    The Word files come from ``modele``, the officer's own, when there is one. With the PDF files of a volume come the list to
    send with them and, for ``fusion``, all of them in one. ``selection`` tells that these are not all the conventions.
    """
    noms = [make_nom_de_fichier(convention.structure.nom, convention.rang) for convention in conventions]
    entrees: list[dict[str, Any]] = []
    projets: set[str] = set()
    for format_ in (format_ for format_ in FORMATS if format_ in formats):
        for nom, contenu in _render_format(examen, conventions, noms, format_, jour, modele, projets, fusion=fusion, selection=selection):
            entrees.append(describe_fichier(nom, contenu))
            yield nom, contenu
    produites, classeur = list(zip(conventions, noms, strict=True)), (examen.classeur, examen.empreinte)
    yield MANIFESTE, render_manifeste(examen.dossier, *classeur, produites, entrees, jour, projets, selection=selection)


def count_fichiers(documents: Sequence[Document], formats: Iterable[str], *, fusion: bool = False) -> int:
    """Return how many files these conventions, or these avenants, make."""
    if not documents:
        return 0
    volumes = len(cut_volumes(len(documents)))
    par_format = {"xlsx": volumes, "docx": len(documents), "pdf": len(documents) + volumes * (1 + fusion)}
    return sum(par_format[format_] for format_ in set(formats)) + 1  # the manifest


def _render_format(
    examen: Examen,
    conventions: Sequence[Convention],
    noms: Sequence[str],
    format_: str,
    jour: date,
    modele: ModeleWord | None,
    projets: set[str],
    *,
    fusion: bool,
    selection: bool,
) -> Iterator[tuple[str, bytes]]:
    # What the officer's model makes a PROJET is noted in ``projets`` on the way: no file is kept to be looked at again.
    if format_ == "xlsx":
        ensemble = _name_ensemble(CLASSEUR_DES_CONVENTIONS, selection=selection)
        yield from render_volumes(ensemble, conventions, examen.dossier.campagne.nom, jour)
    elif format_ == "docx":
        if modele is None:
            yield from _render_documents(conventions, noms, format_, jour)
            return
        for nom, convention in zip(noms, conventions, strict=True):
            rempli = modele.fill(examen.dossier, convention)
            if rempli.projet:
                projets.add(nom)
            yield f"docx/{nom}.docx", rempli.write(jour)
    else:
        yield from _render_envois(examen, conventions, noms, jour, CONVENTIONS, fusion=fusion, selection=selection)


def _render_envois(
    examen: Examen,
    documents: Sequence[Convention | Avenant],
    noms: Sequence[str],
    jour: date,
    genre: Genre,
    *,
    fusion: bool,
    selection: bool,
) -> Iterator[tuple[str, bytes]]:
    fusionne, bordereau = (_name_ensemble(nom, selection=selection) for nom in (f"{genre.nom}.pdf", genre.bordereau))
    campagne, rendus = examen.dossier.campagne, _render_documents(documents, noms, "pdf", jour)
    for volume in cut_volumes(len(documents)):
        reunion = Fusion(f"{genre.nom.capitalize()} – {campagne.nom}{volume.suite}", campagne.direction, jour) if fusion else None
        envois = []
        # Not strict: what is rendered goes on in the next volume.
        for document, (chemin, contenu) in zip(volume.take(documents), rendus, strict=False):
            yield chemin, contenu
            envois.append((document, PurePosixPath(chemin).name, count_pages(contenu)))
            if reunion:
                reunion.add(contenu, document.structure.nom)
        if reunion:
            yield volume.name(fusionne), reunion.render()
        yield volume.name(bordereau), render_bordereau(examen.dossier, envois, jour, volume.suite + " – sélection" * selection, genre)


def _name_ensemble(nom: str, *, selection: bool) -> str:
    chemin = PurePosixPath(nom)
    return f"{chemin.stem}{SELECTION}{chemin.suffix}" if selection else nom


def _render_documents(documents: Sequence[Document], noms: Sequence[str], format_: str, jour: date) -> Iterator[tuple[str, bytes]]:
    rendus = render_pdfs(documents, jour) if format_ == "pdf" else (render_docx(document, jour) for document in documents)
    return zip((f"{format_}/{nom}.{format_}" for nom in noms), rendus, strict=True)


def compare_examens(avant: Examen, apres: Examen, structures: Sequence[str] = ()) -> Comparaison:
    """Find what changed, for all or for the named structures; raises CampagnesDifferentes, StructureInconnue on an unknown name.

    With an earlier campaign, what changed is what the lines « avenant » of ``apres`` add to its conventions.
    """
    comparaison = compare(avant.dossier, apres.dossier)
    if not structures:
        return comparaison
    choisies = {structure for nom in structures for structure in _find_structures(avant.dossier, apres.dossier, nom)}
    changements = (changement for changement in comparaison.changements if choisies & _list_structures(avant.dossier, changement))
    orphelines = (orpheline for orpheline in comparaison.orphelines if apres.dossier.find_structure(orpheline.ligne.structure) in choisies)
    return replace(comparaison, changements=tuple(changements), orphelines=tuple(orphelines))


def render_avenants(
    avant: Examen,
    apres: Examen,
    comparaison: Comparaison,
    formats: Iterable[str],
    jour: date,
    *,
    fusion: bool = False,
    selection: bool = False,
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the avenants as (relative name, bytes), then the manifest, which also tells what has no avenant.

    With the PDF files come, as for the conventions, the list to send with them and, for ``fusion``, all of them in one, under names
    that leave those of the conventions alone.
    """
    avenants = write_avenants(comparaison)
    noms = [make_nom_de_fichier(f"avenant {avenant.numero} {avenant.structure.nom}", avenant.rang) for avenant in avenants]
    entrees = []
    for format_ in (format_ for format_ in FORMATS_DES_AVENANTS if format_ in formats):
        envois = _render_envois(apres, avenants, noms, jour, AVENANTS, fusion=fusion, selection=selection)
        for nom, contenu in envois if format_ == "pdf" else _render_documents(avenants, noms, format_, jour):
            entrees.append(describe_fichier(nom, contenu))
            yield nom, contenu
    classeurs = {"avant": (avant.classeur, avant.empreinte), "apres": (apres.classeur, apres.empreinte)}
    produits = list(zip(avenants, noms, strict=True))
    yield MANIFESTE_DES_AVENANTS, render_manifeste_des_avenants(apres.dossier, classeurs, comparaison, produits, entrees, jour)


def select_courriers(examen: Examen, nature: Nature, structures: Sequence[str] = ()) -> tuple[Courrier, ...]:
    """Write the letters of a kind, for whom it concerns or for the named structures; raises StructureInconnue on an unknown name."""
    return write_courriers(examen.dossier, nature, {_get_nom(examen.dossier, nom) for nom in structures})


def render_courriers(
    examen: Examen, nature: Nature, courriers: Sequence[Courrier], formats: Iterable[str], jour: date
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the letters as (relative name, bytes), the manifest last; its name leaves that of the conventions alone."""
    noms = [make_nom_de_fichier(f"{nature} {courrier.structure.nom}", courrier.rang) for courrier in courriers]
    entrees = []
    for format_ in (format_ for format_ in FORMATS_DES_COURRIERS if format_ in formats):
        for nom, contenu in _render_documents(courriers, noms, format_, jour):
            entrees.append(describe_fichier(nom, contenu))
            yield nom, contenu
    produits = list(zip(courriers, noms, strict=True))
    manifeste = render_manifeste_des_courriers(examen.dossier, examen.classeur, examen.empreinte, nature, produits, entrees, jour)
    yield f"manifeste_{nature}.json", manifeste


def render_rapport(examen: Examen, extension: str, jour: date, par: str = "") -> bytes:
    """Write the state of the controls, as ``.pdf``, which says who controlled, or ``.json``."""
    if extension == ".json":
        return render_rapport_json(examen.dossier, examen.anomalies, examen.classeur, examen.reserves)
    return render_rapport_pdf(examen.dossier, examen.anomalies, examen.classeur, examen.empreinte, jour, par, examen.reserves)


def render_rapports(examen: Examen, jour: date) -> Iterator[tuple[str, bytes]]:
    """Yield the state of the controls in every format."""
    yield from ((RAPPORT + extension, render_rapport(examen, extension, jour)) for extension in RAPPORTS)


def render_lignes(examen: Examen, jour: date) -> Iterator[tuple[str, bytes]]:
    """Yield the raw lines in every format."""
    yield from (("lignes" + extension, rendu(examen.dossier, jour)) for extension, rendu in EXPORTS["lignes"].items())


def _find_structures(avant: Dossier, apres: Dossier, nom: str) -> tuple[Structure, ...]:
    # A structure that left the register is still found in the former one.
    trouvees = tuple(structure for dossier in (apres, avant) if (structure := dossier.find_structure(nom)))
    if not trouvees:
        _get_nom(apres, nom)  # says so, with a proposal
    return trouvees


def _list_structures(avant: Dossier, changement: ChangementStructure) -> set[Structure | None]:
    return {changement.structure, *(avant.find_structure(ligne.structure) for ligne in changement.avant)}


def _get_nom(dossier: Dossier, nom: str) -> str:
    structure = dossier.find_structure(nom)
    if structure is None:
        proche = find_proche(nom, [structure.nom for structure in dossier.structures])
        conseil = f"vouliez-vous dire « {proche} » ?" if proche else "la feuille Structures donne la liste."
        raise StructureInconnue(f"La structure « {nom} » n'est pas au registre ; {conseil}")
    return structure.nom
