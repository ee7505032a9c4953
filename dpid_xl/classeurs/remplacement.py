"""The blocks of the model put into a copy of the officer's workbook: only the rows of their table change in its package.

No library writes the workbook again: it would lose what it does not know (macros, ribbon, shapes). The sheet and its table are edited
as texts, the rest is copied byte for byte; the order of calculation, which Excel makes again by itself, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from html import escape

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.gabarit.formules import write_formule
from dpid_xl.classeurs.gabarit.hauteurs import TAILLE_DES_TABLES, compute_hauteur
from dpid_xl.classeurs.paquet import TYPES, find_principale, name_relations, parse_xml, read_relations, zip_parties
from dpid_xl.classeurs.paquet.recu import open_parties
from dpid_xl.documents.provenance import VOTE
from dpid_xl.modele import BlocModele
from dpid_xl.refus import Refus
from dpid_xl.reperes import column_index_from_string, get_column_letter
from dpid_xl.schema import MODELE, Colonne

_ORDRE = "xl/calcChain.xml"
_DONNEES = re.compile(r"<sheetData>(.*?)</sheetData>", re.DOTALL)
_RANG = re.compile(r'<row\b[^>]*?\br="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_CELLULE = re.compile(r'<c\b[^>]*?\br="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(r'\bs="(\d+)"')
_CONTENU = re.compile(r"<(?:v|f|is)\b")
_FILTRE = re.compile(r"<autoFilter\b[^>]*?(?:/>|>.*?</autoFilter>)", re.DOTALL)
_TRI = re.compile(r"<sortState\b.*?(?:/>|</sortState>)", re.DOTALL)
_ORDRE_CITE = re.compile(r"<(?:\w+:)?(?:Override|Relationship)\b[^>]*calcChain[^>]*/>")
_COMPTEE = f"COUNTA({MODELE.nom}[{MODELE.entete('texte_vote')}])"  # Accueil says it: its value stands for who does not compute
_DITE = re.compile(rf"(<f>[^<]*{re.escape(_COMPTEE)}[^<]*</f><v>)[^<]*(</v>)")
_CALCUL = re.compile(r"<calcPr\b([^>]*?)/>")
_D_AVANT = "vote_en"  # of an earlier vote: what is loaded is of none, and a table without this column does not need it
_LUES = MODELE.colonnes[: MODELE.rang("texte") + 1]  # they set the height of a row
_AUTRE = "Le tableau {table} de « {nom} » ne peut pas être rempli ({raison}) : ouvrez le classeur dans Excel, corrigez et enregistrez-le."


class ClasseurNonRempli(Refus):
    """A workbook whose model cannot be replaced; one French sentence."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the table of the blocks stands: parts of its sheet and table, first and last rows, letter of each column by field."""

    feuille: str
    table: str
    entetes: int
    dernier: int
    lettres: Mapping[str, str]
    plage: str
    ajoutees: tuple[Colonne, ...] = ()  # columns that a workbook older than them has not, put at its right end

    @property
    def derniere(self) -> str:
        """Letters of its last column, those that are added included."""
        if self.ajoutees:
            return self.lettres[self.ajoutees[-1].champ]
        return self.plage.partition(":")[2].rstrip("0123456789")


def replace_modele(nom: str, octets: bytes, blocs: Sequence[BlocModele]) -> bytes:
    """Return a workbook with other blocks in its model; raises ClasseurNonRempli when its table cannot take them."""
    parties = dict(open_parties(nom, octets))
    principale = find_principale(parties)
    place = _find_place(nom, parties)
    dernier = place.entetes + len(blocs)
    parties[place.feuille] = _fill_feuille(nom, parties[place.feuille].decode("utf-8-sig"), place, blocs).encode()
    parties[place.table] = _extend_table(parties[place.table].decode("utf-8-sig"), place, dernier).encode()
    for genre, partie in read_relations(parties, principale).values():
        if genre.endswith("/worksheet") and _COMPTEE in (texte := parties[partie].decode("utf-8-sig")):
            parties[partie] = _DITE.sub(rf"\g<1>{VOTE}\g<2>", texte).encode()
    classeur = parties[principale].decode("utf-8-sig")
    # The print area of workbooks older than that of whole columns.
    zone = re.compile(rf"('{re.escape(MODELE.feuille)}'!\$[A-Z]+\$\d+:\$[A-Z]+\$){place.dernier}(?=<)")
    classeur = zone.sub(rf"\g<1>{dernier}", classeur)
    parties[principale] = _CALCUL.sub(_recalculate, classeur).encode()
    if parties.pop(_ORDRE, None) is not None:
        for partie in (TYPES, name_relations(principale)):
            parties[partie] = _ORDRE_CITE.sub("", parties[partie].decode("utf-8-sig")).encode()
    return zip_parties(parties)


def _recalculate(trouve: re.Match[str]) -> str:
    reste = re.sub(r'\s+fullCalcOnLoad="[^"]*"', "", trouve[1])
    return f'<calcPr{reste} fullCalcOnLoad="1"/>'


