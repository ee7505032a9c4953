"""Annexe 5 as it is voted, in Excel: merged operations, totals at each level, ready to print in landscape; and in Word and PDF.

>>> from dpid_xl.campagnes import load_campagne
>>> from datetime import date
>>> render_annexe5_xlsx(load_campagne("2022_phase2"), date(2022, 9, 27))[:2]
b'PK'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from io import BytesIO
from itertools import pairwise

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dpid_xl.classes import dataclass
from dpid_xl.documents.annexe5 import COLONNES, TOTAL, Annexe5, BlocOperation, compose_annexe5, compose_deliberation
from dpid_xl.modele import Dossier
from dpid_xl.rendus.aspect import BLEU, FOND, POLICE
from dpid_xl.rendus.feuilles.aspects import TAILLE
from dpid_xl.rendus.feuilles.ecriture import escape_entete, to_instant
from dpid_xl.rendus.noms import clean_signes

FEUILLE = "Annexe 5"
A4 = 9
_LARGEURS = (24, 21, 33, 52, 16)  # together the width of a landscape A4 page, at full size
_EUROS = '#,##0.00\\ "€"'
_CARACTERES_PAR_LIGNE, _HAUTEUR_DE_LIGNE = 1.05, 13.2
_HAUTEUR_DU_TITRE, _HAUTEUR_SIMPLE, _HAUTEUR_DES_ENTETES = 22.0, _HAUTEUR_DE_LIGNE + 3, 2 * _HAUTEUR_DE_LIGNE + 4  # points
_ECHELLE = 90  # per cent: the five columns and their frame stay within the margins
_MARGES = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}  # inches
_PAGE = (8.27 - _MARGES["top"] - _MARGES["bottom"]) * 72 * 100 / _ECHELLE - _HAUTEUR_DES_ENTETES  # points for the rows of a page
_SUITE = " (suite)"
_MONTANT = len(COLONNES) - 1


def render_annexe5_xlsx(dossier: Dossier, jour: date) -> bytes:
    """Return the official table as .xlsx; totals are formulas with their values, amounts real numbers."""
    annexe = compose_annexe5(dossier)
    memoire = BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": POLICE, "font_size": TAILLE}, "strings_to_urls": False}
    with Workbook(memoire, options) as classeur:
        classeur.set_properties({"title": clean_signes(annexe.titre), "created": to_instant(jour)})
        feuille = classeur.add_worksheet(FEUILLE)
        _Redacteur(classeur, feuille).write(annexe)
    return memoire.getvalue()


def render_annexe5_docx(dossier: Dossier, jour: date) -> bytes:
    """Return the official table as .docx."""
    from dpid_xl.rendus.word.annexe5 import render_annexe5_docx as render

    return render(compose_annexe5(dossier), dossier.campagne.departement, jour)


def render_annexe5_pdf(dossier: Dossier, jour: date) -> bytes:
    """Return the official table as PDF/A."""
    from dpid_xl.rendus.pdf.annexe5 import render_annexe5_pdf as render

    return render(compose_annexe5(dossier), dossier.campagne.departement, jour)


def render_deliberation_docx(dossier: Dossier, jour: date) -> bytes:
    """Return the articles that rest on the lines and the budget, as .docx."""
    from dpid_xl.rendus.word.docx import render_blocs

    titre = f"{dossier.campagne.nom} : articles et montants"
    return render_blocs(compose_deliberation(dossier), titre, titre, dossier.campagne.departement, jour)


@dataclass
class _Redacteur:
    """Writes the sheet row by row; ``rang`` is the next one, from 0."""

    classeur: Workbook
    feuille: Worksheet
    rang: int = 0
    formats: dict[str, Format] = field(default_factory=dict)
    reste: float = _PAGE  # points left on the page
    sauts: list[int] = field(default_factory=list)  # rows that begin a page

    def write(self, annexe: Annexe5) -> None:
        """Write the title, the headers, the chapters, the grand total; set the page."""
        self._make_formats()
        for rang, largeur in enumerate(_LARGEURS):
            self.feuille.set_column(rang, rang, largeur)
        self.feuille.merge_range(0, 0, 0, _MONTANT, clean_signes(annexe.titre), self.formats["titre"])
        self.feuille.merge_range(1, 0, 1, _MONTANT, clean_signes(annexe.sous_titre), self.formats["sous_titre"])
        for rang, texte in enumerate(COLONNES):
            self.feuille.write_string(3, rang, texte, self.formats["entete_montant" if rang == _MONTANT else "entete"])
        for rang, hauteur in enumerate((_HAUTEUR_DU_TITRE, _HAUTEUR_SIMPLE, _HAUTEUR_SIMPLE, _HAUTEUR_DES_ENTETES)):
            self.feuille.set_row(rang, hauteur)
        self.rang, self.reste = 4, _PAGE - _HAUTEUR_DU_TITRE - 2 * _HAUTEUR_SIMPLE
        sommes = []
        for chapitre in annexe.chapitres:
            depart = self.rang
            self.feuille.merge_range(self.rang, 0, self.rang, _MONTANT, clean_signes(chapitre.titre), self.formats["chapitre"])
            self.feuille.set_row(self.rang, _HAUTEUR_SIMPLE)
            self.rang += 1
            totaux = []
            for bloc in chapitre.blocs:
                suivis = 1 + (bloc is chapitre.blocs[-1]) + (bloc is annexe.chapitres[-1].blocs[-1])  # totals that follow it
                totaux.append(self._write_bloc(bloc, depart, suivis))
                depart = self.rang
            sommes.append(self._write_total(f"{TOTAL} {chapitre.code}".rstrip(), totaux, float(chapitre.total)))
        self._write_total(annexe.libelle_total, sommes, float(annexe.total))
        self._set_page(annexe)

    def _write_bloc(self, bloc: BlocOperation, depart: int, suivis: int) -> int:
        """Write the lines of an operation and its total; return the row of the total, from 1.

        ``depart`` is the row that must be on the page of its first line; ``suivis`` how many totals must be on that of its last one.
        """
        premiere, titre, hauteurs = self.rang, clean_signes(bloc.titre), _compute_hauteurs(bloc)
        for rangee, hauteur in zip(bloc.rangees, hauteurs, strict=True):
            textes = (rangee.territoire, rangee.structure, rangee.description)
            for colonne, texte in enumerate(textes, 1):
                self.feuille.write_string(self.rang, colonne, clean_signes(texte), self.formats["cellule"])
            if rangee.montant is None:
                self.feuille.write_blank(self.rang, _MONTANT, None, self.formats["montant"])
            else:
                self.feuille.write_number(self.rang, _MONTANT, float(rangee.montant), self.formats["montant"])
            self.feuille.set_row(self.rang, hauteur)
            self.rang += 1
        coupes = [premiere, *self._paginate(hauteurs, premiere, depart, suivis), self.rang]
        for debut, fin in pairwise(coupes):
            texte = titre if debut == premiere else titre + _SUITE
            if fin - debut > 1:
                self.feuille.merge_range(debut, 0, fin - 1, 0, texte, self.formats["operation"])
            else:
                self.feuille.write_string(debut, 0, texte, self.formats["operation"])
        plage = f"E{premiere + 1}:E{self.rang}"
        self._write_libelle(f"{TOTAL} {bloc.code}".rstrip())
        self.feuille.write_formula(self.rang, _MONTANT, f"=SUM({plage})", self.formats["total"], float(bloc.total))
        self.rang += 1
        return self.rang

    def _paginate(self, hauteurs: Sequence[float], premiere: int, depart: int, suivis: int) -> Iterator[int]:
        """Choose where pages begin; yield the rows of the block, but the first, that begin one. What fits on a page is not cut."""
        tete, queue = (premiere - depart) * _HAUTEUR_SIMPLE, suivis * _HAUTEUR_SIMPLE
        if tete + sum(hauteurs) + queue <= _PAGE:
            groupes = [(depart, tete + sum(hauteurs) + queue)]
        else:
            propres = [tete + hauteurs[0], *hauteurs[1:-1], hauteurs[-1] + queue]
            groupes = list(zip((depart, *range(premiere + 1, self.rang)), propres, strict=True))
        for rang, hauteur in groupes:
            if hauteur > self.reste:
                self.sauts.append(rang)
                self.reste = _PAGE
                if rang > premiere:
                    yield rang
            self.reste -= hauteur

    def _write_total(self, libelle: str, rangs: list[int], total: float) -> int:
        self._write_libelle(libelle)
        somme = "+".join(f"E{rang}" for rang in rangs) or "0"
        self.feuille.write_formula(self.rang, _MONTANT, f"={somme}", self.formats["total"], total)
        self.rang += 1
        return self.rang

    def _write_libelle(self, libelle: str) -> None:
        self.feuille.merge_range(self.rang, 0, self.rang, _MONTANT - 1, libelle, self.formats["libelle"])
        self.feuille.set_row(self.rang, _HAUTEUR_SIMPLE)

    def _make_formats(self) -> None:
        cadre = {"border": 1, "border_color": "#B2B2B2", "valign": "top", "text_wrap": True}
        gras = {**cadre, "bold": True}
        propres = {
            "titre": {"bold": True, "font_size": 14, "font_color": BLEU},
            "sous_titre": {"font_color": "#595959"},
            "entete": {**gras, "bg_color": FOND, "font_color": BLEU, "valign": "vcenter"},
            "entete_montant": {**gras, "bg_color": FOND, "font_color": BLEU, "align": "right", "valign": "vcenter"},
            "chapitre": {**gras, "bg_color": FOND},
            "operation": gras,
            "cellule": {**cadre, "num_format": "@"},
            "montant": {**cadre, "num_format": _EUROS, "align": "right"},
            "libelle": {**gras, "bg_color": FOND, "align": "right"},
            "total": {**gras, "bg_color": FOND, "num_format": _EUROS, "align": "right"},
        }
        self.formats = {nom: self.classeur.add_format(proprietes) for nom, proprietes in propres.items()}

    def _set_page(self, annexe: Annexe5) -> None:
        self.feuille.set_landscape()
        self.feuille.set_paper(A4)
        self.feuille.set_margins(**_MARGES)
        self.feuille.set_print_scale(_ECHELLE)  # where it fits a page by itself, Excel does not keep the pages that are chosen
        self.feuille.set_h_pagebreaks(self.sauts)
        self.feuille.repeat_rows(3)
        self.feuille.freeze_panes(4, 0)
        self.feuille.set_footer(f"&L{escape_entete(annexe.titre[:120], 8)}&R&8page &P / &N")
        self.feuille.print_area(0, 0, self.rang - 1, _MONTANT)


def _compute_hauteurs(bloc: BlocOperation) -> list[float]:
    """Return the heights of its rows, in points; together they hold its name."""
    hauteurs = []
    for rangee in bloc.rangees:
        textes = zip((rangee.territoire, rangee.structure, rangee.description), _LARGEURS[1:_MONTANT], strict=True)
        hauteurs.append(max(_count_lignes(texte, largeur) for texte, largeur in textes) * _HAUTEUR_DE_LIGNE + 3)
    hauteurs[-1] += max(0, _count_lignes(bloc.titre, _LARGEURS[0]) * _HAUTEUR_DE_LIGNE + 3 - sum(hauteurs))
    return hauteurs


def _count_lignes(texte: str, largeur: float) -> int:
    return sum(-(-len(ligne) // int(largeur * _CARACTERES_PAR_LIGNE)) or 1 for ligne in texte.split("\n"))
