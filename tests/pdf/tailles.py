"""How small the text of a PDF is, page by page: what a spreadsheet reduced to fit its page is told from."""

import pypdfium2
from pypdfium2 import raw


def measure_tailles(contenu: bytes) -> list[float]:
    """Return the size of the smallest text of each page, in points; that of an empty page is infinite."""
    document = pypdfium2.PdfDocument(contenu)
    try:
        return [min(_list_tailles(page.get_textpage()), default=float("inf")) for page in document]
    finally:
        document.close()


def _list_tailles(texte: pypdfium2.PdfTextPage) -> list[float]:
    rangs = [rang for rang in range(texte.count_chars()) if not chr(raw.FPDFText_GetUnicode(texte.raw, rang)).isspace()]
    return [raw.FPDFText_GetFontSize(texte.raw, rang) for rang in rangs]