def _find_place(nom: str, parties: Mapping[str, bytes]) -> _Place:
    for feuille in (partie for genre, partie in read_relations(parties, find_principale(parties)).values() if genre.endswith("/worksheet")):
        for genre, partie in read_relations(parties, feuille).values():
            if genre.endswith("/table") and parse_xml(parties[partie]).get("name", "").casefold() == MODELE.nom.casefold():
                return _read_place(nom, feuille, partie, parties[partie])
    raise ClasseurNonRempli(_AUTRE.format(nom=nom, table=MODELE.nom, raison="il n'y est pas"))


def _read_place(nom: str, feuille: str, partie: str, contenu: bytes) -> _Place:
    table = parse_xml(contenu)
    bornes = re.fullmatch(r"([A-Z]+)(\d+):[A-Z]+(\d+)", table.get("ref", ""))
    entetes = [element.get("name", "") for element in table.iter() if element.tag.endswith("}tableColumn")]
    if not bornes or table.get("totalsRowCount", "0") != "0":
        raise ClasseurNonRempli(_AUTRE.format(nom=nom, table=MODELE.nom, raison="il a une ligne de totaux, ou une plage illisible"))
    lettres, gauche = {}, column_index_from_string(bornes[1])
    ajoutees = tuple(colonne for colonne in MODELE.colonnes if colonne.entete not in entetes and colonne.champ != _D_AVANT)
    for colonne in ajoutees:
        if colonne.obligatoire:
            raise ClasseurNonRempli(_AUTRE.format(nom=nom, table=MODELE.nom, raison=f"il n'a pas de colonne « {colonne.entete} »"))
    entetes += [colonne.entete for colonne in ajoutees]
    for colonne in MODELE.colonnes:
        if colonne.entete in entetes:
            lettres[colonne.champ] = get_column_letter(gauche + entetes.index(colonne.entete))
    return _Place(feuille, partie, int(bornes[2]), int(bornes[3]), lettres, table.get("ref", ""), ajoutees)


def _fill_feuille(nom: str, texte: str, place: _Place, blocs: Sequence[BlocModele]) -> str:
    trouve = _DONNEES.search(texte)
    if not trouve:
        raise ClasseurNonRempli(_AUTRE.format(nom=nom, table=MODELE.nom, raison="un autre programme a écrit sa feuille"))
    rangs = {int(rang[1]): rang for rang in _RANG.finditer(trouve[1])}
    dessous = range(place.dernier + 1, place.entetes + len(blocs) + 1)
    if any(_has_contenu(rangs[rang][0], set(place.lettres.values())) for rang in dessous if rang in rangs):
        raise ClasseurNonRempli(_AUTRE.format(nom=nom, table=MODELE.nom, raison="des cellules remplies sont sous le tableau"))
    ajoutees = {place.lettres[colonne.champ] for colonne in place.ajoutees}
    if any(_has_contenu(rangs[rang][0], ajoutees) for rang in range(place.entetes, place.dernier + 1) if rang in rangs):
        raise ClasseurNonRempli(_AUTRE.format(nom=nom, table=MODELE.nom, raison="des cellules remplies sont à sa droite"))
    styles = _read_styles(rangs.get(place.entetes + 1), place)
    fin = max(place.dernier, place.entetes + len(blocs))
    nouveaux = {rang: trouve_[0] for rang, trouve_ in rangs.items() if not place.entetes < rang <= fin}
    for rang in range(place.entetes + 1, fin + 1):
        autres = _keep_autres(rangs.get(rang), place)
        bloc = blocs[rang - place.entetes - 1] if rang <= place.entetes + len(blocs) else None
        if bloc or autres:
            nouveaux[rang] = _write_rang(rang, bloc, place, styles, autres)
    nouveaux[place.entetes] = _add_entetes(nouveaux.get(place.entetes, ""), place)
    donnees = "".join(nouveaux[rang] for rang in sorted(nouveaux))
    texte = texte[: trouve.start(1)] + donnees + texte[trouve.end(1) :]
    numeros = [(column_index_from_string(place.lettres[colonne.champ]), colonne.largeur) for colonne in place.ajoutees]
    largeurs = "".join(f'<col min="{numero}" max="{numero}" width="{largeur}" customWidth="1"/>' for numero, largeur in numeros)
    couvertes = [int(borne) for borne in re.findall(r'<col\b[^>]*\bmax="(\d+)"', texte)]
    return texte.replace("</cols>", largeurs + "</cols>", 1) if numeros and max(couvertes, default=0) < numeros[0][0] else texte


def _add_entetes(rang: str, place: _Place) -> str:
    """Write the headers of the columns that are added, as the last one there is."""
    if not place.ajoutees:
        return rang
    cellules = [(cellule[1], cellule[0]) for cellule in _CELLULE.finditer(rang)]
    style = next((trouve[0] for _, cellule in reversed(cellules) if (trouve := _STYLE.search(cellule.partition(">")[0]))), "")
    lettres = {place.lettres[colonne.champ]: colonne.entete for colonne in place.ajoutees}
    gardees = {lettre: cellule for lettre, cellule in cellules if lettre not in lettres}
    ecrites = {
        lettre: f'<c r="{lettre}{place.entetes}" {style} t="inlineStr"><is><t>{escape(entete, quote=False)}</t></is></c>'
        for lettre, entete in lettres.items()
    }
    toutes = sorted((gardees | ecrites).items(), key=lambda paire: (len(paire[0]), paire[0]))
    return rang.partition(">")[0] + ">" + "".join(cellule for _, cellule in toutes) + "</row>"


