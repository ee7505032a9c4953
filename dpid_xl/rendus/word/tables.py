"""Tables of a Word document: what each is said to who cannot see it, a header that each page repeats, rows that no page cuts.

>>> "<w:tblHeader/>" in write_rangee([write_cellule([("Libelle", "Opération")], 2000)], entete=True)
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from xml.sax.saxutils import quoteattr

from dpid_xl.documents.document import A_COMPLETER, Bloc, Rubrique, Style
from dpid_xl.documents.fiche import PUCE
from dpid_xl.metriques import measure
from dpid_xl.rendus import aspect, enveloppe
from dpid_xl.rendus.cloture import A_SIGNER, ENSEMBLE
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.word.gabarit import FOND, LARGEUR, MARGE, MARGE_HAUT
from dpid_xl.rendus.word.paragraphes import write_paragraphe

LIBELLE = 2400  # width of the labels of a fiche
MARGES = 260  # of a cell, left and right
COLONNE_MAXIMALE = 36  # characters: beyond, the text wraps
POINT = 20
BLANC_DU_LOGO = 4.0  # millimetres between the logo and the service
COURTE = 300  # characters: a first row of a fiche up to that length is repeated on each page, where it says what the fiche is about
# The first row and the first column are headers.
_ENTETES = '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
_SANS_MARGES = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
_SERVICE = ("Émetteur", "Le logo du Département, puis le service.")
_TETE = ("En-tête de la lettre", "Le service, puis les références à gauche et le destinataire à droite, le lieu et la date.")
_FICHE = "À gauche les rubriques, à droite ce que chacune dit."
_SIGNATURES = ("Signatures", "Qui signe, la place de la signature et du cachet, le nom.")
_MOT_MANQUANT = A_COMPLETER.replace(" ", "_")


def write_tableau(bloc: Bloc, *, lie: bool = False) -> str:
    """Write the table that a block is; ``lie``: what fills half a page of a fiche is not parted."""
    match bloc.style:
        case Style.FICHE:
            return _write_fiche(bloc, lie=lie)
        case Style.SIGNATURE:
            return _write_signature(bloc)
        case _:
            return _write_donnees(bloc)


def write_table(largeurs: Sequence[int], rangees: Sequence[str], titre: str, description: str, *, nue: bool = False) -> str:
    """Write a table of rows already written; widths in twentieths of a point. ``nue``: one that only sets texts side by side."""
    grille = "".join(f'<w:gridCol w:w="{largeur}"/>' for largeur in largeurs)
    style, suite = ("TableauNormal", _SANS_MARGES) if nue else ("TableGrid", _ENTETES)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(largeurs)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{suite}'
        f"<w:tblCaption w:val={quoteattr(clean_signes(titre))}/><w:tblDescription w:val={quoteattr(clean_signes(description))}/></w:tblPr>"
        f"<w:tblGrid>{grille}</w:tblGrid>{''.join(rangees)}</w:tbl>"
    )


def write_rangee(cellules: Sequence[str], *, entete: bool = False, secable: bool = False, hauteur: int = 0) -> str:
    """Write a row: ``entete`` is repeated on each page, ``secable`` may be cut by its foot, ``hauteur`` is the least it takes."""
    haute = f'<w:trHeight w:val="{hauteur}" w:hRule="atLeast"/>' if hauteur else ""
    proprietes = ("" if secable else "<w:cantSplit/>") + haute + ("<w:tblHeader/>" if entete else "")
    return f"<w:tr>{f'<w:trPr>{proprietes}</w:trPr>' if proprietes else ''}{''.join(cellules)}</w:tr>"


def write_cellule(
    paragraphes: Sequence[tuple[str, str]],
    largeur: int,
    *,
    portee: int = 1,
    fond: str = "",
    fusion: str = "",
    lie: bool = False,
    centree: bool = False,
) -> str:
    """Write a cell of (style, text); ``portee`` columns wide; ``fusion``: « restart » opens a merge downwards, « continue » goes on.

    ``lie``: its row stays with the next one; ``centree``: half way up the row.
    """
    contenu = "".join(write_paragraphe(style, texte, lie=lie) for style, texte in paragraphes or [("Cellule", "")])
    return frame_cellule(contenu, largeur, portee=portee, fond=fond, fusion=fusion, centree=centree)


def frame_cellule(contenu: str, largeur: int, *, portee: int = 1, fond: str = "", fusion: str = "", centree: bool = False) -> str:
    """Write a cell of paragraphs already written."""
    etendue = f'<w:gridSpan w:val="{portee}"/>' if portee > 1 else ""
    suite = f'<w:vMerge w:val="{fusion}"/>' if fusion else ""
    couleur = f'<w:shd w:val="clear" w:color="auto" w:fill="{fond}"/>' if fond else ""
    hauteur = '<w:vAlign w:val="center"/>' if centree else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{largeur}" w:type="dxa"/>{etendue}{suite}{couleur}{hauteur}</w:tcPr>{contenu}</w:tc>'


# --- The head of a letter ---


def write_tete(dessus: str, bloc: Bloc) -> str:
    """Write the head of a letter: what stands above, already written, then what it refers to beside its address.

    The address is where the window of an envelope shows it, unless what stands above takes more room.
    """
    gauche = _convert(enveloppe.GAUCHE) - MARGE
    largeurs = (gauche, LARGEUR - gauche)
    rangees = [write_rangee([frame_cellule(dessus, LARGEUR, portee=2)], hauteur=_convert(enveloppe.HAUT) - MARGE_HAUT)]
    for rang, textes in enumerate(bloc.tableau):
        cellules = [write_cellule([("Adresse", texte)], largeur) for texte, largeur in zip(textes, largeurs, strict=True)]
        rangees.append(write_rangee(cellules, hauteur=0 if rang else _convert(enveloppe.HAUTEUR)))
    return write_table(largeurs, rangees, *_TETE, nue=True)


def _convert(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def write_services(logo: str, textes: Sequence[str]) -> str:
    """Write the service beside its logo, a paragraph already written."""
    gauche = _convert(aspect.CADRE_DU_LOGO[0] * 10 + BLANC_DU_LOGO)
    cellules = [
        frame_cellule(logo, gauche),
        write_cellule([("Service", texte) for texte in textes], LARGEUR - gauche, centree=True),
    ]
    return write_table([gauche, LARGEUR - gauche], [write_rangee(cellules)], *_SERVICE, nue=True)


# --- Tables of data ---


def _write_donnees(bloc: Bloc) -> str:
    largeurs = _compute_largeurs(bloc)
    fins = {0, len(bloc.tableau) - 2}  # the header stays with the first row, the last row with the one before: none is alone on a page
    rangees = [
        _write_rangee(bloc, rangee, largeurs, entete=rang == 0, lie=rang in fins and rang < len(bloc.tableau) - 1)
        for rang, rangee in enumerate(bloc.tableau)
    ]
    return write_table(largeurs, rangees, bloc.legende, f"Colonnes\xa0: {', '.join(bloc.tableau[0])}.")


def _write_rangee(bloc: Bloc, rangee: Sequence[str], largeurs: Sequence[int], *, entete: bool, lie: bool) -> str:
    # A row with empty cells is a total: its label spreads over them.
    forte = entete or not all(rangee)
    cellules: list[tuple[int, int]] = []  # first column, number of columns
    for rang, texte in enumerate(rangee):
        if texte or entete or not cellules:
            cellules.append((rang, 1))
        else:
            cellules[-1] = (cellules[-1][0], cellules[-1][1] + 1)
    styles = ("Entete", "EnteteMontant") if entete else ("Total", "TotalMontant") if forte else ("Cellule", "Montant")
    return write_rangee(
        [
            write_cellule(
                [(styles[bloc.is_a_droite(rang, rangee[rang])], rangee[rang])],
                sum(largeurs[rang : rang + portee]),
                portee=portee,
                fond=FOND if forte else "",
                lie=lie,
            )
            for rang, portee in cellules
        ],
        entete=entete,
    )


def _compute_largeurs(bloc: Bloc) -> list[int]:
    # Amounts on one line, no word cut; the other columns share the rest by the length of their texts.
    colonnes = list(zip(*bloc.tableau, strict=True))
    fixes = {rang: max(map(_measure_ligne, colonnes[rang])) + MARGES for rang in bloc.montants}
    mots = {rang: max(map(_measure_mot, textes)) + MARGES for rang, textes in enumerate(colonnes) if rang not in fixes}
    poids = {rang: min(max(map(len, colonnes[rang])), COLONNE_MAXIMALE) for rang in mots}
    reste = LARGEUR - sum(fixes.values()) - sum(mots.values())
    if reste < 0:  # longer words than the page: shared as they come
        reste, mots = LARGEUR - sum(fixes.values()), dict.fromkeys(mots, 0)
    return [fixes[rang] if rang in fixes else mots[rang] + reste * poids[rang] // sum(poids.values()) for rang in range(len(colonnes))]


def _measure_ligne(texte: str) -> int:
    return ceil(measure(texte, aspect.TEXTES["entete"].taille, gras=True) * POINT)


def _measure_mot(texte: str) -> int:
    # What is missing is one word.
    return max(_measure_ligne(mot) for mot in texte.replace(A_COMPLETER, _MOT_MANQUANT).split(" "))


# --- Fiches ---


def _write_fiche(bloc: Bloc, *, lie: bool) -> str:
    longueurs = [sum(map(len, rubrique.paragraphes)) for rubrique in bloc.rubriques]
    derniere = len(longueurs) - 1
    fin = all(longueur <= ENSEMBLE for longueur in longueurs[-2:])  # the last rubric is not alone on a page
    rangees = [
        _write_rubrique(
            rubrique,
            entete=rang == 0 < derniere and longueurs[0] <= COURTE,
            secable=longueurs[rang] > ENSEMBLE,
            lie=(lie and sum(longueurs[: rang + 1]) <= ENSEMBLE) or (fin and rang == derniere - 1),
        )
        for rang, rubrique in enumerate(bloc.rubriques)
    ]
    return write_table([LIBELLE, LARGEUR - LIBELLE], rangees, bloc.legende, _FICHE)


def _write_rubrique(rubrique: Rubrique, *, entete: bool, secable: bool, lie: bool) -> str:
    cellules = [
        write_cellule([("Libelle", rubrique.libelle)], LIBELLE, fond=FOND, lie=lie),
        write_cellule(list(_list_paragraphes(rubrique.paragraphes)), LARGEUR - LIBELLE, lie=lie),
    ]
    return write_rangee(cellules, entete=entete, secable=secable)


def _list_paragraphes(textes: Iterable[str]) -> Iterable[tuple[str, str]]:
    for texte in textes:
        yield ("PuceCellule", texte.removeprefix(PUCE)) if texte.startswith(PUCE) else ("Cellule", texte)


# --- Signatures ---


def _write_signature(bloc: Bloc) -> str:
    largeurs = [LARGEUR // len(bloc.tableau[0])] * len(bloc.tableau[0])
    rangees = [
        write_rangee([write_cellule(_split_signature(texte), largeur) for texte, largeur in zip(rangee, largeurs, strict=True)])
        for rangee in bloc.tableau
    ]
    return write_table(largeurs, rangees, *_SIGNATURES, nue=True)


def _split_signature(texte: str) -> list[tuple[str, str]]:
    # The style of the name keeps room for the signature and the stamp.
    qui, *suite = texte.split(A_SIGNER)
    return [("Signataire", qui), *([("NomSignataire", "\n".join(suite).strip("\n"))] if suite else [])]
