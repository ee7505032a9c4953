"""The parts of a Word convention that its blocks do not change: styles, bullets, page settings, header, relations.

They are written as XML text: a template from Word or python-docx weighs 800 kB and carries its own habits (US letter,
English). Styles are Word's own wherever it has one (it shows « heading 1 » as « Titre 1 » in French).

>>> "word/styles.xml" in make_parties(projet=False)
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dpid_xl.classes import dataclass
from dpid_xl.rendus import aspect
from dpid_xl.rendus.aspect import POLICE, Texte
from dpid_xl.rendus.word.listes import Liste

MENTION = "PROJET"  # on every page of a document that must not be signed
ALERTE, FOND = aspect.ALERTE.removeprefix("#"), aspect.FOND.removeprefix("#")  # Word writes a colour without its sign
LARGEUR = 9298  # of the text, in twentieths of a point: A4 less the margins
MARGE, MARGE_HAUT = 1304, 1134
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{MARGE_HAUT}" w:right="{MARGE}" w:bottom="1247" w:left="{MARGE}" w:header="567" w:footer="567" w:gutter="0"/>'
)
LARGEUR_PAYSAGE = 14570  # the same, of a landscape page with margins of 2 cm
SECTION_PAYSAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ENTETE_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ESPACES = f'xmlns:w="{W}" xmlns:r="{_R}"'
_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True)
class StyleWord:
    """A paragraph style: its look, then what is Word's own; measures in points, ``retrait`` as (left, first line)."""

    id: str
    nom: str
    apparence: str  # that all formats share
    base: str = "Normal"
    suivant: str = ""
    a_droite: bool = False  # whatever its look
    avant: float | None = None
    apres: float | None = None
    retrait: tuple[float, float] | None = None
    niveau: int | None = None  # in the outline
    lie: bool = False  # stays with the next paragraph
    puce: str = ""  # the sign of a bulleted list
    bords: tuple[str, ...] = ()
    couleur_bords: str = aspect.BLEU

    @property
    def texte(self) -> Texte:
        """Its look."""
        return aspect.TEXTES[self.apparence]

    @property
    def alignement(self) -> str:
        """In Word's words."""
        return "right" if self.a_droite else _ALIGNEMENTS[self.texte.cadrage]


PUCE_DE_CELLULE, A_METTRE_EN_VALEUR, INSTRUCTION = "Puce de cellule", "À compléter", "Instruction de modèle"
_ALIGNEMENTS = {"gauche": "left", "centre": "center", "droite": "right", "justifie": "both"}
_TOUS = ("top", "left", "bottom", "right")
STYLES = (
    StyleWord("Normal", "Normal", "paragraphe", base="", apres=5),
    StyleWord("Title", "Title", "titre", suivant="Objet", avant=16, apres=10),
    StyleWord("Heading1", "heading 1", "article", suivant="Normal", avant=14, apres=5, niveau=0, lie=True),
    StyleWord("Heading2", "heading 2", "sous-article", suivant="Normal", avant=9, apres=4, niveau=1, lie=True),
    StyleWord("ListBullet", "List Bullet", "puce", apres=3, retrait=(18, -10), puce="•"),
    StyleWord("ListBullet2", "List Bullet 2", "sous-puce", apres=3, retrait=(34, -10), puce="–"),
    StyleWord("Header", "header", "mention", apres=0),
    StyleWord("Footer", "footer", "pied", apres=0, bords=("top",), couleur_bords=aspect.FILET),
    StyleWord("Service", "Service", "service", apres=0),
    StyleWord("ServiceFilet", "Service souligné", "service", base="Service", suivant="Reference", apres=8, bords=("bottom",)),
    StyleWord("Reference", "Référence", "reference", apres=6),
    StyleWord("Objet", "Objet", "objet", apres=16, retrait=(28, 0)),
    StyleWord("Partie", "Partie", "partie", apres=8),
    StyleWord("Visa", "Visa", "visa", apres=4, retrait=(18, -12)),
    StyleWord("Numero", "Numéro", "numero", apres=4, retrait=(24, -18)),
    StyleWord(
        "TitreAnnexe", "Titre d’annexe", "annexe", base="Heading1", suivant="Normal", avant=22, apres=10, bords=("bottom",),
    ),
    StyleWord("Intertitre", "Intertitre", "intertitre", base="Heading2", suivant="Normal"),
    StyleWord("Bandeau", "Bandeau", "bandeau", apres=12, bords=_TOUS, couleur_bords=aspect.ALERTE),
    StyleWord("Entete", "En-tête de colonne", "entete", base="Cellule"),
    StyleWord("EnteteMontant", "En-tête de montant", "entete", base="Entete", a_droite=True),
    StyleWord("Cellule", "Cellule", "case", avant=2, apres=2),
    StyleWord("PuceCellule", PUCE_DE_CELLULE, "fiche", base="Cellule", apres=1, retrait=(12, -10), puce="•"),
    StyleWord("Libelle", "Libellé", "libelle", base="Cellule"),
    StyleWord("Montant", "Montant", "case", base="Cellule", a_droite=True),
    StyleWord("Total", "Total", "total", base="Cellule"),
    StyleWord("TotalMontant", "Montant total", "total", base="Total", a_droite=True),
    StyleWord("Signataire", "Signataire", "signature", apres=0, avant=14, lie=True),
    StyleWord("NomSignataire", "Nom du signataire", "signature", apres=0, avant=aspect.PLACE_DU_CACHET * 72 / 2.54),
    StyleWord("Adresse", "Adresse", "adresse", apres=0),
    StyleWord("TitreSommaire", "Titre du sommaire", "article", avant=6, apres=5, lie=True),
    StyleWord("TOC1", "toc 1", "adresse", apres=3),
    StyleWord("Instruction", INSTRUCTION, "pied", apres=0),
    StyleWord("Filet", "Filet", "service", apres=8, bords=("bottom",)),
    StyleWord("Intervalle", "Intervalle", "paragraphe", apres=5),
)  # fmt: skip
_DE_WORD = frozenset(
    {"Normal", "Title", "Heading1", "Heading2", "ListBullet", "ListBullet2", "TOC1", "Header", "Footer"}
)  # Word's own styles
_LISTES = (("ListBullet", "ListBullet2"), ("PuceCellule",))  # the styles of each list of bullets, level by level
PREMIERE_LISTE = len(_LISTES) + 1  # number of the first numbered list of a document


