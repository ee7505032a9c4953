"""Conventions as Word documents: real styles, lists, fields and tables, the same texts in the same order as the other formats.

The body is written as escaped XML text between parts that are made once.

Why not python-docx: 26 ms of processor per convention for bare paragraphs and tables, against 2 ms here with styles, fields and
page settings; its template weighs 800 kB and carries its own habits, see ``gabarit``.

>>> write_blocs([Bloc(Style.NUMERO, "a) lire ;")], Numerotation()).count("w:numPr")
2
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from xml.sax.saxutils import escape

from dpid_xl.classeurs.paquet import DOS, zip_parties
from dpid_xl.documents.document import Bloc, Document, Style
from dpid_xl.image import Image
from dpid_xl.rendus.aspect import CADRE_DU_LOGO, TEXTE_DU_LOGO
from dpid_xl.rendus.cloture import find_cloture, find_tete
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.word.dessin import add_image, write_image
from dpid_xl.rendus.word.gabarit import (
    ENTETE_XML,
    ESPACES,
    LARGEUR,
    PREMIERE_LISTE,
    SECTION,
    SECTION_SEULE,
    make_parties,
    make_parties_de_sections,
    make_section,
    write_cadre,
    write_numerotation,
)
from dpid_xl.rendus.word.listes import Liste, Numerotation
from dpid_xl.rendus.word.paragraphes import frame_paragraphe, write_paragraphe, write_texte
from dpid_xl.rendus.word.sommaire import add_repere, add_sommaire, write_sommaire
from dpid_xl.rendus.word.tables import write_services, write_tableau, write_tete

STYLES_WORD = {
    Style.SERVICE: "Service",
    Style.REFERENCE: "Reference",
    Style.TITRE: "Title",
    Style.OBJET: "Objet",
    Style.PARTIE: "Partie",
    Style.PARAGRAPHE: "Normal",
    Style.VISA: "Visa",
    Style.ARTICLE: "Heading1",
    Style.SOUS_ARTICLE: "Heading2",
    Style.PUCE: "ListBullet",
    Style.SOUS_PUCE: "ListBullet2",
    Style.NUMERO: "Numero",
    Style.ANNEXE: "TitreAnnexe",
    Style.INTERTITRE: "Intertitre",
    Style.BANDEAU: "Bandeau",
}
TABLEAUX = (Style.TABLEAU, Style.FICHE, Style.SIGNATURE, Style.ADRESSE)
_INTERVALLE = write_paragraphe("Intervalle", "")


def render_docx(document: Document, jour: date) -> bytes:
    """Lay a document out as a Word file; the same document and day give the same bytes."""
    numerotation, auteur = Numerotation(), write_auteur(document)
    corps = write_blocs(document.blocs, numerotation, document.logo, sommaire=True) + SECTION
    return pack_docx(
        corps,
        write_pied(document.pied),
        document.titre,
        auteur,
        jour,
        projet=document.projet,
        listes=numerotation.listes,
        logo=document.logo,
    )


def render_blocs(blocs: Sequence[Bloc], pied: str, titre: str, auteur: str, jour: date) -> bytes:
    """Lay blocks out as a Word file, with the text of its footer."""
    numerotation = Numerotation()
    corps = write_blocs(blocs, numerotation) + SECTION
    return pack_docx(corps, write_pied(pied), titre, auteur, jour, listes=numerotation.listes)


def render_docx_ensemble(documents: Sequence[Document], titre: str, jour: date) -> bytes:
    """Lay documents out in one Word file: a section each, with its own footer, its own page numbers and its own PROJET.

    Their contents stand first, when there are several.
    """
    corps, pieds, numerotation, logo = [], {}, Numerotation(), documents[0].logo
    if len(documents) > 1:
        corps.append(write_sommaire([document.structure.nom for document in documents]) + _end_section(SECTION_SEULE))
    for rang, document in enumerate(documents, 1):
        pieds[f"word/footer{rang}.xml"] = write_pied(document.pied, totale=False)
        pied = "rId5" if rang == 1 else f"rIdPied{rang}"
        section = make_section("rIdProjet" if document.projet and len(documents) > 1 else "rId4", pied, seule=len(documents) == 1)
        contenu = add_repere(write_blocs(document.blocs, numerotation, logo, rang), rang, document.structure.nom)
        corps.append(contenu + (section if rang == len(documents) else _end_section(section)))
        numerotation.end()
    auteur = write_auteur(documents[0])
    propres = {
        "word/document.xml": f"<w:document {ESPACES}><w:body>{''.join(corps)}</w:body></w:document>",
        **pieds,
        "word/numbering.xml": write_numerotation(numerotation.listes),
        "docProps/core.xml": _write_proprietes(titre, auteur, jour),
    }
    communes = make_parties_de_sections(len(documents), projet=len(documents) == 1 and documents[0].projet)
    return zip_parties(add_image(communes, logo) | {nom: (ENTETE_XML + xml).encode() for nom, xml in propres.items()}, DOS)


def _end_section(section: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Intervalle"/>{section}</w:pPr></w:p>'


def write_auteur(document: Document) -> str:
    """Return who a document comes from: the Département and its service."""
    return " – ".join(["Département", *(bloc.texte for bloc in document.blocs if bloc.style is Style.SERVICE)])


def write_blocs(
    blocs: Sequence[Bloc], numerotation: Numerotation, logo: Image | None = None, rang: int = 1, *, sommaire: bool = False
) -> str:
    """Write blocks as the body of a Word document; their numbered lists go on in ``numerotation``.

    The logo stands beside the service; ``rang`` is that of the document in the file; ``sommaire``: with its contents, if it is long.
    """
    visibles = [bloc for bloc in blocs if bloc.texte.strip() or bloc.rubriques or bloc.tableau]
    tete = next((rang for rang, bloc in enumerate(visibles) if bloc.style is Style.ADRESSE), None)
    if tete is None:
        xmls = add_logo(list_xml(visibles, numerotation), visibles, logo, rang)
        return "".join(add_sommaire(xmls, visibles) if sommaire else xmls)
    dessus = "".join(add_logo(list_xml(visibles[:tete], numerotation), visibles[:tete], logo, rang)) or _INTERVALLE
    return write_tete(dessus, visibles[tete]) + _INTERVALLE + "".join(list_xml(visibles[tete + 1 :], numerotation))


def add_logo(xmls: Iterable[str], blocs: Sequence[Bloc], logo: Image | None, rang: int = 1) -> list[str]:
    """Put the logo in blocks already written, one text each: beside the service or, without any, above them."""
    ecrits = list(xmls)
    if logo is None:
        return ecrits
    image = frame_paragraphe("Service", write_image(logo, TEXTE_DU_LOGO, CADRE_DU_LOGO, rang))
    services = [place for place, bloc in enumerate(blocs) if bloc.style is Style.SERVICE]
    if not services:
        return [image + ecrits[0], *ecrits[1:]] if ecrits else [image]
    for place in services:
        ecrits[place] = ""
    ecrits[services[0]] = write_services(image, [blocs[place].texte for place in services]) + write_paragraphe("Filet", "")
    return ecrits


def pack_docx(
    corps: str,
    pied: str,
    titre: str,
    auteur: str,
    jour: date,
    *,
    projet: bool = False,
    listes: Sequence[Liste] = (),
    logo: Image | None = None,
) -> bytes:
    """Make a Word file of a body, its section included, of a footer, both in XML, of the lists and the picture that the body shows."""
    propres = {
        "word/document.xml": f"<w:document {ESPACES}><w:body>{corps}</w:body></w:document>",
        "word/footer1.xml": pied,
        **({"word/numbering.xml": write_numerotation(listes)} if listes else {}),
        "docProps/core.xml": _write_proprietes(titre, auteur, jour),
    }
    parties = add_image(make_parties(projet=projet), logo) | {nom: (ENTETE_XML + xml).encode() for nom, xml in propres.items()}
    return zip_parties(parties, DOS)


def list_xml(visibles: Sequence[Bloc], numerotation: Numerotation) -> Iterator[str]:
    """Yield each block of a body as XML."""
    dans_article = suit = False  # whether a title of article, of annex stands before
    cloture, tete = find_cloture(visibles), range(0)
    for rang, (bloc, suivant) in enumerate(zip_longest(visibles, visibles[1:])):
        dans_article |= bloc.style in (Style.ARTICLE, Style.ANNEXE)
        style_suivant = suivant.style if suivant else None
        if bloc.style is Style.ANNEXE and suit:
            tete = find_tete(visibles, rang)
        if bloc.style in TABLEAUX:
            touche = bloc.style in (Style.TABLEAU, Style.FICHE) or style_suivant in (*TABLEAUX, None)  # Word merges two tables that touch
            yield write_tableau(bloc, lie=rang in tete) + (_INTERVALLE if touche else "")
        else:
            item = numerotation.read(bloc.texte) if bloc.style is Style.NUMERO else None
            yield write_paragraphe(
                _choose_style(bloc.style, style_suivant, dans_article=dans_article),
                item.texte if item else bloc.texte,
                lie=rang in cloture or rang in tete or _announces(bloc),
                saut=bloc.style is Style.ANNEXE and not suit,
                liste=item.liste + PREMIERE_LISTE - 1 if item else 0,
            )
        suit |= bloc.style is Style.ANNEXE


def _choose_style(style: Style, suivant: Style | None, *, dans_article: bool) -> str:
    if style is Style.SERVICE and suivant is not Style.SERVICE:
        return "ServiceFilet"
    if style is Style.INTERTITRE and not dans_article:  # the preamble is of the level of the articles
        return "Heading1"
    return STYLES_WORD[style]


def _announces(bloc: Bloc) -> bool:
    # What announces a list or a table stays with it.
    return bloc.style in (Style.PARAGRAPHE, Style.NUMERO, Style.PUCE) and bloc.texte.endswith(":")


def write_pied(pied: str, droite: int = LARGEUR, *, totale: bool = True) -> str:
    """Write a footer: a text, then the page at ``droite``, in twentieths of a point from the left margin.

    Not ``totale``: how many pages there are is not said, as LibreOffice cannot count those of a section.
    """
    tabulation = "" if droite == LARGEUR else _write_tabulation(droite)
    page, nombre = _write_champ("PAGE"), _write_champ("NUMPAGES")
    avant, entre = '<w:r><w:tab/><w:t xml:space="preserve">page </w:t></w:r>', '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'
    return write_cadre("ftr", "Footer", write_texte(pied) + avant + page + (entre + nombre if totale else ""), tabulation)


def _write_tabulation(droite: int) -> str:
    return f'<w:tabs><w:tab w:val="clear" w:pos="{LARGEUR}"/><w:tab w:val="right" w:pos="{droite}"/></w:tabs>'


def _write_champ(nom: str) -> str:
    return f'<w:fldSimple w:instr=" {nom} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _write_proprietes(titre: str, auteur: str, jour: date) -> str:
    auteur = escape(clean_signes(auteur))
    instant = f'xsi:type="dcterms:W3CDTF">{jour.isoformat()}T00:00:00Z'
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean_signes(titre))}</dc:title><dc:creator>{auteur}</dc:creator><dc:language>fr-FR</dc:language>"
        f"<cp:lastModifiedBy>{auteur}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f"<dcterms:created {instant}</dcterms:created><dcterms:modified {instant}</dcterms:modified></cp:coreProperties>"
    )