def _has_contenu(rang: str, lettres: Collection[str]) -> bool:
    return any(cellule[1] in lettres and _CONTENU.search(cellule[0]) for cellule in _CELLULE.finditer(rang))


def _read_styles(rang: re.Match[str] | None, place: _Place) -> dict[str, str]:
    cellules = {cellule[1]: cellule[0] for cellule in _CELLULE.finditer(rang[2] or "")} if rang else {}
    styles = {}
    for champ, lettre in place.lettres.items():
        trouve = _STYLE.search(cellules.get(lettre, "").partition(">")[0])
        styles[champ] = f' s="{trouve[1]}"' if trouve else ""
    for colonne in place.ajoutees:
        styles[colonne.champ] = styles["texte"]
    return styles


def _keep_autres(rang: re.Match[str] | None, place: _Place) -> dict[str, str]:
    """Return what was typed beside the table."""
    lettres = set(place.lettres.values())
    return {cellule[1]: cellule[0] for cellule in _CELLULE.finditer(rang[2] or "") if cellule[1] not in lettres} if rang else {}


def _write_rang(rang: int, bloc: BlocModele | None, place: _Place, styles: Mapping[str, str], autres: Mapping[str, str]) -> str:
    cellules = dict(autres)
    hauteur = ""
    if bloc:
        textes = [(str(getattr(bloc, colonne.champ)), colonne.largeur) for colonne in _LUES]
        hauteur = f' ht="{compute_hauteur(textes, taille=TAILLE_DES_TABLES):g}" customHeight="1"'
        cellules |= {
            place.lettres[colonne.champ]: _write_cellule(place, rang, colonne, bloc, styles[colonne.champ])
            for colonne in MODELE.colonnes
            if colonne.champ in place.lettres
        }
    ordre = sorted(cellules, key=lambda lettre: (len(lettre), lettre))
    return f'<row r="{rang}"{hauteur}>{"".join(cellules[lettre] for lettre in ordre)}</row>'


def _write_cellule(place: _Place, rang: int, colonne: Colonne, bloc: BlocModele, style: str) -> str:
    cellule = f"{place.lettres[colonne.champ]}{rang}"
    valeur = getattr(bloc, colonne.champ)
    texte = "" if valeur is None else escape(str(valeur), quote=False)
    if colonne.formule:
        formule = escape(write_formule(_choose_formule(colonne, place), MODELE.nom).removeprefix("="), quote=False)
        return f'<c r="{cellule}"{style} t="str"><f>{formule}</f><v>{texte}</v></c>'
    if not texte:
        return f'<c r="{cellule}"{style}/>'
    return f'<c r="{cellule}"{style} t="inlineStr"><is><t xml:space="preserve">{texte}</t></is></c>'


def _choose_formule(colonne: Colonne, place: _Place) -> str:
    """Return the newest formula of a column that names no column that the table has not."""
    absents = [f"[{autre.entete}]" for autre in MODELE.colonnes if autre.champ not in place.lettres]
    return next(formule for formule in (colonne.formule, *colonne.anciennes) if not any(absent in formule for absent in absents))


def _extend_table(texte: str, place: _Place, dernier: int) -> str:
    plage = f"{place.plage.partition(':')[0]}:{place.derniere}{dernier}"
    filtre = f'<autoFilter ref="{plage}"/>'
    texte = _TRI.sub("", texte).replace(f'ref="{place.plage}"', f'ref="{plage}"', 1)
    return _add_colonnes(_FILTRE.sub(filtre, texte), place)


def _add_colonnes(texte: str, place: _Place) -> str:
    ajoutees = place.ajoutees
    if not ajoutees:
        return texte
    premier = max(map(int, re.findall(r'<tableColumn\b[^>]*?\bid="(\d+)"', texte))) + 1
    nombre = len(re.findall(r"<tableColumn\b", texte)) + len(ajoutees)
    declarees = "".join(_declare(numero, colonne, place) for numero, colonne in enumerate(ajoutees, premier))
    texte = re.sub(r'(<tableColumns\b[^>]*?\bcount=")\d+', rf"\g<1>{nombre}", texte)
    return texte.replace("</tableColumns>", declarees + "</tableColumns>", 1)


def _declare(numero: int, colonne: Colonne, place: _Place) -> str:
    debut = f'<tableColumn id="{numero}" name="{escape(colonne.entete)}"'
    if not colonne.formule:
        return f"{debut}/>"
    formule = escape(write_formule(_choose_formule(colonne, place), MODELE.nom).removeprefix("="), quote=False)
    return f"{debut}><calculatedColumnFormula>{formule}</calculatedColumnFormula></tableColumn>"
