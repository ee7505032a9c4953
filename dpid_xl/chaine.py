"""The whole flow on one screen: a workbook in, controls, conventions and files out. The first file to read.

    workbook --read_classeur--> Dossier --check_dossier--> anomalies
                                   |
                                   +--write_conventions--> Convention --renderers--> (name, bytes)
    campaign data --build_classeur--> workbook

Nothing here decides or formats; nothing is written to disk but by :func:`dpid_xl.rendus.ecriture.write_fichiers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.campagnes import load_campagne, make_modele_vide
from dpid_xl.classeurs.gabarit import SANS_EXTENSION, Extension, build_classeur, locate_dossier
from dpid_xl.classeurs.lecture import read_classeur
from dpid_xl.controles import check_dossier
from dpid_xl.controles.noms import find_proche
from dpid_xl.conventions.document import Convention
from dpid_xl.conventions.redaction import write_conventions
from dpid_xl.conventions.verification import check_textes
from dpid_xl.modele import Dossier
from dpid_xl.rendus.docx import render_docx
from dpid_xl.rendus.feuilles import render_feuilles
from dpid_xl.rendus.lignes import render_lignes_csv, render_lignes_xlsx
from dpid_xl.rendus.manifeste import describe_fichier, render_manifeste
from dpid_xl.rendus.noms import make_nom_de_fichier
from dpid_xl.rendus.pdf import render_pdfs
from dpid_xl.rendus.rapport import render_rapport_json, render_rapport_pdf

FORMATS = ("xlsx", "docx", "pdf")
CLASSEUR_DES_CONVENTIONS = "conventions.xlsx"
MANIFESTE = "manifeste.json"
RAPPORT = "etat_des_controles"
RAPPORTS = (".pdf", ".json")
EXPORTS: Mapping[str, Mapping[str, Callable[[Dossier, date], bytes]]] = {
    "lignes": {".csv": lambda dossier, _jour: render_lignes_csv(dossier), ".xlsx": render_lignes_xlsx},
}


class StructureInconnue(LookupError):
    """A structure named on the command line is not in the register."""


@dataclass(frozen=True, slots=True)
class Examen:
    """A workbook that was read and controlled: what it holds, what is wrong with it, the hash of its bytes."""

    classeur: str
    dossier: Dossier
    anomalies: tuple[Anomalie, ...]
    empreinte: str

    @property
    def bloque(self) -> bool:
        """Tell whether an anomaly forbids producing documents."""
        return any(anomalie.gravite is Gravite.BLOQUANTE for anomalie in self.anomalies)


def check(dossier: Dossier, anomalies_de_lecture: Sequence[Anomalie] = ()) -> tuple[Anomalie, ...]:
    """Run all the controls on a dossier, those on the convention texts included."""
    return check_dossier(dossier, *anomalies_de_lecture, *check_textes(dossier))


def examine(chemin: Path) -> Examen:
    """Read and control a workbook; raises ClasseurIllisible with one French sentence."""
    lecture = read_classeur(chemin)
    return Examen(chemin.name, lecture.dossier, check(lecture.dossier, lecture.anomalies), lecture.empreinte)


def make_classeur(nom: str, jour: date, *, vide: bool = False, extension: Extension = SANS_EXTENSION) -> bytes:
    """Build the master workbook of a packaged campaign, or the empty one for the next campaign; the host brings its functions."""
    campagne = load_campagne(nom)
    dossier = locate_dossier(make_modele_vide(campagne) if vide else campagne)
    return build_classeur(dossier, check(dossier), jour, extension)


def select_conventions(examen: Examen, structures: Sequence[str] = ()) -> tuple[Convention, ...]:
    """Write the conventions of a workbook, all or those of the named structures; raises StructureInconnue on an unknown name."""
    conventions = write_conventions(examen.dossier)
    if not structures:
        return conventions
    choisies = {_get_nom(examen.dossier, nom) for nom in structures}
    return tuple(convention for convention in conventions if convention.structure.nom in choisies)


def render_conventions(
    examen: Examen, conventions: Sequence[Convention], formats: Iterable[str], jour: date
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the conventions as (relative name, bytes), the manifest last; one document at a time in memory."""
    noms = [make_nom_de_fichier(convention.structure.nom, convention.rang) for convention in conventions]
    entrees = []
    for format_ in (format_ for format_ in FORMATS if format_ in formats):
        for nom, contenu in _render_format(examen, conventions, noms, format_, jour):
            entrees.append(describe_fichier(nom, contenu))
            yield nom, contenu
    produites = list(zip(conventions, noms, strict=True))
    yield MANIFESTE, render_manifeste(examen.dossier, examen.classeur, examen.empreinte, produites, entrees, jour)


def _render_format(
    examen: Examen, conventions: Sequence[Convention], noms: Sequence[str], format_: str, jour: date
) -> Iterator[tuple[str, bytes]]:
    if format_ == "xlsx":
        yield CLASSEUR_DES_CONVENTIONS, render_feuilles(conventions, examen.dossier.campagne.nom, jour)
    elif format_ == "docx":
        yield from ((f"docx/{nom}.docx", render_docx(convention, jour)) for nom, convention in zip(noms, conventions, strict=True))
    else:
        yield from zip((f"pdf/{nom}.pdf" for nom in noms), render_pdfs(conventions, jour), strict=True)


def render_rapport(examen: Examen, extension: str, jour: date) -> bytes:
    """Write the state of the controls, as ``.pdf`` or ``.json``."""
    if extension == ".json":
        return render_rapport_json(examen.dossier, examen.anomalies, examen.classeur)
    return render_rapport_pdf(examen.dossier, examen.anomalies, examen.classeur, examen.empreinte, jour)


def render_rapports(examen: Examen, jour: date) -> Iterator[tuple[str, bytes]]:
    """Yield the state of the controls in every format."""
    yield from ((RAPPORT + extension, render_rapport(examen, extension, jour)) for extension in RAPPORTS)


def render_lignes(examen: Examen, jour: date) -> Iterator[tuple[str, bytes]]:
    """Yield the raw lines in every format."""
    yield from (("lignes" + extension, rendu(examen.dossier, jour)) for extension, rendu in EXPORTS["lignes"].items())


def _get_nom(dossier: Dossier, nom: str) -> str:
    structure = dossier.find_structure(nom)
    if structure is None:
        proche = find_proche(nom, [structure.nom for structure in dossier.structures])
        conseil = f"vouliez-vous dire « {proche} » ?" if proche else "la feuille Structures donne la liste."
        raise StructureInconnue(f"La structure « {nom} » n'est pas au registre ; {conseil}")
    return structure.nom