def make_section(entete: str, pied: str, *, seule: bool = True) -> str:
    """Return the page settings of a section, by the relations of its header and of its footer; several number their pages apart."""
    numeros = "" if seule else '<w:pgNumType w:start="1"/>'
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{entete}"/><w:footerReference w:type="default" r:id="{pied}"/>'
        f"{_PAGE}{numeros}</w:sectPr>"
    )


SECTION = make_section("rId4", "rId5")
SECTION_SEULE = f"<w:sectPr>{_PAGE}</w:sectPr>"  # without header nor footer


def write_numerotation(listes: Sequence[Liste] = ()) -> str:
    """Write the part that numbers the lists: the bullets, then the numbered lists of a document; see :data:`PREMIERE_LISTE`."""
    numeros = "".join(
        f'<w:abstractNum w:abstractNumId="{rang}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="{liste.debut}"/>'
        f'<w:numFmt w:val="{liste.format}"/><w:lvlText w:val="%1{liste.signe}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        for rang, liste in enumerate(listes, PREMIERE_LISTE)
    )
    rangs = range(1, PREMIERE_LISTE + len(listes))
    liens = "".join(f'<w:num w:numId="{rang}"><w:abstractNumId w:val="{rang}"/></w:num>' for rang in rangs)
    return f"<w:numbering {ESPACES}>{_write_puces()}{numeros}{liens}</w:numbering>"


@cache
def make_parties(*, projet: bool) -> Mapping[str, bytes]:
    """Return the parts that all the documents of a kind share, by name, in the order of the file."""
    return make_parties_de_sections(1, projet=projet)


