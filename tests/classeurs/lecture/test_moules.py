"""Rows read by their moulds hold what their trees hold, and what the parser refuses is refused, whatever is written there."""

import io
import random
from dataclasses import asdict

import pytest

from dpid_xl.classeurs.lecture import feuille, moules
from dpid_xl.classeurs.lecture.bruts import Lexique
from dpid_xl.classeurs.lecture.feuille import read_feuille
from dpid_xl.classeurs.lecture.flux import list_morceaux

ENTETE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:x="urn:x"><dimension ref="A1:H99"/><sheetData>'
)
FIN = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
FORMULE = "IF(tblEcheancier[[#This Row],[Montant]]&gt;0,&quot;é&quot;&amp;tblAnnexe5[Opération],1)" * 3
LEXIQUE = Lexique(("Arras", "Lens", "x" * 300), frozenset({4}))
RANGS = 90


def _write_rang(rang, hasard):
    """Cells that are written in several ways: blank, text, day, number, formula that is empty, never calculated, or shared."""
    b = hasard.choice((f'<c r="B{rang}" s="3"/>', f'<c r="B{rang}" s="4"><v>{44743 + rang}</v></c>'))
    c = hasard.choice(("", f'<c r="C{rang}" t="s"><v>{hasard.randrange(3)}</v></c>', f'<c r="C{rang}" t="str"><v>Été &amp; €</v></c>'))
    d = hasard.choice((f't="str"><f>{FORMULE}</f><v></v>', f"><f>{FORMULE}</f><v>{rang}.5</v>", f't="str"><f>{FORMULE}</f><v>Œ {rang}</v>'))
    e = hasard.choice(('<f t="shared" si="0"/><v>3</v>', '<f ca="1">NOW()</f><v></v>', "<f>1</f>", f"<v>{'y' * 130}</v>"))
    fg = f'<c r="F{rang}" t="e"><v>#N/A</v></c><c r="G{rang}" t="b"><v>1</v></c>'
    attributs = hasard.choice(('ht="12" x:dy="0.25"', 'hidden="1"', 'ht="0"', 'ht="12" x:dy="0.25"'))
    return f'<row r="{rang}" {attributs}><c r="A{rang}" s="1"><v>{rang}</v></c>{b}{c}<c r="D{rang}" {d}</c><c r="E{rang}">{e}</c>{fg}</row>'


def _write(graine=0):
    hasard = random.Random(graine)  # noqa: S311 - the same rows each time
    partagee = '<row r="2"><c r="E2"><f t="shared" ref="E2:E99" si="0">SUM(A2,1)</f><v>3</v></c></row><row r="3" ht="5"/>'
    return ENTETE + (partagee + "".join(_write_rang(rang, hasard) for rang in range(4, 4 + RANGS))).encode() + FIN


def _read(contenu):
    """What a sheet holds, in its order; or that it is refused."""
    try:
        lue, cellules = read_feuille(io.BytesIO(contenu), LEXIQUE, 2_000)
    except Exception as refus:  # noqa: BLE001 - as ``ouverture``
        return "démesuré" if isinstance(refus, feuille.TropDeCellules) else "refusé"
    valeurs = [(rang, list(rangee.items())) for rang, rangee in lue.valeurs.items()]
    formules = [(rang, list(rangee.items())) for rang, rangee in lue.formules.items()]
    return cellules, valeurs, formules, asdict(lue) | {"valeurs": None, "formules": None}


def _read_arbres(contenu, monkeypatch):
    with monkeypatch.context() as sans:
        sans.setattr(moules.Moulage, "cut", lambda _moulage, fichier: list_morceaux(fichier))
        return _read(contenu)


@pytest.fixture
def recus(monkeypatch):
    """The rows that were read by their moulds."""
    recus = []
    recevoir = feuille._Lecteur.take_rang

    def take_rang(lecteur, rang, *reste, **masque):
        recu = recevoir(lecteur, rang, *reste, **masque)
        recus.extend([rang] * recu)
        return recu

    monkeypatch.setattr(feuille._Lecteur, "take_rang", take_rang)
    return recus


@pytest.mark.parametrize("tampon", [moules.TAMPON, 1_000])
def test_rows_written_as_others_are_read_the_same(monkeypatch, recus, tampon):
    monkeypatch.setattr(moules, "TAMPON", tampon)
    monkeypatch.setattr(moules, "MORCEAU", 500)
    assert _read(_write()) == _read_arbres(_write(), monkeypatch)
    assert len(recus) > RANGS / 4


MARQUES = [
    *(
        b"<!-- ",
        b" -->",
        b"<![CDATA[",
        b"]]>",
        b"<?a ?>",
        b"&amp;",
        b"&",
        b"&#0;",
        b"<",
        b">",
        b'"',
        b" ",
        b"\n",
        b"\0",
        b"\xff",
        b"\xef\xbf\xbf",
    ),
    *(b"</row>", b'<row r="50">', b"<row/>", b'<row r="30"/>', b"</sheetData>", b"<sheetData>", b"<v>", b"</v>", b"<v/>", b"</c>", b"<c>"),
    *(b'<c r="Z5"/>', b' xmlns="urn:x"', b' s="4"', b' t="s"', b' r="A9"', b"A", b"7", b"0", "é".encode(), b"<f>", b"</f>", b"<x:v>"),
    *(b'<row r="40"><c r="A40"><v>1</v></c></row>', b"<row><c><v>2</v></c></row>", b"\r\n", b"_x000D_", b"99999999"),
]


def _damage(contenu, hasard):
    """Put something in, or take something off, once or twice; more often near a tag."""
    octets = bytearray(contenu)
    for _ in range(hasard.choice((1, 1, 2))):
        place = hasard.randrange(len(octets))
        if hasard.random() < 0.7:
            place = max(octets.find(hasard.choice((b"<", b">", b'"')), place), 0) + hasard.randrange(2)
        octets[place : place + hasard.choice((0, 0, 0, 1, 4, 30))] = hasard.choice((b"", hasard.choice(MARQUES), hasard.choice(MARQUES)))
    return bytes(octets)


@pytest.mark.parametrize("graine", range(8))
def test_a_damaged_sheet_is_read_or_refused_the_same(monkeypatch, graine):
    monkeypatch.setattr(moules, "MORCEAU", 500)
    hasard = random.Random(graine)  # noqa: S311 - the same damage each time
    saine = _write(graine)
    for _ in range(40):
        abimee = _damage(saine, hasard)
        assert _read(abimee) == _read_arbres(abimee, monkeypatch), abimee


def test_the_limit_of_cells_holds(monkeypatch, recus):
    monkeypatch.setattr(moules, "MORCEAU", 500)
    longue = _write().replace(FIN, b"".join(_write_rang(rang, random.Random(1)).encode() for rang in range(100, 400)) + FIN)  # noqa: S311
    assert _read(longue) == "démesuré"
    assert recus
