"""The sheets of an old workbook (.xls) or of LibreOffice's (.ods), through calamine, once what they hold is known to be bearable.

calamine lays a sheet out whole, empty cells included: one far cell would take all the memory. The extent of an .ods is therefore
counted first; that of an .xls is bounded by its format.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

from dpid_xl.cellules import Cellule
from dpid_xl.chargement import silence
from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet.garde import MEGA_OCTET, Garde
from dpid_xl.importation.refus import MACROS, SourceIllisible

EXTENSIONS = (".xls", ".ods")
CELLULES_MAXIMUM = 5_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")  # a workbook of today's format under a password, by the name of an old one
_MACROS_XLS = "_VBA_PROJECT".encode("utf-16-le")
_CONTENU = "content.xml"
_TABLE, _COLONNE, _LIGNE, _CELLULE = (
    "table:table",
    "table:table-column",
    "table:table-row",
    ("table:table-cell", "table:covered-table-cell"),
)

GARDE = Garde(
    refus=SourceIllisible,
    absent="Le fichier « {chemin} » n'existe pas : vérifiez son nom et son dossier.",
    ferme="Le fichier « {nom} » ne peut pas être ouvert : fermez-le et vérifiez que vous avez le droit de le lire.",
    vide="Le fichier « {nom} » est vide (0 octet) : reprenez une copie du tableau.",
    autre="« {nom} » n'est pas ce que dit son nom : enregistrez-le au format .xlsx.",
    ancien="« {nom} » n'est pas ce que dit son nom : enregistrez-le au format .xlsx.",
    mot_de_passe="« {nom} » est protégé par un mot de passe : ouvrez-le, retirez le mot de passe et enregistrez-le.",
    abime="« {nom} » est tronqué ou abîmé : ouvrez-le dans LibreOffice ou Excel et enregistrez-le au format .xlsx.",
    demesure="« {nom} » est démesuré : gardez-en les lignes utiles et enregistrez-le au format .xlsx.",
    grandes=_CONTENU,
    taille_des_grandes=500 * MEGA_OCTET,
)
Fusion = tuple[int, int, int, int]
_CACHEES = ("collapse", "filter")


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: its name, its rows, its merged ranges, whether it is hidden, and which of its rows and columns are.

    Those of an .xls are not known.
    """

    nom: str
    rangees: Sequence[Sequence[Cellule]]
    fusions: Sequence[Fusion]
    masquee: bool
    masquees: frozenset[int] = frozenset()
    colonnes_masquees: frozenset[int] = frozenset()