def make_parties_de_sections(pieds: int, *, projet: bool) -> Mapping[str, bytes]:
    """Return the same parts for a file of so many footers, which are written apart; the relation of the footer n is « rIdPied{n} ».

    Its header is « rId4 », that of a PROJET « rIdProjet » when there are several footers.
    """
    autres = [] if pieds == 1 else [f"word/footer{rang}.xml" for rang in range(2, pieds + 1)] + ["word/header2.xml"]
    parties = {
        "[Content_Types].xml": _write_types(autres),
        "_rels/.rels": _write_relations(
            ("officeDocument", "word/document.xml"),
            ("metadata/core-properties", "docProps/core.xml"),
            ("extended-properties", "docProps/app.xml"),
        ),
        "word/_rels/document.xml.rels": _write_relations(
            ("styles", "styles.xml"),
            ("numbering", "numbering.xml"),
            ("settings", "settings.xml"),
            ("header", "header1.xml"),
            ("footer", "footer1.xml"),
            autres=autres,
        ),
        "word/styles.xml": _write_styles(),
        "word/numbering.xml": write_numerotation(),
        "word/settings.xml": _write_reglages(),
        "word/header1.xml": write_cadre("hdr", "Header", f"<w:r><w:t>{MENTION}</w:t></w:r>" if projet else ""),
        **({"word/header2.xml": write_cadre("hdr", "Header", f"<w:r><w:t>{MENTION}</w:t></w:r>")} if autres else {}),
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>dpid_xl</Application></Properties>",
    }
    return {nom: (ENTETE_XML + xml).encode() for nom, xml in parties.items()}


def write_cadre(balise: str, style: str, contenu: str, proprietes: str = "") -> str:
    """Write a header (« hdr ») or a footer (« ftr ») of one paragraph; ``proprietes`` beside those of its style."""
    return f'<w:{balise} {ESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/>{proprietes}</w:pPr>{contenu}</w:p></w:{balise}>'


