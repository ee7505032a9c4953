"""A production: documents of a kind, and all it takes to make them into files, which are made one by one as they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from dpid_xl.classes import dataclass
from dpid_xl.documents.bilans import Bilan
from dpid_xl.documents.document import Convention
from dpid_xl.examen import Examen
from dpid_xl.modele import Dossier
from dpid_xl.montants import ZERO
from dpid_xl.production.bordereau import render_bordereau
from dpid_xl.production.liasse import Acte, Liasse
from dpid_xl.production.lots import Lot
from dpid_xl.production.manifeste import LOT, SELECTION, describe_fichier, render_manifeste
from dpid_xl.production.noms import make_nom_de_fichier, name_ensemble
from dpid_xl.rendus.feuilles import render_volumes
from dpid_xl.rendus.pdf import count_pages, start_pdfs
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from dpid_xl.rendus.volumes import Volume, cut_volumes
from dpid_xl.rendus.word.bilan import render_bilan_docx
from dpid_xl.rendus.word.docx import render_docx, render_docx_ensemble

if TYPE_CHECKING:
    from dpid_xl.rendus.pdf.fusion import Fusion  # loaded only for who wants one PDF of all
    from dpid_xl.rendus.word.modele import ModeleWord  # loaded only for who has a model

DEMANDE_DU_MODELE = "donnée demandée par le modèle Word"


class Commences(NamedTuple):
    """PDF files begun before the workbook is read that will ask for them: what documents they are of, and they, in order."""

    documents: Sequence[Acte]
    pdfs: Iterator[bytes]


@contextmanager
def begin_pdfs(examen: Examen, jour: date) -> Iterator[Commences]:
    """Begin the PDF files of the conventions of a campaign before the workbook that brings it is built, each as it is composed."""
    with start_pdfs(examen.compose(), jour) as pdfs:
        yield Commences(examen.conventions, pdfs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """What is to be written, under which names, and what to tell of it.

    ``manifeste`` is the name of the manifest, empty when nothing is to be written; ``faits`` is what it says besides the documents.
    ``selection``: these are not all the documents; ``fusion``: all the PDF files in one too, ``word_unique`` all the Word
    files; ``modele``: the officer's own for Word; ``lot``: some of the volumes only, made elsewhere than the others.
    """

    liasse: Liasse
    dossier: Dossier
    documents: Sequence[Acte]
    formats: Collection[str]
    jour: date
    manifeste: str
    faits: Mapping[str, Any]
    phrases: tuple[str, ...] = ()
    selection: bool = False
    fusion: bool = False
    word_unique: bool = False
    modele: ModeleWord | None = None
    lot: Lot | None = None

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """The volumes that are made here; raises LotImpossible."""
        volumes = cut_volumes(len(self.documents))
        return self.lot.take(volumes) if self.lot else volumes

    @property
    def ecrits(self) -> Sequence[Acte]:
        """The documents that are made here."""
        volumes = self.volumes
        return self.documents[volumes[0].debut : volumes[-1].fin] if volumes else ()

    @property
    def noms(self) -> tuple[str, ...]:
        """Names of the files of the documents that are made here, without their extension."""
        return tuple(make_nom_de_fichier(self.liasse.name(document), document.rang) for document in self.ecrits)

    @property
    def conventions(self) -> tuple[Convention, ...]:
        """The documents that may be laid out on sheets, or in the officer's own model."""
        return tuple(document for document in self.documents if isinstance(document, Convention))

    @property
    def nombre(self) -> int:
        """How many files it makes, the manifest included."""
        documents, volumes = len(self.ecrits), len(self.volumes)
        envois = volumes * (1 + self.fusion) if self.liasse.bordereau else 0
        plus = {"docx": volumes * self.word_unique, "pdf": envois}
        par_format = {format_: volumes if format_ in self.liasse.reunis else documents + plus.get(format_, 0) for format_ in self.formats}
        return sum(par_format.values()) + bool(self.manifeste)

    def render(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file as (relative name, bytes), the manifest last; one document or one volume in memory."""
        with self.start() as rendus:
            yield from rendus

    @contextmanager
    def start(self, commences: Commences | None = None) -> Iterator[Iterator[tuple[str, bytes]]]:
        """Give the same files, the PDF ones begun at once: they take the longest, all cores make them while the others are made.

        ``commences`` are taken if they are of the very documents of this production, whatever was foreseen.
        """
        if commences and "pdf" in self.formats and tuple(commences.documents) == tuple(self.ecrits):
            yield _render(self, commences.pdfs)
            return
        with start_pdfs(self.ecrits if "pdf" in self.formats else (), self.jour) as pdfs:
            yield _render(self, pdfs)


def _render(production: Production, pdfs: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    fichiers: list[dict[str, Any]] = []
    projets: set[str] = set()
    for format_ in production.liasse.formats:
        for nom, contenu in _render_format(production, format_, projets, pdfs) if format_ in production.formats else ():
            fichiers.append(describe_fichier(nom, contenu))
            yield nom, contenu
    if production.manifeste:
        yield production.manifeste, render_manifeste(production.dossier, production.jour, _list_faits(production, projets), fichiers)


def _render_format(production: Production, format_: str, projets: set[str], pdfs: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    match format_:
        case "xlsx" if format_ in production.liasse.reunis:
            ensemble = name_ensemble(f"{production.liasse.nom}.xlsx", selection=production.selection)
            return render_volumes(ensemble, production.conventions, production.dossier.campagne.nom, production.jour, production.volumes)
        case "docx" if production.modele:
            return _fill_modele(production, production.modele, projets)
        case "docx" if production.word_unique:
            return _render_word_unique(production, pdfs)
        case "pdf" if production.liasse.bordereau:
            return _render_envois(production, pdfs)
        case _:
            return _render_documents(production, format_, pdfs)


def _render_documents(production: Production, format_: str, pdfs: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    documents, jour = production.ecrits, production.jour
    rendus = pdfs if format_ == "pdf" else (_render_document(document, format_, jour) for document in documents)
    return zip((f"{format_}/{nom}.{format_}" for nom in production.noms), rendus, strict=True)


def _render_document(document: Acte, format_: str, jour: date) -> bytes:
    if isinstance(document, Bilan):
        return render_bilan_xlsx(document, jour) if format_ == "xlsx" else render_bilan_docx(document, jour)
    return render_docx(document, jour)


def _render_word_unique(production: Production, pdfs: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    # With the Word files of a volume come all of them in one.
    rendus = _render_documents(production, "docx", pdfs)
    nom = name_ensemble(f"{production.liasse.nom}.docx", selection=production.selection)
    for volume in production.volumes:
        documents = volume.take(production.documents)
        yield from islice(rendus, len(documents))
        titre = f"{production.liasse.nom.capitalize()} – {production.dossier.campagne.nom}{volume.suite}"
        yield volume.name(nom), render_docx_ensemble(documents, titre, production.jour)


def _fill_modele(production: Production, modele: ModeleWord, projets: set[str]) -> Iterator[tuple[str, bytes]]:
    # What the officer's model makes a PROJET is noted on the way: no file is kept to be looked at again.
    for nom, convention in zip(
        production.noms, (document for document in production.ecrits if isinstance(document, Convention)), strict=True
    ):
        rempli = modele.fill(production.dossier, convention)
        if rempli.projet:
            projets.add(nom)
        yield f"docx/{nom}.docx", rempli.write(production.jour)


def _start_fusion(titre: str, auteur: str, jour: date) -> Fusion:
    from dpid_xl.rendus.pdf.fusion import Fusion

    return Fusion(titre, auteur, jour)


def _render_envois(production: Production, pdfs: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    # With the PDF files of a volume come all of them in one, if asked, and the list to send with them.
    liasse, jour, campagne = production.liasse, production.jour, production.dossier.campagne
    fusionne, bordereau = (name_ensemble(nom, selection=production.selection) for nom in (f"{liasse.nom}.pdf", liasse.bordereau))
    rendus = _render_documents(production, "pdf", pdfs)
    for volume in production.volumes:
        titre = f"{liasse.nom.capitalize()} – {campagne.nom}{volume.suite}"
        reunion = _start_fusion(titre, campagne.direction, jour) if production.fusion else None
        envois = []
        # Not strict: what is rendered goes on in the next volume.
        for document, (chemin, contenu) in zip(volume.take(production.documents), rendus, strict=False):
            yield chemin, contenu
            envois.append((document, PurePosixPath(chemin).name, count_pages(contenu)))
            if reunion:
                reunion.add(contenu, document.structure.nom)
        if reunion:
            yield volume.name(fusionne), reunion.render()
        suite = volume.suite + " – sélection" * production.selection
        yield volume.name(bordereau), render_bordereau(production.dossier, envois, jour, suite, liasse)


def _list_faits(production: Production, projets: Collection[str]) -> dict[str, Any]:
    liasse, documents = production.liasse, production.ecrits
    faits = dict(production.faits)
    if production.selection or not liasse.entiere:
        faits[SELECTION] = [document.structure.nom for document in documents]
    if production.lot:
        faits[LOT] = production.lot.describe(
            len(production.documents),
            production.formats,
            fusion=production.fusion,
            word_unique=production.word_unique,
            modele=production.modele.empreinte if production.modele else "",
        )
    if liasse.entiere:
        faits["total"] = str(sum((document.montant for document in documents), ZERO))
    faits[liasse.nom] = [
        liasse.describe(document, nom, document.manques or (DEMANDE_DU_MODELE,) * (nom in projets))
        for document, nom in zip(documents, production.noms, strict=True)
    ]
    return faits