def read_feuilles(chemin: Path) -> list[Feuille]:
    """Return every sheet; raises SourceIllisible."""
    octets, etendue = _read_ods(chemin) if chemin.suffix.lower() == ".ods" else (_read_xls(chemin), None)
    try:
        with silence():
            return list(_list_feuilles(octets, etendue))
    except SourceIllisible:
        raise
    except BaseException as erreur:  # a damaged file makes calamine panic, which no Exception catches
        if isinstance(erreur, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise GARDE.refuse(GARDE.mot_de_passe if type(erreur).__name__ == "PasswordError" else GARDE.abime, chemin) from erreur


def _list_feuilles(octets: bytes, etendue: _Etendue | None) -> Iterator[Feuille]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # here: nobody else needs it

    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    for connue in classeur.sheets_metadata:
        nom, masquee = connue.name, connue.visible != SheetVisibleEnum.Visible
        feuille = classeur.get_sheet_by_name(nom)
        rangees = feuille.to_python(skip_empty_area=False) if feuille.height else []
        if etendue is not None:  # calamine does not give the merged cells of an .ods
            masques = (frozenset(cachees.get(nom, ())) for cachees in (etendue.masquees, etendue.colonnes_masquees))
            yield Feuille(nom, rangees, etendue.fusions.get(nom, ()), masquee, *masques)
        else:
            blocs = feuille.merged_cell_ranges or ()
            fusions = [(haut + 1, gauche + 1, bas + 1, droite + 1) for (haut, gauche), (bas, droite) in blocs]
            yield Feuille(nom, rangees, fusions, masquee)


def _read_xls(chemin: Path) -> bytes:
    octets = GARDE.read_fichier(chemin)
    if not octets:
        raise GARDE.refuse(GARDE.vide, chemin)
    if not octets.startswith(_OLE):
        raise GARDE.refuse(GARDE.autre, chemin)
    if _CHIFFRE in octets:
        raise GARDE.refuse(GARDE.mot_de_passe, chemin)
    if _MACROS_XLS in octets:
        raise SourceIllisible(MACROS.format(nom=chemin.name))
    return octets


def _read_ods(chemin: Path) -> tuple[bytes, _Etendue]:
    octets = GARDE.read(chemin)
    with GARDE.open(chemin, octets) as archive:
        noms = archive.namelist()
        if _CONTENU not in noms or b"opendocument.spreadsheet" not in archive.read("mimetype" if "mimetype" in noms else _CONTENU)[:4000]:
            raise GARDE.refuse(GARDE.autre, chemin)
        if any(nom.startswith(("Basic/", "Scripts/")) and nom.endswith((".xml", ".py", ".js")) for nom in noms):
            raise SourceIllisible(MACROS.format(nom=chemin.name))
        if b"encryption-data" in _read_manifeste(archive):
            raise GARDE.refuse(GARDE.mot_de_passe, chemin)
        etendue = _read_etendue(archive)
        if etendue.cellules > CELLULES_MAXIMUM:
            raise GARDE.refuse(GARDE.demesure, chemin)
    return octets, etendue


def _read_manifeste(archive: ZipFile) -> bytes:
    return archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""


class _Etendue:
    """Follows the repetitions of an .ods: how far the last filled cell of each sheet stands; by sheet, what is merged, what is hidden."""

    def __init__(self) -> None:
        self.cellules = 0
        self.fusions: dict[str, list[Fusion]] = {}
        self.masquees: dict[str, set[int]] = {}
        self.colonnes_masquees: dict[str, set[int]] = {}
        self._feuille = ""
        self._rang = self._colonne = self._droite = self._bas = 0

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Count an element that opens; only a cell that holds something extends the sheet."""
        if nom == _TABLE:
            self._feuille = attributs.get("table:name", "")
            self._rang = self._colonne = self._droite = self._bas = 0
        elif nom == _COLONNE:
            self._colonne = self._hide(self.colonnes_masquees, self._colonne, "table:number-columns-repeated", attributs)
        elif nom == _LIGNE:
            self._colonne = 0
            self._rang = self._hide(self.masquees, self._rang, "table:number-rows-repeated", attributs)
        elif nom in _CELLULE:
            self._colonne += int(attributs.get("table:number-columns-repeated", "1"))
            hauteur, largeur = (int(attributs.get(f"table:number-{sens}-spanned", "1")) for sens in ("rows", "columns"))
            if hauteur > 1 or largeur > 1:
                fusion = (self._rang, self._colonne, self._rang + hauteur - 1, self._colonne + largeur - 1)
                self.fusions.setdefault(self._feuille, []).append(fusion)
            if "office:value-type" in attributs or "table:formula" in attributs:
                self._droite, self._bas = max(self._droite, self._colonne), self._rang

    def _hide(self, cachees: dict[str, set[int]], avant: int, repetition: str, attributs: dict[str, str]) -> int:
        """Note rows or columns if they are hidden; return the number of the last one."""
        dernier = avant + int(attributs.get(repetition, "1"))
        if attributs.get("table:visibility") in _CACHEES and dernier - avant < CELLULES_MAXIMUM:
            cachees.setdefault(self._feuille, set()).update(range(avant + 1, dernier + 1))
        return dernier

    def end(self, nom: str) -> None:
        """Add a sheet up once it is closed."""
        if nom == _TABLE:
            self.cellules += self._droite * self._bas

    def refuse_dtd(self, *_: object) -> None:
        """Refuse what no program writes."""
        raise ValueError("a DTD")


def _read_etendue(archive: ZipFile) -> _Etendue:
    etendue, lecteur = _Etendue(), expat.ParserCreate()
    lecteur.StartElementHandler, lecteur.EndElementHandler = etendue.start, etendue.end
    lecteur.StartDoctypeDeclHandler = etendue.refuse_dtd
    try:
        with archive.open(_CONTENU) as flux:
            lecteur.ParseFile(flux)
    except expat.ExpatError as erreur:
        raise ValueError("damaged") from erreur
    return etendue
