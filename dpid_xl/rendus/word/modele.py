"""Conventions from the officer's own Word model: prepared once, then filled for each structure.

Everything of the model that is no field stays as it is, byte for byte where the part holds none. A document that must not be
signed yet says PROJET at the head of every page, in the model's own headers or in one that is added.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Template
from lxml import etree

from dpid_xl.classeurs.paquet import DOS, TYPES, name_relations, zip_parties
from dpid_xl.documents.document import A_COMPLETER, Convention
from dpid_xl.modele import Dossier
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.rendus.word.balises import W, convert_partie, end_conteneurs, write_jinja
from dpid_xl.rendus.word.champs import make_valeurs
from dpid_xl.rendus.word.gabarit import ALERTE, ESPACES, MENTION
from dpid_xl.rendus.word.grammaire import Grammaire, make_environnement
from dpid_xl.rendus.word.recu import (
    ESPACE_TYPES,
    LIEUX,
    WORD,
    ModeleIllisible,
    ModeleRecu,
    parse_partie,
    read_modele,
)

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENTETE_AJOUTE, _LIEN = "entete_projet.xml", "rIdEnteteProjet"
_PROJET = "document_projet"  # the only name of the source that an officer cannot write
_REGLAGES = WORD + "settings+xml"
_DATES = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")


class ModeleRefuse(Refus):
    """A model whose fields cannot be filled; its text is one French sentence per finding, one per line."""

    code = BLOQUE


@dataclass(frozen=True, slots=True)
class ModeleRempli:
    """A document made from a model; ``projet`` when something is still missing, for the convention or for the model itself."""

    parties: Mapping[str, bytes]
    projet: bool

    def write(self, jour: date) -> bytes:
        """Return the file; the same model, convention and day give the same bytes."""
        parties = {nom: _date(contenu, jour) if nom.endswith("core.xml") else contenu for nom, contenu in self.parties.items()}
        return zip_parties(parties, DOS)


@dataclass(frozen=True, slots=True)
class ModeleWord:
    """A model ready to be filled: its parts as they are, those to fill as templates, those of the added header."""

    parties: Mapping[str, bytes]
    sources: Mapping[str, Template]
    parties_projet: Mapping[str, bytes]

    def fill(self, dossier: Dossier, convention: Convention) -> ModeleRempli:
        """Fill the model for one convention."""
        valeurs = make_valeurs(dossier, convention)
        remplies = self._fill(valeurs, projet=convention.projet)
        projet = convention.projet or any(A_COMPLETER.encode() in contenu for contenu in remplies.values())
        if projet != convention.projet:  # the model asks for more than the convention type
            remplies = self._fill(valeurs, projet=projet)
        return ModeleRempli({**self.parties, **(self.parties_projet if projet else {}), **remplies}, projet)

    def _fill(self, valeurs: Mapping[str, Any], *, projet: bool) -> dict[str, bytes]:
        remplies = {}
        for nom, source in self.sources.items():
            racine = etree.fromstring(source.render(valeurs, **{_PROJET: projet}))
            end_conteneurs(racine)
            remplies[nom] = _write_xml(racine)
        return remplies


def load_modele_word(chemin: Path) -> ModeleWord:
    """Read and prepare a model; raises ModeleIllisible (no sound .docx) or ModeleRefuse (a field that cannot be filled)."""
    paquet = read_modele(chemin)
    racines = {nom: parse_partie(paquet.nom, nom, paquet.parties[nom]) for nom, genre in paquet.genres.items() if genre in LIEUX}
    _check_corps(paquet.nom, racines[paquet.corps])
    sources, refus, nombre = {}, [], 0
    for nom, racine in racines.items():
        grammaire = Grammaire(paquet.nom)
        convert_partie(racine, LIEUX[paquet.genres[nom]], grammaire)
        _add_mention(racine)
        sources[nom] = write_jinja(racine, grammaire)
        refus += grammaire.refus
        nombre += grammaire.nombre
    if not refus and not nombre:
        refus = [f"Modèle « {paquet.nom} » : il ne contient aucun champ ; écrivez par exemple « structure » à la place du nom."]
    if refus:
        raise ModeleRefuse("\n".join(dict.fromkeys(refus)))
    environnement = make_environnement()
    return ModeleWord(
        parties={nom: _detach(paquet, nom) for nom in paquet.parties},
        sources={nom: environnement.from_string(source) for nom, source in sources.items()},
        parties_projet=_make_parties_projet(paquet),
    )


def _check_corps(nom: str, racine: Any) -> None:
    if racine.tag != W + "document":  # the same names in another namespace
        raise ModeleIllisible(
            f"Le modèle « {nom} » est au format « Open XML Strict » : "
            "dans Word, enregistrez-le sous « Document Word (.docx) », puis recommencez."
        )
    if racine.find(W + "body") is None:
        raise ModeleIllisible(f"Le modèle « {nom} » est abîmé (il n'a pas de texte) : ouvrez-le dans Word et enregistrez-le à nouveau.")


def _add_mention(racine: Any) -> None:
    """Put PROJET, under condition, at the head of a header, or name in the body the headers that its first section lacks."""
    if racine.tag == W + "hdr":
        racine.insert(0, _make_mention())
        _set_condition(racine, 1)
    if racine.tag != W + "document":
        return
    section = next(racine.iter(W + "sectPr"), None)
    if section is None:
        section = etree.SubElement(racine.find(W + "body"), W + "sectPr")
    presents = {reference.get(W + "type") for reference in section.iterchildren(W + "headerReference")}
    absents = [genre for genre in ("default", "first", "even") if genre not in presents]
    for genre in absents:
        section.insert(0, section.makeelement(W + "headerReference", {W + "type": genre, f"{{{_R}}}id": _LIEN}, nsmap={"r": _R}))
    if absents:
        _set_condition(section, len(absents))


def _set_condition(parent: Any, nombre: int) -> None:
    parent.text = f"{{% if {_PROJET} %}}"
    parent[nombre - 1].tail = "{% endif %}"


def _make_mention() -> Any:
    return etree.fromstring(
        f'<w:p {ESPACES}><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:b/><w:color w:val="{ALERTE}"/></w:rPr>'
        f"<w:t>{MENTION}</w:t></w:r></w:p>"
    )


def _make_parties_projet(paquet: ModeleRecu) -> dict[str, bytes]:
    dossier = posixpath.dirname(paquet.corps)
    types = parse_partie(paquet.nom, TYPES, paquet.parties[TYPES])
    genre = {"PartName": "/" + posixpath.join(dossier, _ENTETE_AJOUTE), "ContentType": WORD + "header+xml"}
    etree.SubElement(types, ESPACE_TYPES + "Override", genre)
    liens = name_relations(paquet.corps)
    vides = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    relations = parse_partie(paquet.nom, liens, paquet.parties.get(liens, vides))
    etree.SubElement(relations, _RELATION, {"Id": _LIEN, "Type": f"{_R}/header", "Target": _ENTETE_AJOUTE})
    entete = etree.fromstring(f"<w:hdr {ESPACES}/>")
    entete.append(_make_mention())
    ajouts = {TYPES: types, liens: relations, posixpath.join(dossier, _ENTETE_AJOUTE): entete}
    return {nom: _write_xml(racine) for nom, racine in ajouts.items()}


def _detach(paquet: ModeleRecu, nom: str) -> bytes:
    """Return a part without its link to the data source of a mail merge: Word would ask for it at each opening."""
    contenu = paquet.parties[nom]
    if paquet.genres.get(nom) != _REGLAGES or b"mailMerge" not in contenu:
        return contenu
    racine = parse_partie(paquet.nom, nom, contenu)
    for fusion in list(racine.iter(W + "mailMerge")):
        fusion.getparent().remove(fusion)
    return _write_xml(racine)


def _write_xml(racine: Any) -> bytes:
    octets: bytes = etree.tostring(racine, xml_declaration=True, encoding="UTF-8", standalone=True)
    return octets


def _date(contenu: bytes, jour: date) -> bytes:
    return _DATES.sub(rb"\g<1>" + f"{jour.isoformat()}T00:00:00Z".encode(), contenu)
