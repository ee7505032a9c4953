"""Conventions as PDF: archivable (PDF/A-2a), accessible (PDF/UA-1), the same bytes on every machine.

The layout is in ``convention.typ``, which typst reads on the disk, hence once; what each document (``acte.typ``) says goes there as
JSON strings, so that no character of theirs is markup. The typeface
is in ``polices`` (its licence too); what it lacks is drawn by the fonts embedded in typst, never by those of the machine.

>>> replace_inaffichables("Œuvre à 10 € ✓ \U0001f600")
'Œuvre à 10 € ✓ \ufffd'
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import threading
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from dpid_xl.documents.document import A_COMPLETER, Bloc, Document, Style
from dpid_xl.documents.fiche import PUCE
from dpid_xl.refus import Refus
from dpid_xl.rendus import enveloppe, sommaire
from dpid_xl.rendus.aspect import CADRE_DU_LOGO, TEXTE_DU_LOGO, write_aspect
from dpid_xl.rendus.cloture import A_SIGNER, ENSEMBLE, find_cloture
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.pdf import qr, signature
from dpid_xl.typographie import compose_typographie

if TYPE_CHECKING:
    from typst import PDFStandard

GABARIT = "acte.typ"
PRINCIPAL = "main.typ"  # the name that typst looks for
DONNEES, GROUPES, PIED, CONSTANTES = "donnees.json", "groupes.json", "pied.json", "constantes.json"
ASPECT = "aspect.json"
POLICES = "polices"
CODE_DE_PAGE = "code{}.json"
LOGO, MODULE_DU_LOGO = "logo.json", "logo.typ"
NORMES: list[PDFStandard] = ["a-2a", "ua-1"]
MENTION = "PROJET"  # on every page of a document that must not be signed
CODES = 16  # pages foreseen, one more than the longest of the campaign: a longer document is laid out twice
PAS_EN_ARRIERE = 10  # of 19, in Linux's scale: a tenth of a core's time, when another thread wants it
EN_AVANCE = 128  # documents in hand, laid out or not: enough to keep the threads busy while other files are made, bounded memory

_RARES = re.compile(r"[^\n\u0020-\u017e\u2010-\u2026\u202f\u20ac\u2212]")  # what the embedded font may lack
_PAGES = re.compile(rb"/Type/Pages/Count (\d+)")  # the first object that typst writes, in clear
_INSECABLE = re.compile(r"\S{61,}")  # no column holds such a word: it may be broken anywhere (an address is shorter)
_ESSAI = b'#set document(title: "essai")\n#set text(lang: "fr")\n#"a\\u{%x}"'  # on a letter: a combining mark stands on something
_MODULE_DU_LOGO = b'#let points = bytes(json("/logo.json"))'
_GET_STYLE = attrgetter("style")
_STYLES = {style: json.dumps(style.value) for style in Style}
_local = threading.local()


def render_pdf(document: Document, jour: date) -> bytes:
    """Lay a document out as PDF; the same document and day give the same bytes."""
    contenu = compile_document(document, CODES, jour)
    pages = count_pages(contenu)
    if pages > CODES:
        contenu = compile_document(document, pages, jour)
    return signature.add_champs(contenu, signature.name_signataires(document.blocs), fermes=document.projet)


def render_pdfs(documents: Iterable[Document], jour: date) -> Iterator[bytes]:
    """Yield the PDF of each document, in order, made by one thread per core."""
    with start_pdfs(documents, jour) as rendus:
        yield from rendus


@contextmanager
def start_pdfs(documents: Iterable[Document], jour: date) -> Iterator[Iterator[bytes]]:
    """Give the same PDF files, the first ones begun at once: whoever reads them may make something else before."""
    if sys.platform == "emscripten":  # a browser gives Python one thread
        yield (render_pdf(document, jour) for document in documents)
        return
    suite = iter(documents)
    with ThreadPoolExecutor(_count_coeurs(), initializer=_step_back) as equipe:
        en_cours: deque[Future[bytes]] = deque(equipe.submit(render_pdf, document, jour) for document in islice(suite, EN_AVANCE))

        def collect() -> Iterator[bytes]:
            while en_cours:
                contenu = en_cours.popleft().result()
                en_cours.extend(equipe.submit(render_pdf, document, jour) for document in islice(suite, 1))
                yield contenu

        try:
            yield collect()
        finally:  # the reader may stop half way, or a document fail: do not make the rest
            for futur in en_cours:
                futur.cancel()


def compile_document(document: Document, pages: int, jour: date) -> bytes:
    """Lay a document out as PDF, with codes for its first ``pages``."""
    dits, montres = _write_groupes(document)
    reference, empreinte = make_reference(document), _keep_empreinte(document, dits)
    donnees = {
        "titre": document.titre,
        "auteur": _write_auteur(document),
        "mots": [reference, empreinte],
        "logo": _describe_logo(document),
        "sommaire": sommaire.has_sommaire(document.blocs),
        "projet": document.projet,
        "cloture": _find_cloture(document),
    }
    codes = qr.make_codes(reference, empreinte, min(pages, qr.PAGES_MAX))
    pied = {"pied": document.pied, "codes": len(codes)}
    fichiers = {CONSTANTES: _write_constantes(), PIED: _write_json(pied), GROUPES: montres.encode("ascii"), **_write_codes(codes)}
    if document.logo:
        fichiers |= {LOGO: _write_octets(document.logo.contenu), MODULE_DU_LOGO: _MODULE_DU_LOGO}
    return compile_pdf(GABARIT, donnees, jour, fichiers)


class PdfIllisible(Refus):
    """A PDF that is damaged or that another program wrote; its text is one French sentence."""


def compile_pdf(gabarit: str, donnees: Mapping[str, Any], jour: date, fichiers: Mapping[str, bytes] | None = None) -> bytes:
    """Compile a typst template of this package with its data, which it reads as ``json("/donnees.json")``, and other files.

    A file and not ``sys.inputs``: typst forgets all that it has laid out when an input changes, not when a file does. All are in memory:
    a convention left in a temporary folder by a run that is killed would be there for anyone to read.
    """
    return _compile(
        {
            PRINCIPAL: _read_gabarit(gabarit),
            DONNEES: _write_json(donnees),
            ASPECT: _write_aspect(),
            **(fichiers or {}),
        },
        jour,
    )


def count_pages(contenu: bytes) -> int:
    """Return the number of pages of a PDF of this package; raises PdfIllisible."""
    trouve = _PAGES.search(contenu)
    return int(trouve[1]) if trouve else _count_pages(contenu)


def _count_pages(contenu: bytes) -> int:
    from pikepdf import Pdf, PdfError  # here: what typst alone wrote does without it, as in LibreOffice, whose Python may lack it

    try:
        with Pdf.open(BytesIO(contenu), attempt_recovery=False) as document:
            return len(document.pages)
    except PdfError as erreur:
        raise PdfIllisible("Ce PDF est abîmé : ses pages ne peuvent pas être comptées ; refaites-le.") from erreur


def make_reference(document: Document) -> str:
    """Return the short reference of a document: initial of its kind (« C » for Convention; a letter has its own), rank, structure."""
    return qr.make_adresse(document.sigle, document.rang, document.structure.nom)


def compute_empreinte(document: Document) -> str:
    """Return the first digits of the hash of what a document says: it does not change with the day nor the layout.

    Its pages say it, the list that is sent with them and the manifest: computed once, it stays on the document, which never changes.
    """
    return document.empreinte[0] if document.empreinte else _keep_empreinte(document, _write_groupes(document)[0])


def replace_inaffichables(texte: str) -> str:
    """Show as « \ufffd » each character that no embedded font has: PDF/A forbids leaving a hole."""
    propre = unicodedata.normalize("NFC", clean_signes(texte))
    return _RARES.sub(lambda trouve: trouve[0] if _is_affichable(trouve[0]) else "\ufffd", propre)


def _keep_empreinte(document: Document, groupes: str) -> str:
    # The hash covers the texts as they are, not as a page shows them.
    dit = f'{{"pied": {json.dumps(document.pied)}, "projet": {json.dumps(document.projet)}, "groupes": {groupes}}}'
    document.empreinte[:] = [hashlib.sha256(dit.encode("ascii")).hexdigest()[: qr.LONGUEUR_EMPREINTE].upper()]
    return document.empreinte[0]


def _write_auteur(document: Document) -> str:
    return " – ".join(["Département", *(bloc.texte for bloc in document.blocs if bloc.style is Style.SERVICE)])


def _write_groupes(document: Document) -> tuple[str, str]:
    # As JSON, the blocks of each style that follow one another: their texts as they are, then as the page shows them.
    dits: list[str] = []
    montres: list[str] = []
    for style, blocs in groupby(filter(_is_visible, document.blocs), key=_GET_STYLE):
        paires = [_write_bloc(bloc) for bloc in blocs]
        for suites, rang in ((dits, 0), (montres, 1)):
            suites.append(f'{{"style": {_STYLES[style]}, "blocs": [{", ".join([paire[rang] for paire in paires])}]}}')
    return f"[{', '.join(dits)}]", f"[{', '.join(montres)}]"


@lru_cache(2048)  # most blocks of a convention are those of the next one
def _write_bloc(bloc: Bloc) -> tuple[str, str]:
    description = _describe_bloc(bloc)
    return json.dumps(description), json.dumps(_fit(description))


def _describe_logo(document: Document) -> dict[str, Any] | None:
    if document.logo is None:
        return None
    largeur, hauteur = document.logo.fit(*CADRE_DU_LOGO)
    return {"format": document.logo.format.replace("jpeg", "jpg"), "largeur": largeur, "hauteur": hauteur, "texte": TEXTE_DU_LOGO}


@lru_cache(1)  # that of the campaign
def _write_octets(contenu: bytes) -> bytes:
    return json.dumps(list(contenu)).encode("ascii")


def _write_codes(codes: Sequence[bytes]) -> dict[str, bytes]:
    # A list of bytes each: in memory typst takes texts only, and reads one page's as quickly as it can.
    return {
        CODE_DE_PAGE.format(page): b"[%b]" % code.replace(b"\0", b"0,").replace(b"\xff", b"255,")[:-1] for page, code in enumerate(codes, 1)
    }


@cache
def _write_constantes() -> bytes:
    # What the layout asks that no document changes.
    return _write_json(
        {
            "mention": MENTION,
            "a_completer": A_COMPLETER,
            "puce": PUCE,
            "cote": qr.COTE,
            "ensemble": ENSEMBLE,
            "sommaire": sommaire.TITRE,
            "a_signer": A_SIGNER,
            "lien_de_signature": signature.LIEN,
            "fenetre": (enveloppe.HAUT, enveloppe.GAUCHE, enveloppe.LARGEUR, enveloppe.HAUTEUR),
        }
    )


def _write_json(donnees: Mapping[str, Any]) -> bytes:
    return json.dumps(_fit(donnees)).encode("ascii")


def _find_cloture(document: Document) -> dict[str, int]:
    # Of the layout, hence not in what is hashed.
    cloture = find_cloture(list(filter(_is_visible, document.blocs)))
    return {"debut": cloture.start, "fin": cloture.stop}


def _is_visible(bloc: Bloc) -> bool:
    return bool(bloc.texte.strip() or bloc.rubriques or bloc.tableau)


def _describe_bloc(bloc: Bloc) -> dict[str, Any]:
    return {
        "texte": bloc.texte,
        "rubriques": [{"libelle": rubrique.libelle, "paragraphes": rubrique.paragraphes} for rubrique in bloc.rubriques],
        "tableau": bloc.tableau,
        "montants": bloc.montants,
        **({"droites": _list_droites(bloc)} if bloc.mixtes else {}),
    }


def _list_droites(bloc: Bloc) -> list[list[int]]:
    # Column and row of each text set right.
    rangees = enumerate(bloc.tableau)
    return [[colonne, rang] for rang, rangee in rangees for colonne, texte in enumerate(rangee) if bloc.is_a_droite(colonne, texte)]


def _fit(donnees: Any) -> Any:
    # Make every text of the data fit for the page.
    if isinstance(donnees, str):
        return _fit_texte(donnees)
    if isinstance(donnees, dict):
        return {cle: _fit(valeur) for cle, valeur in donnees.items()}
    return [_fit(valeur) for valeur in donnees] if isinstance(donnees, list | tuple) else donnees


@lru_cache(4096)  # most texts of a convention are those of the next one
def _fit_texte(texte: str) -> str:
    affichable = compose_typographie(replace_inaffichables(texte))
    return _INSECABLE.sub(lambda trouve: re.sub(r"\S{12}", "\\g<0>\u200b", trouve[0]), affichable)


@cache
def _is_affichable(caractere: str) -> bool:
    from typst import TypstError

    try:
        _compile({PRINCIPAL: _ESSAI % ord(caractere)}, date(2000, 1, 1))
    except TypstError:
        return False
    return True


def _compile(fichiers: Mapping[str, bytes], jour: date) -> bytes:
    from typst import Compiler  # here: what writes no PDF does without it, as in a browser, which loads it when it is asked for

    if not hasattr(_local, "compilateur"):  # one per thread, reused: the fonts are loaded once
        dossier = resources.files(__package__)
        _local.compilateur = Compiler(root=str(dossier), ignore_system_fonts=True, font_paths=[str(dossier / POLICES)])
    compilateur: Any = _local.compilateur  # its stubs forget that ``input`` may be files by name, which its documentation says
    minuit = datetime.combine(jour, time(tzinfo=UTC))
    contenu = compilateur.compile(input=dict(fichiers), format="pdf", pdf_standards=NORMES, timestamp=minuit)
    if not isinstance(contenu, bytes):
        raise TypeError("typst n'a pas rendu un fichier unique")
    return contenu


@cache
def _read_gabarit(nom: str) -> bytes:
    return (resources.files(__package__) / nom).read_bytes()


@cache
def _write_aspect() -> bytes:
    return write_aspect().encode("ascii")


def _step_back() -> None:
    # Whoever makes other files meanwhile is the one thread that can: it goes first, these and those that typst starts take what is left.
    # Elsewhere than on Linux, a whole process goes first or last, not a thread.
    if sys.platform == "linux":
        with suppress(OSError):  # a container may forbid it
            os.nice(PAS_EN_ARRIERE)


def _count_coeurs() -> int:
    # The cores this process may use; Windows and macOS do not tell, they give them all.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
