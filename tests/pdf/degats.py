"""A sound PDF damaged in one property at a time: the proof that each rule can fail, ours and those that we leave to veraPDF.

A name of « DEGATS » is that of the rule which must see the damage, with « , » and a word where a rule has several ways to fail.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import partial, reduce
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

Degat = Callable[[bytes], bytes]
LZW = bytes.fromhex("800b6050220c0c8501")  # the example of ISO 32000-1, 7.4.4.2
# What else is wrong then: a heading is no longer what the bookmarks say.
LIES = {"headings_are_read": {"bookmarks_are_the_headings"}}


def resave(contenu: bytes, changer: Callable[[Pdf], object] = lambda _: None, **options: Any) -> bytes:
    """Write a PDF again, changed; its streams stay as they are."""
    with Pdf.open(io.BytesIO(contenu)) as pdf:
        changer(pdf)
        sortie = io.BytesIO()
        intacts = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False, "fix_metadata_version": False}
        pdf.save(sortie, **intacts | options)
    return sortie.getvalue()


def change(changer: Callable[[Pdf], object]) -> Degat:
    """Make a damage of what changes the objects."""
    return partial(resave, changer=changer)


def both(*degats: Degat) -> Degat:
    """Do one damage after another."""
    return lambda contenu: reduce(lambda abime, degat: degat(abime), degats, contenu)


def substitute(motif: bytes, par: bytes) -> Degat:
    """Change the bytes of the file."""
    return lambda contenu: _substitute(motif, par, contenu)


def in_xmp(motif: str, par: str) -> Degat:
    return change(lambda pdf: _rewrite(pdf.Root.Metadata, motif.encode(), par.encode()))


def in_page(motif: bytes, par: bytes) -> Degat:
    """Change what the first page draws."""
    return change(lambda pdf: _rewrite(pdf.pages[0].Contents, motif, par))


def draw(operateurs: bytes) -> Degat:
    """Draw something more on the first page."""
    return in_page(rb"\Z", b"\n" + operateurs)


def in_element(type_: str, **valeurs: Any) -> Degat:
    """Change keys of the first structure element of a type; None takes a key away."""
    return change(lambda pdf: _set(next(_list_elements(pdf, type_)), valeurs))


def in_racine(**valeurs: Any) -> Degat:
    return change(lambda pdf: _set(pdf.Root, valeurs))


def in_metadata(**valeurs: Any) -> Degat:
    return change(lambda pdf: _set(pdf.Root.Metadata, valeurs))


def in_page_object(**valeurs: Any) -> Degat:
    return change(lambda pdf: _set(pdf.pages[0].obj, valeurs))


def in_attribut(type_: str, rang: int, **valeurs: Any) -> Degat:
    """Change the table attributes of a cell: the one of this rank among those of its type."""
    return change(lambda pdf: _set(list(_list_elements(pdf, type_))[rang].A[0], valeurs))


def in_police(**valeurs: Any) -> Degat:
    return change(lambda pdf: _set(_get_police(pdf), valeurs))


def in_tounicode(motif: bytes, par: bytes) -> Degat:
    """Change what the codes of the font that has « Œ » mean."""
    return change(lambda pdf: _rewrite(_get_police(pdf).ToUnicode, motif, par))


def with_etat(**valeurs: Any) -> Degat:
    """Give the first page a graphics state."""
    return change(lambda pdf: _set(pdf.pages[0].Resources, {"ExtGState": Dictionary(e=Dictionary(**valeurs))}))


def with_objet(fabriquer: Callable[[Pdf], Any]) -> Degat:
    """Add an object of no use to the file."""
    return change(lambda pdf: _set(pdf.Root, {"Essai": fabriquer(pdf)}))


def annotate(tag: str = "/Annot", **valeurs: Any) -> Degat:
    """Add an annotation, sound but for these keys."""

    def changer(pdf: Pdf) -> None:
        note = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), F=4, Contents=String("Une note"), StructParent=99)
        )
        note.AP = Dictionary(N=pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])))
        _set(note, valeurs)
        if note.Subtype == Name.Widget:
            pdf.Root.AcroForm.Fields.append(note)  # beside the signatures
        pdf.pages[0].Annots = Array([note])
        element = _add_element(pdf, tag, Dictionary(Type=Name.OBJR, Obj=note, Pg=pdf.pages[0].obj), parent=_add_element(pdf, "/P"))
        pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)[99] = element

    return change(changer)


def add_element(type_: str, **valeurs: Any) -> Degat:
    """Add an empty element at the end of the document."""
    return change(lambda pdf: _set(_add_element(pdf, type_), valeurs))


def _substitute(motif: bytes, par: bytes, octets: bytes) -> bytes:
    resultat, fois = re.subn(motif, lambda trouve: trouve.expand(par), octets, count=1, flags=re.DOTALL)
    assert fois, motif
    return resultat


def _rewrite(flux: Object, motif: bytes, par: bytes) -> None:
    flux.write(_substitute(motif, par, flux.read_bytes()))


def _set(objet: Object, valeurs: dict[str, Any]) -> None:
    for cle, valeur in valeurs.items():
        if valeur is None:
            del objet[f"/{cle}"]
        else:
            objet[f"/{cle}"] = valeur


def _list_elements(pdf: Pdf, type_: str) -> Iterator[Object]:
    def walk(element: Any) -> Iterator[Object]:
        if isinstance(element, Array):
            for enfant in element:
                yield from walk(enfant)
        elif isinstance(element, Dictionary):
            if element.get("/S") == Name(type_):
                yield element
            yield from walk(element.get("/K"))

    return walk(pdf.Root.StructTreeRoot.K)


def _add_element(pdf: Pdf, type_: str, *contenus: Any, parent: Object | None = None) -> Object:
    dessus = next(_list_elements(pdf, "/Document")) if parent is None else parent
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(type_), P=dessus, K=Array(contenus)))
    dessus.K.append(element)
    return element


def _get_police(pdf: Pdf) -> Object:
    polices = (police for page in pdf.pages for police in page.Resources.Font.values())
    return next(police for police in polices if b"<0152>" in police.ToUnicode.read_bytes())


def _get_image(pdf: Pdf) -> Object:
    return next(iter(pdf.pages[0].Resources.XObject.values()))


def _get_profil(pdf: Pdf, composantes: int) -> Object:
    espaces = pdf.pages[0].Resources.ColorSpace.values()
    return next(espace[1] for espace in espaces if composantes == espace[1].N)


def _filter_xmp(contenu: bytes) -> bytes:
    # By hand, since pikepdf always writes XMP in clear: what the dictionary gains, the packet loses, so that nothing else moves.
    longueur, dictionnaire, paquet = re.search(
        rb"/Length (\d+)([^>]*>>\s*stream\n)(<\?xpacket.*?end=\"r\"\?>)", contenu, re.DOTALL
    ).groups()
    court = paquet.replace(b' x:xmptk="xmp-writer"', b"")
    gagne = len(paquet) - len(court)
    avant = b"/Length %s%s%s" % (longueur, dictionnaire, paquet)
    apres = b"/Length %d%s%s%s" % (int(longueur) - gagne, b"/Filter[]".ljust(gagne), dictionnaire, court)
    return contenu.replace(avant, apres)


def _forget_title(pdf: Pdf) -> None:
    _rewrite(pdf.Root.Metadata, rb"(<dc:title><rdf:Alt><rdf:li[^>]*>)[^<]*", rb"\1")
    del pdf.trailer.Info["/Title"]


def _break_output_profile(motif: bytes, par: bytes, pdf: Pdf) -> None:
    profil = pdf.Root.OutputIntents[0].DestOutputProfile
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(_substitute(motif, par, profil.read_bytes()), N=profil.N)


def _draw_no_glyph(pdf: Pdf) -> None:
    for police in pdf.pages[0].Resources.Font.values():
        _rewrite(police.ToUnicode, rb"endbfchar", rb"endbfchar 1 beginbfchar <0000> <0041> endbfchar")
    _rewrite(pdf.pages[0].Contents, rb"BT 0 Tr(.*?)\[\(", rb"BT 0 Tr\1[(\\000\\000")


def _lose_a_program(pdf: Pdf) -> None:
    _set(_get_police(pdf).DescendantFonts[0].FontDescriptor, {"FontFile2": None, "CIDSet": None})


def _name_a_program(pdf: Pdf) -> None:
    descripteur = _get_police(pdf).DescendantFonts[0].FontDescriptor
    descripteur.FontFile3 = descripteur.FontFile2
    descripteur.FontFile3.Subtype = Name.Inconnu
    del descripteur.FontFile2


def _add_second_root(pdf: Pdf) -> None:
    racine = pdf.Root.StructTreeRoot
    seconde = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=racine))
    racine.K = Array([*(racine.K if isinstance(racine.K, Array) else [racine.K]), seconde])


def _forget_content(pdf: Pdf) -> None:
    del next(_list_elements(pdf, "/P")).K[0]


def _move_content(depuis: str, vers: str, pdf: Pdf) -> None:
    # The first marked content of an element to another one, which the parent tree then names.
    element, autre = next(_list_elements(pdf, depuis)), next(_list_elements(pdf, vers))
    mcid, page = int(element.K[0]), element.Pg
    del element.K[0]
    autre.K.append(Dictionary(Type=Name.MCR, Pg=page, MCID=mcid))
    pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)[int(page.StructParents)][mcid] = autre


def _add_form(pdf: Pdf) -> None:
    pdf.pages[0].Resources.XObject.Forme = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))


def _mix_up_parent_tree(pdf: Pdf) -> None:
    arbre = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    arbre[0][0] = next(_list_elements(pdf, "/Document"))


def _number_pages_apart(pdf: Pdf) -> None:
    premiere, seconde = (page.Contents.read_bytes() for page in pdf.pages[:2])
    pied = re.compile(rb"/Artifact(?:(?!/Artifact).)*\Z", re.DOTALL)
    pdf.pages[0].Contents.write(pied.sub(lambda _: pied.search(seconde)[0], premiere))


DEGATS: dict[str, Degat] = {
    # the file
    "no_programs, by name": in_racine(Names=Dictionary(JavaScript=Dictionary(Names=Array([])))),
    "no_embedded_files": in_racine(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
    # what it says of itself
    "xmp_packet, filter": _filter_xmp,
    "title_is_told": change(_forget_title),
    "info_agrees": change(lambda pdf: _set(pdf.trailer.Info, {"Title": String("Autre")})),
    "info_agrees, date": change(lambda pdf: _set(pdf.trailer.Info, {"ModDate": String("D:20220928000000Z")})),
    "who_and_what": in_xmp("<dc:language>.*</dc:language>", ""),
    "in_french": in_racine(Lang=String("en")),
    "output_intent": in_racine(OutputIntents=None),
    "output_intent, colours": change(partial(_break_output_profile, b"RGB ", b"CMYK")),
    # what it draws
    "resources_at_hand": draw(b"/absent gs"),
    "nested_states, open": draw(b"q"),
    "nested_states, marked": draw(b"EMC"),
    "colour_profiles": change(lambda pdf: _rewrite(_get_profil(pdf, 1), b"acsp", b"ABCD")),
    "only_images_are_called": change(_add_form),
    "only_images_are_called, pattern": change(lambda pdf: _set(pdf.pages[0].Resources, {"Pattern": Dictionary(p=Dictionary())})),
    "nothing_transparent": with_etat(ca=0.5),
    "nothing_transparent, image": change(lambda pdf: _set(_get_image(pdf), {"SMask": Dictionary()})),
    "font_types, name": in_police(BaseFont=None),
    # its tags
    "structure_tree": change(_add_second_root),
    "parents": change(lambda pdf: _set(next(_list_elements(pdf, "/P")), {"P": pdf.Root.StructTreeRoot})),
    "marked_content_is_reached": change(_forget_content),
    "parent_tree": change(_mix_up_parent_tree),
    "headings_are_read": add_element("/H1"),
    "elements_in_their_place, text": change(partial(_move_content, "/TD", "/TR")),
    "table_headers": in_attribut("/TH", 0, Scope=None),
    "table_headers, unknown": in_attribut("/TD", 0, Headers=Array([String("inconnu")])),
    "table_headers, none": in_attribut("/TD", 0, Headers=Array([])),
    "texts_are_paragraphs": in_element("/P", S=Name.Span),
    "texts_are_paragraphs, loose": change(partial(_move_content, "/P", "/Document")),
    "tab_order": in_page_object(Tabs=None),
    "bookmarks_are_the_headings": change(lambda pdf: _set(pdf.Root.Outlines.First, {"Title": String("Autre")})),
    "bookmarks_are_the_headings, none": in_racine(Outlines=None),
    "bookmarks_are_the_headings, elsewhere": change(
        lambda pdf: _set(pdf.Root.Outlines.First, {"Dest": Array([pdf.pages[1].obj, Name.Fit])})
    ),
    "pages_are_numbered": change(_number_pages_apart),
}

# What veraPDF must see, and the rule that it then names: the standard, the clause, the number of the test.
JUGES: dict[str, tuple[str, Degat]] = {
    # the file
    "file_header": ("2a 6.1.2-1", substitute(rb"\A%PDF-1\.7", rb"%PDF-2.0")),
    "binary_comment": ("2a 6.1.2-2", substitute(rb"\A([^\n]*\n%)[^\n]{4}", rb"\1abcd")),
    "file_identifier": ("2a 6.1.3-1", substitute(rb"\A(.*)/ID\[\(", rb"\1/IX[(")),
    "no_encryption": ("2a 6.1.3-2", partial(resave, encryption=pikepdf.Encryption(owner="o", metadata=False), stream_decode_level=None)),
    "nothing_after_the_end": ("2a 6.1.3-3", substitute(rb"\Z", rb"\nsuite")),
    "sound_syntax, length": ("2a 6.1.7.1-1", substitute(rb"/Length \d\d", rb"/Length 99")),
    "sound_syntax, references": ("2a illisible", substitute(rb"\n00000000\d\d 00000 n", rb"\n0000000099 00000 n")),
    "streams_inside_the_file": ("2a 6.1.7.1-3", with_objet(lambda pdf: pdf.make_stream(b"x", F=String("ailleurs.bin")))),
    "stream_filters": ("2a 6.1.7.2-1", with_objet(lambda pdf: Stream(pdf, LZW, Filter=Name.LZWDecode))),
    "limits_of_values, number": ("2a 6.1.13-1", in_racine(Essai=2**31)),
    "limits_of_values, string": ("2a 6.1.13-3", in_racine(Essai=String("a" * 32768))),
    "limits_of_values, name": ("2a 6.1.13-4", in_racine(Essai=Name("/" + "a" * 128))),
    "limits_of_pages": ("2a 6.1.13-11", in_page_object(MediaBox=Array([0, 0, 595, 14401]))),
    "annotation_types": ("2a 6.3.1-1", annotate(Subtype=Name.Movie)),
    "annotations_are_printed": ("2a 6.3.2-2", annotate(F=0)),
    "annotations_are_printed, hidden": ("2a 6.3.2-2", annotate(F=4 | 2)),
    "annotations_have_an_appearance": ("2a 6.3.3-1", annotate(AP=None)),
    "forms_are_static": ("2a 6.4.2-1", change(lambda pdf: _set(pdf.Root.AcroForm, {"XFA": String("x")}))),
    "forms_are_static, to be drawn": ("2a 6.4.1-3", change(lambda pdf: _set(pdf.Root.AcroForm, {"NeedAppearances": True}))),
    "forms_are_static, action": (
        "2a 6.4.1-1",
        annotate("/Form", Subtype=Name.Widget, A=Dictionary(S=Name.URI, URI=String("https://exemple.fr"))),
    ),
    "no_programs": ("2a 6.5.1-1", in_racine(OpenAction=Dictionary(S=Name.JavaScript, JS=String("x")))),
    "no_programs, of the reader": ("2a 6.5.1-2", in_racine(OpenAction=Dictionary(S=Name.Named, N=Name.Print))),
    "no_triggers": ("2a 6.5.2-1", in_racine(AA=Dictionary())),
    "no_triggers, names": ("2a 6.10-1", in_racine(Names=Dictionary(AlternatePresentations=Dictionary()))),
    "no_triggers, page": ("2a 6.10-2", in_page_object(PresSteps=Dictionary())),
    "optional_content": ("2a 6.9-1", in_racine(OCProperties=Dictionary(OCGs=Array([]), D=Dictionary()))),
    "optional_content, by itself": (
        "2a 6.9-4",
        in_racine(OCProperties=Dictionary(OCGs=Array([]), D=Dictionary(Name=String("n"), AS=Array([])))),
    ),
    # what it says of itself
    "xmp_packet": ("2a 6.6.2.1-1", in_metadata(Subtype=Name.Texte)),
    "xmp_packet, broken": ("2a 6.6.2.1-4", in_xmp("</rdf:RDF>", "")),
    "xmp_packet, none": ("2a 6.6.2.1-1", in_racine(Metadata=None)),
    "xmp_packet, header": ("2a 6.6.2.1-2", in_xmp(r" id=", ' bytes="5141" id=')),
    "xmp_properties": ("2a 6.6.2.3.1-1", in_xmp("<pdfaid:part>", '<n:x xmlns:n="http://exemple.fr/">1</n:x><pdfaid:part>')),
    "pdfa_identification": ("2a 6.6.4-3", in_xmp("<pdfaid:conformance>A", "<pdfaid:conformance>B")),
    "pdfua_identification": ("ua1 5-2", in_xmp("<pdfuaid:part>1", "<pdfuaid:part>2")),
    "title_is_shown": ("ua1 7.1-10", in_racine(ViewerPreferences=Dictionary(DisplayDocTitle=False))),
    "languages": ("2a 6.7.4-1", in_element("/P", Lang=String("en français"))),
    "languages, of a text": ("2a 6.7.4-1", in_page(rb"/Span<<", rb"/Span<</Lang(en_francais)")),
    "output_intent, profile": ("2a 6.2.3-1", change(partial(_break_output_profile, b"mntr", b"link"))),
    # what it draws
    "known_operators": ("2a 6.2.2-1", draw(b"zz")),
    "nested_states": ("2a 6.1.13-8", draw(b"q " * 29 + b"Q " * 29)),
    "device_colours": ("2a 6.2.4.3-3", draw(b"0 0 0 1 k")),
    "device_colours, space": ("2a 6.2.4.3-3", draw(b"/DeviceCMYK cs")),
    "graphics_states": ("2a 6.2.5-1", both(with_etat(TR=Name.Identity), draw(b"/e gs"))),
    "graphics_states, second": ("2a 6.2.5-2", both(with_etat(TR2=Name.Identity), draw(b"/e gs"))),
    "rendering_intents": ("2a 6.2.6-1", draw(b"/Inconnu ri")),
    "images": ("2a 6.2.8-3", change(lambda pdf: _set(_get_image(pdf), {"Interpolate": True}))),
    "blend_modes": ("2a 6.2.10-1", both(with_etat(BM=Name.Inconnu), draw(b"/e gs"))),
    "font_types": (
        "2a 6.2.11.2-7",
        change(_name_a_program),
    ),
    "embedded_fonts": ("2a 6.2.11.4.1-1", change(_lose_a_program)),
    "composite_fonts": ("2a 6.2.11.3.1-1", in_police(Encoding=Name.Autre)),
    "composite_fonts, glyphs": (
        "2a 6.2.11.3.2-1",
        change(lambda pdf: _set(_get_police(pdf).DescendantFonts[0], {"CIDToGIDMap": None})),
    ),
    "glyph_lists": ("2a 6.2.11.4.2-2", change(lambda pdf: _get_police(pdf).DescendantFonts[0].FontDescriptor.CIDSet.write(b"\x80"))),
    "glyphs_exist": ("2a 6.2.11.8-1", change(_draw_no_glyph)),
    "codes_have_a_meaning": ("2a 6.2.11.7.2-2", in_tounicode(b"<0152>", b"<0000>")),
    "private_characters": ("2a 6.2.11.7.3-1", in_tounicode(b"<0152>", b"<E000>")),
    # its tags
    "marked": ("2a 6.7.2.2-1", in_racine(MarkInfo=Dictionary(Marked=False))),
    "marked, in doubt": ("ua1 7.1-4", in_racine(MarkInfo=Dictionary(Marked=True, Suspects=True))),
    "standard_types": ("2a 6.7.3.4-1", in_element("/P", S=Name.Inconnu)),
    "standard_types, changed": ("ua1 7.1-7", change(lambda pdf: _set(pdf.Root.StructTreeRoot.RoleMap, {"P": Name.Span}))),
    "standard_types, in circles": (
        "ua1 7.1-6",
        both(change(lambda pdf: _set(pdf.Root.StructTreeRoot.RoleMap, {"Un": Name.Deux, "Deux": Name.Un})), in_element("/P", S=Name.Un)),
    ),
    "everything_is_tagged": ("ua1 7.1-3", draw(b"0 0 m 1 1 l S")),
    "everything_is_tagged, twice": ("ua1 7.1-2", in_page(rb"(/Span<</MCID 0>>BDC.*?EMC)", rb"/Artifact BMC \1 EMC")),
    "parent_tree, lost": ("ua1 7.1-3", change(lambda pdf: _set(pdf.Root.StructTreeRoot, {"ParentTree": None}))),
    "parent_tree, annotation": ("ua1 7.18.1-1", annotate(StructParent=98)),
    "heading_levels": ("ua1 7.4.2-1", in_element("/H2", S=Name.H3)),
    "numbered_headings": ("ua1 7.4.4-3", in_element("/P", S=Name.H)),
    "figures_are_described": ("ua1 7.3-1", in_element("/P", S=Name.Figure)),
    "elements_in_their_place": ("ua1 7.2-20", in_element("/LBody", S=Name.P)),
    "elements_in_their_place, row": ("ua1 7.2-10", in_element("/TD", S=Name.P)),
    "table_parts": ("ua1 7.2-13", in_element("/TBody", S=Name.TFoot)),
    "captions": ("ua1 7.2-40", change(lambda pdf: _add_element(pdf, "/Caption", parent=next(_list_elements(pdf, "/L"))))),
    "table_grid": ("ua1 7.2-43", in_attribut("/TD", 8, ColSpan=2)),
    "table_grid, over another": ("ua1 7.2-42", in_attribut("/TD", 0, RowSpan=2)),
    "notes_are_found": ("ua1 7.9-1", in_element("/P", S=Name.Note)),
    "annotations_are_tagged": ("ua1 7.18.1-2", annotate(Contents=None)),
    "annotations_are_tagged, link": ("ua1 7.18.5-1", annotate(Subtype=Name.Link)),
}

# What a document may have one day without breaking any rule.
SAINS: dict[str, Degat] = {
    "nothing": resave,
    "a note": annotate(),
    "a caption": change(lambda pdf: _add_element(pdf, "/Caption", parent=next(_list_elements(pdf, "/Table")))),
}
