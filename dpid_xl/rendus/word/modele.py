"""Conventions from the officer's own Word model: prepared once, then filled for each structure.

Everything of the model that is no field stays as it is, byte for byte where the part holds none. A document that must not be
signed yet says PROJET at the head of every page, in the model's own headers or in one that is added; at the foot of every page, one
made while the convention type that was voted is not loaded says so.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from itertools import chain, combinations, count
from pathlib import Path
from typing import Any

from jinja2 import Template
from lxml import etree

from dpid_xl.classes import dataclass
from dpid_xl.classeurs.paquet import DOS, TYPES, name_relations, zip_parties
from dpid_xl.documents.convention import list_conditions
from dpid_xl.documents.document import A_COMPLETER, Convention
from dpid_xl.documents.moteur import find_inconnues
from dpid_xl.documents.provenance import write_reserve
from dpid_xl.francais import cite_noms
from dpid_xl.modele import Dossier
from dpid_xl.octets import hash_octets
from dpid_xl.refus import BLOQUE, Refus
from dpid_xl.rendus.sommaire import has_sommaire
from dpid_xl.rendus.word.balises import CORPS, W, convert_partie, end_conteneurs, write_jinja
from dpid_xl.rendus.word.champs import SOMMAIRE, make_valeurs
from dpid_xl.rendus.word.finitions import finish
from dpid_xl.rendus.word.gabarit import ALERTE, ESPACES, MENTION
from dpid_xl.rendus.word.grammaire import Grammaire, make_environnement
from dpid_xl.rendus.word.identifiants import renumber
from dpid_xl.rendus.word.recu import (
    ESPACE_TYPES,
    LIEUX,
    WORD,
    ModeleIllisible,
    ModeleRecu,
    parse_partie,
    read_modele,
)
from dpid_xl.rendus.word.restes import check_marques, list_champs_restants

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PROJET, _TRAVAIL = "document_projet", "document_de_travail"  # the only names of the source that an officer cannot write
_RESERVE = f"{{{{ {_TRAVAIL} }}}}"  # what keeps the words from being those of the vote, said at the foot of the pages
_REGLAGES, _STYLES = WORD + "settings+xml", WORD + "styles+xml"
_AUTRES_LIEUX = {  # the other parts that may hold words, by a sign of their name or kind, and how an officer calls them
    ".rels": "adresse d'un lien",
    "docProps/": "propriétés du document (Fichier, Informations)",
    "properties+xml": "propriétés du document (Fichier, Informations)",
    "diagram": "SmartArt",
    "chart": "graphique",
    "comments": "commentaire",
    "glossary": "blocs de construction",
    "customXml": "données liées à un contrôle de contenu",
    "afchunk": "document inséré",
}
_DU_CONTROLE = ("}dataBinding", "}showingPlcHdr")  # where its text comes from; that it is only a place to type in
_DATES = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class _Mention:
    """What every page says under a condition: its text, in the frames (headers or footers) of the model or in one that is added."""

    condition: str
    cadre: str  # « header » or « footer »
    racine: str  # tag of such a part
    texte: str
    cote: str

    suite: str = ""  # of the names that it adds: a model may be a document made from a model

    @property
    def partie(self) -> str:
        return f"{self.condition}{self.suite}.xml"

    @property
    def lien(self) -> str:
        return f"rId_{self.condition}{self.suite}"


_MENTIONS = (
    _Mention(_PROJET, "header", W + "hdr", MENTION, "right"),
    _Mention(_TRAVAIL, "footer", W + "ftr", _RESERVE, "left"),
)


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
    """A model ready to be filled: its parts as they are, those to fill as templates, those that are added for the mentions that hold."""

    nom: str
    parties: Mapping[str, bytes]
    sources: Mapping[str, Template]
    ajouts: Mapping[frozenset[str], Mapping[str, bytes]]
    conditions: tuple[str, ...] = ()
    styles: Mapping[str, str] = field(default_factory=dict)  # that the texts are finished with, by name

    @property
    def empreinte(self) -> str:
        """What tells it apart from another model."""
        return hash_octets("".join(f"{nom} {hash_octets(contenu)}\n" for nom, contenu in sorted(self.parties.items())).encode())

    def check(self, dossier: Dossier) -> None:
        """Check that what its conditions name exists in this campaign; raises ModeleRefuse."""
        connues = list_conditions(dossier)
        conseil = "écrivez-la comme dans la colonne « Si » de la feuille Modèle convention"
        inconnues = dict.fromkeys(inconnue for condition in self.conditions for inconnue in find_inconnues(condition, connues))
        if inconnues:
            raise ModeleRefuse("\n".join(f"Modèle « {self.nom} » : la condition « {nom} » n'existe pas ; {conseil}." for nom in inconnues))

    def fill(self, dossier: Dossier, convention: Convention) -> ModeleRempli:
        """Fill the model for one convention."""
        valeurs = make_valeurs(dossier, convention) | {SOMMAIRE: has_sommaire(convention.blocs)}
        reserve = write_reserve(dossier)
        conditions: dict[str, bool | str] = {_PROJET: convention.projet, _TRAVAIL: reserve}
        remplies = self._fill(valeurs, conditions)
        if not convention.projet and any(A_COMPLETER.encode() in contenu for contenu in remplies.values()):
            conditions[_PROJET] = True  # the model asks for more than the convention type
            remplies = self._fill(valeurs, conditions)
        ajouts = self.ajouts[frozenset(nom for nom, tenue in conditions.items() if tenue)]
        dits = {nom: contenu.replace(_RESERVE.encode(), reserve.encode()) for nom, contenu in ajouts.items()}
        return ModeleRempli({**self.parties, **dits, **remplies}, bool(conditions[_PROJET]))

    def _fill(self, valeurs: Mapping[str, Any], conditions: Mapping[str, bool | str]) -> dict[str, bytes]:
        remplies = {}
        for nom, source in self.sources.items():
            racine = etree.fromstring(source.render(valeurs, projet=conditions[_PROJET], **conditions))
            finish(racine, self.styles)
            end_conteneurs(racine)
            renumber(racine)
            remplies[nom] = _write_xml(racine)
        return remplies


def load_modele_word(chemin: Path) -> ModeleWord:
    """Read and prepare a model; raises ModeleIllisible (no sound .docx) or ModeleRefuse (a field that cannot be filled)."""
    paquet = read_modele(chemin)
    racines = {nom: parse_partie(paquet.nom, nom, paquet.parties[nom]) for nom, genre in paquet.genres.items() if genre in LIEUX}
    _check_corps(paquet.nom, racines[paquet.corps])
    mentions = _name_mentions(paquet)
    sources, refus, nombre, conditions = {}, [], 0, []
    for nom, racine in racines.items():
        grammaire = Grammaire(paquet.nom)
        check_marques(racine, grammaire, LIEUX[paquet.genres[nom]] or CORPS)
        convert_partie(racine, LIEUX[paquet.genres[nom]], grammaire)
        _unbind(racine)
        for mention in mentions:
            _add_mention(racine, mention)
        sources[nom] = write_jinja(racine, grammaire)
        refus += grammaire.refus
        nombre += grammaire.nombre
        conditions += grammaire.conditions
    refus += _list_restes(paquet)
    if not refus and not nombre:
        refus = [f"Modèle « {paquet.nom} » : il ne contient aucun champ ; écrivez par exemple « structure » à la place du nom."]
    if refus:
        raise ModeleRefuse("\n".join(dict.fromkeys(refus)))
    return ModeleWord(
        nom=paquet.nom,
        parties={nom: _detach(paquet, nom) for nom in paquet.parties},
        sources=_compile(paquet.nom, sources),
        ajouts={
            frozenset(mention.condition for mention in tenues): _make_ajouts(paquet, tenues)
            for nombre in range(len(mentions) + 1)
            for tenues in combinations(mentions, nombre)
        },
        conditions=tuple(dict.fromkeys(conditions)),
        styles=_read_styles(paquet),
    )


def _read_styles(paquet: ModeleRecu) -> dict[str, str]:
    styles = {}
    for partie, genre in paquet.genres.items():
        for style in parse_partie(paquet.nom, partie, paquet.parties[partie]).iter(W + "style") if genre == _STYLES else ():
            nom = style.find(W + "name")
            if nom is not None:
                styles[nom.get(W + "val", "")] = style.get(W + "styleId", "")
    return styles


def _compile(nom: str, sources: Mapping[str, str]) -> dict[str, Template]:
    environnement = make_environnement()
    try:
        return {partie: environnement.from_string(source) for partie, source in sources.items()}
    except (RecursionError, SyntaxError, MemoryError) as erreur:  # of Python's own compiler: conditions that go on without end
        raise ModeleRefuse(f"Modèle « {nom} » : trop de conditions se suivent ; coupez-le en plusieurs modèles.") from erreur


def _list_restes(paquet: ModeleRecu) -> list[str]:
    """Refuse the fields of the parts where none is filled, and of the addresses of links."""
    grammaire = Grammaire(paquet.nom)
    for nom, contenu in paquet.parties.items():
        if paquet.genres[nom] not in LIEUX and (champs := list_champs_restants(contenu)):
            lieu = next((lieu for signe, lieu in _AUTRES_LIEUX.items() if signe in f"{nom} {paquet.genres[nom]}"), f"partie {nom}")
            constat = f"aucun champ n'y est rempli ({cite_noms(champs)}) ; mettez-le dans le texte du document, ou retirez-le"
            grammaire.refuse(lieu, constat)
    return grammaire.refus


def _unbind(racine: Any) -> None:
    """Cut from its source a content control that holds a field, or a piece of one: Word would show the source again."""
    for liaison in [element for element in racine.iter() if isinstance(element.tag, str) and element.tag.endswith(_DU_CONTROLE)]:
        controle = next(liaison.iterancestors(W + "sdt"), None)
        if controle is not None and any("{" in (texte.text or "{") for texte in controle.iter(W + "t")):
            liaison.getparent().remove(liaison)


def _check_corps(nom: str, racine: Any) -> None:
    if racine.tag != W + "document":  # the same names in another namespace
        raise ModeleIllisible(
            f"Le modèle « {nom} » est au format « Open XML Strict » : "
            "dans Word, enregistrez-le sous « Document Word (.docx) », puis recommencez."
        )
    if racine.find(W + "body") is None:
        raise ModeleIllisible(f"Le modèle « {nom} » est abîmé (il n'a pas de texte) : ouvrez-le dans Word et enregistrez-le à nouveau.")


def _name_mentions(paquet: ModeleRecu) -> tuple[_Mention, ...]:
    """Return the mentions under names that no part or relationship of the model has."""
    pris = " ".join(paquet.parties) + paquet.parties.get(name_relations(paquet.corps), b"").decode("utf-8", "replace")
    suites = chain([""], (f"_{rang}" for rang in count(2)))
    suite = next(suite for suite in suites if not any(f"{mention.condition}{suite}" in pris for mention in _MENTIONS))
    return tuple(replace(mention, suite=suite) for mention in _MENTIONS)


def _add_mention(racine: Any, mention: _Mention) -> None:
    """Put a mention, under condition, in a frame of its kind, or name in the body the frames that its first section lacks."""
    if racine.tag == mention.racine:
        _insert(racine, [_make_mention(mention)], mention, len(racine) if mention.cadre == "footer" else 0)
    if racine.tag != W + "document":
        return
    section = next(racine.iter(W + "sectPr"), None)
    if section is None:
        section = etree.SubElement(racine.find(W + "body"), W + "sectPr")
    reference = f"{W}{mention.cadre}Reference"
    presents = {element.get(W + "type") for element in section.iterchildren(reference)}
    absents = [genre for genre in ("default", "first", "even") if genre not in presents]
    liens = [{W + "type": genre, f"{{{_R}}}id": mention.lien} for genre in reversed(absents)]
    _insert(section, [section.makeelement(reference, lien, nsmap={"r": _R}) for lien in liens], mention)


def _insert(parent: Any, enfants: list[Any], mention: _Mention, place: int = 0) -> None:
    """Insert elements into another, kept under the condition of a mention."""
    if not enfants:
        return
    debut, fin = f"{{% if {mention.condition} %}}", "{% endif %}"
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + debut
        enfants[-1].tail = fin
    else:
        enfants[-1].tail = fin + (parent.text or "")
        parent.text = debut
    for rang, enfant in enumerate(enfants, place):
        parent.insert(rang, enfant)


def _make_mention(mention: _Mention) -> Any:
    return etree.fromstring(
        f'<w:p {ESPACES}><w:pPr><w:jc w:val="{mention.cote}"/></w:pPr><w:r><w:rPr><w:b/><w:color w:val="{ALERTE}"/></w:rPr>'
        f"<w:t>{mention.texte}</w:t></w:r></w:p>"
    )


def _make_ajouts(paquet: ModeleRecu, mentions: Sequence[_Mention]) -> dict[str, bytes]:
    """Return the parts that are added or changed so that every page may say these mentions."""
    if not mentions:
        return {}
    dossier = posixpath.dirname(paquet.corps)
    types = parse_partie(paquet.nom, TYPES, paquet.parties[TYPES])
    liens = name_relations(paquet.corps)
    vides = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    relations = parse_partie(paquet.nom, liens, paquet.parties.get(liens, vides))
    ajouts = {TYPES: types, liens: relations}
    for mention in mentions:
        nom = posixpath.join(dossier, mention.partie)
        genre = {"PartName": f"/{nom}", "ContentType": f"{WORD}{mention.cadre}+xml"}
        etree.SubElement(types, ESPACE_TYPES + "Override", genre)
        etree.SubElement(relations, _RELATION, {"Id": mention.lien, "Type": f"{_R}/{mention.cadre}", "Target": mention.partie})
        ajouts[nom] = etree.fromstring(f"<{'w:hdr' if mention.cadre == 'header' else 'w:ftr'} {ESPACES}/>")
        ajouts[nom].append(_make_mention(mention))
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