def _write_types(autres: Sequence[str]) -> str:
    types = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/numbering.xml": f"{_WORD}.numbering+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/footer1.xml": f"{_WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    types |= {f"/{partie}": f"{_WORD}.{'footer' if 'footer' in partie else 'header'}+xml" for partie in autres}
    parties = "".join(f'<Override PartName="{nom}" ContentType="{genre}"/>' for nom, genre in types.items())
    return (
        f'<Types xmlns="{_PAQUET}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parties}</Types>'
    )


def _write_relations(*relations: tuple[str, str], autres: Sequence[str] = ()) -> str:
    liens = "".join(
        f'<Relationship Id="rId{rang}" Type="{f"{_PAQUET}/relationships" if "/" in genre else _R}/{genre}" Target="{cible}"/>'
        for rang, (genre, cible) in enumerate(relations, 1)
    )
    for partie in autres:
        nom = partie.removeprefix("word/")
        genre = nom[:6]
        cle = f"rIdPied{nom.removeprefix('footer').removesuffix('.xml')}" if genre == "footer" else "rIdProjet"
        liens += f'<Relationship Id="{cle}" Type="{_R}/{genre}" Target="{nom}"/>'
    return f'<Relationships xmlns="{_PAQUET}/relationships">{liens}</Relationships>'


def _write_puces() -> str:
    # One definition per list of bullets, its levels bound to their styles: LibreOffice does not draw the bullets of lists that share one.
    puces = {style.id: style.puce for style in STYLES}
    return "".join(
        f'<w:abstractNum w:abstractNumId="{rang}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(_write_niveau(niveau, style, puces[style]) for niveau, style in enumerate(styles))}</w:abstractNum>"
        for rang, styles in enumerate(_LISTES, 1)
    )


def _write_niveau(niveau: int, style: str, puce: str) -> str:
    return (
        f'<w:lvl w:ilvl="{niveau}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{puce}"/><w:lvlJc w:val="left"/>'
        f'<w:rPr><w:rFonts w:ascii="{POLICE}" w:hAnsi="{POLICE}"/><w:color w:val="{_hex(aspect.BLEU)}"/></w:rPr></w:lvl>'
    )


def _write_reglages() -> str:
    return (
        f'<w:settings {ESPACES}><w:defaultTabStop w:val="709"/><w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/>'
        '<w:hyphenationZone w:val="283"/><w:doNotHyphenateCaps/><w:compat><w:doNotExpandShiftReturn/>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _write_styles() -> str:
    # The order of the elements is the schema's: Word refuses another.
    return (
        f"<w:styles {ESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{POLICE}" w:eastAsia="{POLICE}" w:hAnsi="{POLICE}" w:cs="{POLICE}"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        + "".join(map(_write_style, STYLES))
        + '<w:style w:type="character" w:default="1" w:styleId="PoliceParDefaut"><w:name w:val="Default Paragraph Font"/></w:style>'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="ACompleter"><w:name w:val="{A_METTRE_EN_VALEUR}"/><w:qFormat/>'
        f'<w:rPr><w:b/><w:bCs/><w:shd w:val="clear" w:color="auto" w:fill="{_hex(aspect.FOND_MANQUE)}"/></w:rPr></w:style>'
        + _write_styles_de_tableau()
        + "</w:styles>"
    )


def _write_styles_de_tableau() -> str:
    cotes = ("top", "left", "bottom", "right")
    marges = "".join(f'<w:{cote} w:w="{108 if cote in ("left", "right") else 0}" w:type="dxa"/>' for cote in cotes)
    bords = "".join(
        f'<w:{cote} w:val="single" w:sz="4" w:space="0" w:color="{_hex(aspect.FILET)}"/>' for cote in (*cotes, "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{marges}</w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableauNormal"/>'
        f"<w:tblPr><w:tblBorders>{bords}</w:tblBorders></w:tblPr></w:style>"
    )


def _write_style(style: StyleWord) -> str:
    genre = ' w:default="1"' if style.id == "Normal" else ' w:customStyle="1"' if style.id not in _DE_WORD else ""
    base = f'<w:basedOn w:val="{style.base}"/>' if style.base else ""
    suivant = f'<w:next w:val="{style.suivant}"/>' if style.suivant else ""
    return (
        f'<w:style w:type="paragraph"{genre} w:styleId="{style.id}"><w:name w:val="{style.nom}"/>{base}{suivant}<w:qFormat/>'
        f"<w:pPr>{_write_paragraphe(style)}</w:pPr><w:rPr>{_write_caracteres(style)}</w:rPr></w:style>"
    )


def _write_paragraphe(style: StyleWord) -> str:
    droit = f'<w:tabs><w:tab w:val="right" w:pos="{LARGEUR}"/></w:tabs>'
    morceaux = (
        "<w:keepNext/><w:keepLines/>" if style.lie else "",
        _write_liste(style),
        _write_bords(style),
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_hex(style.texte.fond)}"/>' if style.bords == _TOUS or style.id == "Objet" else "",
        droit if style.id == "Footer" else "",
        "" if style.alignement == "both" else "<w:suppressAutoHyphens/>",
        _write_espaces(style),
        _write_retrait(style),
        f'<w:jc w:val="{style.alignement}"/>',
        "" if style.niveau is None else f'<w:outlineLvl w:val="{style.niveau}"/>',
    )
    return "".join(morceaux)


def _write_liste(style: StyleWord) -> str:
    if not style.puce:
        return ""
    rang, styles = next((rang, styles) for rang, styles in enumerate(_LISTES, 1) if style.id in styles)
    return f'<w:numPr><w:ilvl w:val="{styles.index(style.id)}"/><w:numId w:val="{rang}"/></w:numPr>'


def _write_bords(style: StyleWord) -> str:
    traits = "".join(f'<w:{cote} w:val="single" w:sz="6" w:space="4" w:color="{_hex(style.couleur_bords)}"/>' for cote in style.bords)
    return f"<w:pBdr>{traits}</w:pBdr>" if traits else ""


def _write_espaces(style: StyleWord) -> str:
    espaces = {"before": style.avant, "after": style.apres}
    attributs = " ".join(f'w:{nom}="{valeur * 20:.0f}"' for nom, valeur in espaces.items() if valeur is not None)
    return f"<w:spacing {attributs}/>" if attributs else ""


def _write_retrait(style: StyleWord) -> str:
    if style.retrait is None:
        return ""
    gauche, premiere = (round(valeur * 20) for valeur in style.retrait)
    droite = gauche if style.alignement == "center" else 0
    return f'<w:ind w:left="{gauche}" w:right="{droite}" w:{"hanging" if premiere < 0 else "firstLine"}="{abs(premiere)}"/>'


def _write_caracteres(style: StyleWord) -> str:
    texte = style.texte
    gras = "<w:b/><w:bCs/>" if texte.gras else ""
    italique = "<w:i/><w:iCs/>" if texte.italique else ""
    couleur = f'<w:color w:val="{_hex(texte.couleur)}"/>' if texte.couleur != aspect.NOIR else ""
    taille = 2.0 if style.id in ("Intervalle", "Filet") else texte.taille * 2
    return f'{gras}{italique}{couleur}<w:sz w:val="{taille:.0f}"/><w:szCs w:val="{taille:.0f}"/>'


def _hex(couleur: str) -> str:
    return couleur.removeprefix("#")
