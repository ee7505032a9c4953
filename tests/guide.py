"""The guide as one page that any browser opens, its pictures inside: ``python -m tests.guide`` makes it again from ``docs/guide.md``.

The wheel carries the page (``dpid_xl/guide.html``), not the text it comes from: an officer's computer has nothing that reads Markdown.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from markdown_it import MarkdownIt

RACINE = Path(__file__).parents[1]
SOURCE = RACINE / "docs" / "guide.md"
PAGE = RACINE / "dpid_xl" / "guide.html"
_IMAGE = re.compile(r'src="(images/[^"]+\.png)"')
_LIEN = re.compile(r'<a href="(?!https?:|#)[^"]*">(.*?)</a>')  # to a page that only the sources have
_DEBUT = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guide de l’agent – dpid_xl</title>
<style>
body { font: 16px/1.5 Arial, "Liberation Sans", sans-serif; color: #1f2933; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { color: #0b3a63; line-height: 1.25; } h2 { border-bottom: 1px solid #c9d6e3; margin-top: 2.5rem; }
img { display: block; max-width: 100%; margin: 1rem 0; border: 1px solid #c9d6e3; }
code { background: #eef3f8; padding: 0 .25em; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { border: 1px solid #c9d6e3; padding: .4em .6em; text-align: left; vertical-align: top; }
@media print { body { font-size: 11px; margin: 0; } h2 { break-after: avoid; } img { break-inside: avoid; max-height: 12cm; } }
</style>
</head>
<body>
"""


def make_page() -> str:
    """Return the page: the text of the guide, and its pictures where it shows them."""
    corps = MarkdownIt("commonmark").enable("table").render(SOURCE.read_text(encoding="utf-8"))
    return _DEBUT + _LIEN.sub(r"\1", _IMAGE.sub(_embed, corps)) + "</body>\n</html>\n"


def _embed(image: re.Match[str]) -> str:
    return f'src="data:image/png;base64,{base64.b64encode((SOURCE.parent / image[1]).read_bytes()).decode()}"'


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8", newline="\n")
