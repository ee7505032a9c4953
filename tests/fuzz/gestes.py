"""How a file is damaged: its bytes, the parts of its package, the XML of a part, the words of a text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from dpid_xl.classeurs.paquet import list_parties, zip_parties

Parties = dict[str, bytes]
VALEURS = (
    *("", "0", "-1", "1", "2014", "44743", "99999999999", "1e309", "NaN", "-0.0", "1.234", "12 220,00 €", "true", "#REF!", "=1+1", "＝1+1"),
    *(
        "01/07/2022",
        "2022/07/01",
        "1er juillet 2022",
        "31/02/2022",
        "T1\u201101",
        "T1-01\u200b",
        "PAGE\u202e",
        "\uf0b7",
        "\U0001f642",
        "e\u0301",
    ),
    *(
        "x" * 40_000,
        "é " * 20_000,
        "a\nb\r\n\tc",
        "\ufeff",
        "\x7f",
        "«structure»",
        "{{ montant }}",
        "{% if montant %}",
        "{% endfor %}",
        "}}",
    ),
    *("../../x", "A1:XFD1048576", "ZZZZ1", "A0", "rId999", "1.10", "W9P1002760", "FR7630006000011234567890189", "[", "\\", "''", '"'),
)
ENCODAGES = ("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32", "utf-7")
DTD = b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/hostname">]>'
_TEXTE = re.compile(rb">([^<>]{1,200})<")
_ATTRIBUT = re.compile(rb'\s[\w:]+="([^"<>]{0,200})"')
_ELEMENT = re.compile(rb"<([\w:]+)\b[^<>]*?(?:/>|>[^<>]*</\1>)")


def damage_octets(octets: bytes, hasard: Random) -> tuple[bytes, str]:
    """Flip, cut, repeat or put in bytes."""
    place = hasard.randrange(len(octets) or 1)
    longueur = hasard.choice((1, 2, 8, 100, 4000))
    geste = hasard.choice(("inversés", "coupés", "répétés", "mis"))
    autre = {
        "inversés": bytes(octet ^ hasard.randrange(1, 256) for octet in octets[place : place + longueur]),
        "coupés": b"" if hasard.random() < 0.7 else None,
        "répétés": octets[place : place + longueur] * 2,
        "mis": hasard.randbytes(longueur) + octets[place : place + longueur],
    }[geste]
    suite = b"" if autre is None else autre + octets[place + longueur :]
    return octets[:place] + suite, f"{longueur} octets {geste} en {place}"


def damage_texte(octets: bytes, hasard: Random) -> tuple[bytes, str]:
    """Exchange, repeat or take out words and lines; write the whole in another encoding."""
    texte = octets.decode("utf-8", "replace")
    mots = re.split(r"(\W)", texte)
    geste = hasard.choice(("mot", "mot", "mot", "ligne répétée", "ligne ôtée", "encodage", "imbrication"))
    if geste == "mot":
        mots[hasard.randrange(len(mots))] = hasard.choice(VALEURS)
        return "".join(mots).encode("utf-8", "replace"), geste
    if geste == "encodage":
        encodage = hasard.choice(ENCODAGES)
        return texte.encode(encodage, "replace"), f"encodage {encodage}"
    if geste == "imbrication":
        signe = hasard.choice(("[", "{", "(", '"', "'", "a."))
        place = hasard.randrange(len(texte) or 1)
        return (texte[:place] + signe * hasard.choice((1, 100, 20_000)) + texte[place:]).encode(), f"{geste} de {signe}"
    lignes = texte.split("\n")
    place = hasard.randrange(len(lignes))
    lignes[place : place + 1] = [lignes[place]] * (hasard.choice((2, 3000)) if geste == "ligne répétée" else 0)
    return "\n".join(lignes).encode("utf-8", "replace"), geste


def damage_paquet(octets: bytes, hasard: Random) -> tuple[bytes, str]:
    """Change the parts of a package, or their XML; now and then its bytes."""
    if hasard.random() < 0.1:
        return damage_octets(octets, hasard)
    try:
        parties = list_parties(octets)
        nom = hasard.choice(list(parties))
    except Exception:  # noqa: BLE001 (bytes that are no package any more raise anything)
        return damage_octets(octets, hasard)
    geste = hasard.choice(_GESTES)
    change = geste(parties, nom, hasard)
    if change is None:
        return octets, "rien"
    if isinstance(change, bytes):
        return change, f"{geste.__name__} {nom}"
    return zip_parties(change), f"{geste.__name__} {nom}"


def rename(parties: Parties, nom: str, hasard: Random) -> Parties:
    """Write the name of a part, or of all, in another way."""
    change = hasard.choice(
        (str.upper, str.lower, lambda n: n.replace("/", "\\"), "/{}".format, "../{}".format, lambda n: n.replace(".", "2."))
    )
    tous = hasard.random() < 0.5
    return {change(n) if tous or n == nom else n: contenu for n, contenu in parties.items()}


def drop(parties: Parties, nom: str, _hasard: Random) -> Parties:
    """Take a part out."""
    return {n: contenu for n, contenu in parties.items() if n != nom}


def exchange(parties: Parties, nom: str, hasard: Random) -> Parties:
    """Put the content of another part in a part."""
    return parties | {nom: parties[hasard.choice(list(parties))]}


def double(parties: Parties, nom: str, hasard: Random) -> bytes:
    """Put a second part of the same name."""
    tampon = io.BytesIO(zip_parties(parties))
    with zipfile.ZipFile(tampon, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(nom.upper(), parties[hasard.choice(list(parties))])
    return tampon.getvalue()


def recode(parties: Parties, nom: str, hasard: Random) -> Parties:
    """Write the XML of a part in another encoding, said or not."""
    encodage = hasard.choice(ENCODAGES)
    texte = parties[nom].decode("utf-8", "replace")
    if hasard.random() < 0.5:
        texte = texte.replace("UTF-8", encodage, 1)
    return parties | {nom: texte.encode(encodage, "replace")}


def add_dtd(parties: Parties, nom: str, hasard: Random) -> Parties:
    """Put a DTD in a part, and perhaps one of its entities."""
    debut, fin, corps = parties[nom].rpartition(b"?>") if parties[nom].startswith(b"<?xml") else (b"", b"", parties[nom])
    corps = _TEXTE.sub(b">&b;<", corps, count=1) if hasard.random() < 0.5 else corps
    return parties | {nom: debut + fin + DTD + corps}


def type_texte(parties: Parties, nom: str, hasard: Random) -> Parties | None:
    """Write something else between two tags."""
    return _put(parties, nom, hasard, _TEXTE)


def type_attribut(parties: Parties, nom: str, hasard: Random) -> Parties | None:
    """Write something else in an attribute."""
    return _put(parties, nom, hasard, _ATTRIBUT)


def repeat(parties: Parties, nom: str, hasard: Random) -> Parties | None:
    """Repeat an element, take it out, or put it in itself."""
    trouves = list(_ELEMENT.finditer(parties[nom]))
    if not trouves:
        return None
    trouve = hasard.choice(trouves)
    autre = hasard.choice((b"", trouve[0] * 2, trouve[0] * 500, b"<a>" * 2000 + trouve[0] + b"</a>" * 2000))
    return parties | {nom: parties[nom][: trouve.start()] + autre + parties[nom][trouve.end() :]}


def _put(parties: Parties, nom: str, hasard: Random, motif: re.Pattern[bytes]) -> Parties | None:
    trouves = list(motif.finditer(parties[nom]))
    if not trouves:
        return None
    trouve = hasard.choice(trouves)
    valeur = hasard.choice(VALEURS).encode("utf-8", "replace").replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b'"', b"&quot;")
    return parties | {nom: parties[nom][: trouve.start(1)] + valeur + parties[nom][trouve.end(1) :]}


Geste = Callable[[Parties, str, Random], Parties | bytes | None]
_GESTES: tuple[Geste, ...] = (rename, drop, exchange, double, recode, add_dtd, *[type_texte] * 5, *[type_attribut] * 5, *[repeat] * 3)
