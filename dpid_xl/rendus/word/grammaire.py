"""What an officer may write between « », {{ }} and {% %}: fields, one list, conditions, and nothing that computes.

>>> Grammaire("lettre.docx").check("{{ montent }}", "paragraphe 3")
>>> Grammaire("lettre.docx").check("{{ montant }}", "paragraphe 3")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import is_champ
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.noms import find_proche, fold_nom
from dpid_xl.rendus.noms import clean_signes
from dpid_xl.rendus.word.champs import LISTE, LISTES, NOMS_CONVENTION, SEULES, SI
from dpid_xl.signes import drop_invisibles

BALISE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|«\s*[^«»{}]*?\s*»")
OUVERTURE = re.compile(r"\{[{%#]")
ACCOLADES = re.compile(r"\{[{%#]|[%}]\}")
_COUPE = re.compile(f"({BALISE.pattern})")
_GARDEES = str.maketrans({"{": "\ufdd0", "}": "\ufdd1"})  # which Unicode keeps out of all texts
INSTRUCTION = re.compile(r"\{%\s*(\w+)")
BOUCLES_MAXIMUM = 2  # one inside another: more would only make the document endless
CONDITIONS_MAXIMUM = 10  # one inside another: nobody would follow more
BALISE_MAXIMUM = 500  # characters of a tag
_BOUCLE = re.compile(r"\{%\s*for\s+(\w+)\s+in\s+(\w+)\s*%\}")
_TOUR = ("index", "first", "last", "length")  # of « loop »
_NEUTRES = ("else", "endif", "endfor")
_COMPARAISONS = ("eq", "ne")
_FILTRES = ("upper", "lower", "capitalize")
_ADMIS = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.If, nodes.For, nodes.Filter),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat),
)
_DACTYLO = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " ", "\u202f": " "})
_LIGNE = Markup('</w:t><w:br/><w:t xml:space="preserve">')


def write_expression(valeur: object) -> Markup:
    """Write a value inside a w:t element: nothing given prints as « À COMPLÉTER », line ends are breaks.

    >>> str(write_expression("Dupont & Fils")), str(write_expression(""))
    ('Dupont &amp; Fils', 'À COMPLÉTER')
    """
    return _LIGNE.join(escape(ligne) for ligne in clean_signes(str(valeur) or A_COMPLETER).split("\n"))


def make_environnement() -> SandboxedEnvironment:
    """Return the only Jinja environment of models: a sandbox without loader, globals nor tests; an absent name is an error."""
    environnement = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=write_expression, keep_trailing_newline=True)
    environnement.globals.clear()
    environnement.filters["capitalize"] = lambda texte: str(texte)[:1].upper() + str(texte)[1:]  # the case of a name is its own
    return environnement


def convert_balise(texte: str) -> str:
    """Turn what was typed into Jinja; a quotation between « » stays as it is.

    >>> convert_balise("«\xa0montant\xa0»"), convert_balise("« la Structure »"), convert_balise("{%- if nature == «\xa0x\xa0» -%}")
    ('{{ montant }}', '« la Structure »', '{% if nature == "x" %}')
    >>> convert_balise("{%tr for operation in operations %}")
    '{% for operation in operations %}'
    """
    if texte.startswith("«"):
        nom = drop_invisibles(texte[1:-1]).strip()
        return f"{{{{ {nom} }}}}" if is_champ(nom) else texte
    jinja = re.sub(r"«\s*|\s*»", '"', texte).translate(_DACTYLO)
    jinja = re.sub(r"^(\{[{%])(?:-|(?:tr|p|r)(?=\s))", r"\1", jinja)  # rows and paragraphs are found without being told
    return re.sub(r"-(?=[}%]\}$)", "", jinja)


def guard_accolades(texte: str) -> str:
    """Hide the braces of a text that are no tag's: beside a tag they would be taken for its own.

    >>> restore_accolades(guard_accolades("{ {{ montant }}"))
    "{{ '{' }} {{ montant }}"
    """
    return "".join(morceau.translate(_GARDEES) if rang % 2 == 0 else morceau for rang, morceau in enumerate(_COUPE.split(texte)))


def restore_accolades(source: str) -> str:
    """Write the hidden braces as Jinja prints them."""
    for accolade, gardee in _GARDEES.items():
        source = source.replace(gardee, f"{{{{ '{chr(accolade)}' }}}}")
    return source


def find_nom(nom: str) -> str:
    """Return the field that a merge field names, whatever its case and accents; the name as a word when there is none."""
    return next((connu for connu in NOMS_CONVENTION if connu == fold_nom(nom).replace(" ", "_")), re.sub(r"\W", "_", nom))


@dataclass
class Grammaire:
    """The tags of one part of a model, checked one after the other: their number, and the sentences to say, in order."""

    nom: str
    nombre: int = 0
    refus: list[str] = field(default_factory=list)
    portee: list[tuple[str, str]] = field(default_factory=list)  # the loops that are open: variable and list
    conditions: list[str] = field(default_factory=list)  # in the words of the column « Si »
    ouvertes: int = 0  # conditions
    admises: set[tuple[object, ...]] = field(default_factory=set)  # tags that were found right, each with the loops open then
    environnement: SandboxedEnvironment = field(default_factory=make_environnement)

    def refuse(self, lieu: str, constat: str) -> None:
        """Note one sentence: which model, where, what, what to do; the same place is said once."""
        phrase = f"Modèle « {self.nom} », {lieu} : {constat}."
        if phrase not in self.refus:  # Word keeps each text box twice
            self.refus.append(phrase)

    def check(self, balise: str, lieu: str, tape: str = "") -> None:
        """Check one converted tag; ``tape`` is what was typed."""
        self.nombre += 1
        if len(balise) > BALISE_MAXIMUM:
            self.refuse(lieu, f"« {balise[:40]}… » est trop long ; écrivez le nom d'un champ ou une condition courte")
            return
        instruction = INSTRUCTION.match(balise)
        mot = instruction[1] if instruction else ""
        if balise.startswith("{#") or mot in _NEUTRES:
            if mot == "endfor" and self.portee:
                self.portee.pop()
            self.ouvertes -= mot == "endif"
        elif mot == "for":
            self._open_boucle(balise, lieu)
        elif mot in ("if", "elif", ""):
            self.ouvertes += mot == "if"
            if self.ouvertes > CONDITIONS_MAXIMUM:
                self.refuse(lieu, f"plus de {CONDITIONS_MAXIMUM} conditions sont l'une dans l'autre ; fermez-en par « {{% endif %}} »")
                return
            self._check_expression(re.sub(r"elif", "if", balise, count=1) + "{% endif %}" if mot else balise, lieu, tape or balise)
        else:
            self.refuse(lieu, f"l'instruction « {balise} » n'est pas admise ; employez seulement des champs, « for » et « if »")

    def check_ensemble(self, source: str) -> None:
        """Check that what the tags make together is still only fields, loops and conditions."""
        try:
            arbre = self.environnement.parse(source)
        except RecursionError:
            if not self.refus:  # else it is said where it stands
                self.refuse("ensemble du texte", "trop de conditions se suivent ou s'emboîtent ; coupez le modèle en plusieurs")
            return
        except TemplateSyntaxError:
            conseil = "vérifiez que chaque « for » a son « endfor » et chaque « if » son « endif »"
            self.refuse("ensemble du texte", f"une boucle ou une condition n'est pas fermée ; {conseil}")
            return
        if not all(isinstance(noeud, _ADMIS) for noeud in arbre.find_all(nodes.Node)):
            self.refuse("ensemble du texte", "une instruction n'est pas admise ; employez seulement des champs, « for » et « if »")

    def _open_boucle(self, balise: str, lieu: str) -> None:
        boucle = _BOUCLE.fullmatch(balise)
        if boucle is None or boucle[2] not in LISTES or boucle[1] in (*NOMS_CONVENTION, *LISTES, SI, *SEULES, "loop"):
            self.refuse(lieu, f"la boucle « {balise} » n'est pas admise ; écrivez « {{% for operation in {LISTE} %}} »")
        elif len(self.portee) == BOUCLES_MAXIMUM:
            self.refuse(lieu, "trop de boucles sont l'une dans l'autre ; fermez-en une par « {% endfor %} »")
        self.portee.append((boucle[1], boucle[2]) if boucle and boucle[2] in LISTES else ("operation", LISTE))

    def _check_expression(self, jinja: str, lieu: str, tape: str) -> None:
        if (jinja, *self.portee) in self.admises:
            return
        avant = len(self.refus)
        self._parse_expression(jinja, lieu, tape)
        if len(self.refus) == avant:
            self.admises.add((jinja, *self.portee))

    def _parse_expression(self, jinja: str, lieu: str, tape: str) -> None:
        try:
            arbre = self.environnement.parse(jinja)
        except TemplateSyntaxError:
            self.refuse(lieu, f"« {tape} » est mal écrit ; écrivez le nom d'un champ, par exemple « {{{{ montant }}}} »")
            return
        noeuds = list(arbre.find_all(nodes.Node))
        if not all(isinstance(noeud, _ADMIS) for noeud in noeuds) or any(_is_refuse(noeud) for noeud in noeuds):
            self.refuse(lieu, f"« {tape} » n'est pas admis ; écrivez seulement le nom d'un champ")
            return
        asked = {id(noeud) for noeud in noeuds for noeud in self._list_conditions(noeud)}
        noeuds = [noeud for noeud in noeuds if id(noeud) not in asked]
        composes = [noeud for noeud in noeuds if isinstance(noeud, nodes.Getattr)]
        racines = {id(noeud.node) for noeud in composes}
        noms = [_write_nom(noeud) for noeud in composes if id(noeud) not in racines]
        noms += [noeud.name for noeud in noeuds if isinstance(noeud, nodes.Name) and id(noeud) not in racines]
        for nom in noms:
            self._check_nom(nom, lieu, tape)

    def _list_conditions(self, noeud: Any) -> Iterator[Any]:
        """Yield the names that only a condition may use, where it does: some alone, « si » compared with the words of one."""
        if isinstance(noeud, nodes.If) and _write_nom(noeud.test) in SEULES:
            yield noeud.test
        if isinstance(noeud, nodes.Not) and _write_nom(noeud.node) in SEULES:
            yield noeud.node
        if isinstance(noeud, nodes.Compare) and len(noeud.ops) == 1 and isinstance(noeud.ops[0].expr, nodes.Const):
            portees = [f"{variable}.{SI}" for variable, liste in self.portee if liste == LISTE]
            if _write_nom(noeud.expr) in (SI, *portees):
                self.conditions.append(str(noeud.ops[0].expr.value))
                yield from (noeud.expr, *noeud.expr.find_all(nodes.Node))

    def _check_nom(self, nom: str, lieu: str, tape: str) -> None:
        connus = [*NOMS_CONVENTION, *(f"{variable}.{champ}" for variable, liste in self.portee for champ in LISTES[liste])]
        if nom in connus or (self.portee and nom in [f"loop.{tour}" for tour in _TOUR]):
            return
        objet, point, champ = nom.partition(".")
        listes = [liste for liste, champs in LISTES.items() if champ in champs]
        if point and listes and not self.portee:
            liste = next((liste for liste in listes if liste.startswith(objet)), listes[0])
            self.refuse(lieu, f"le champ « {nom} » n'a de sens que dans une boucle ; mettez-le après « {{% for {objet} in {liste} %}} »")
            return
        proche = find_proche(nom, connus)
        conseil = f"écrivez « {proche} »" if proche else "la commande « dpid-xl conventions --champs » donne la liste"
        citation = ", ou mettez-le entre “ et ” si c'est une citation" if tape.startswith("«") else ""
        self.refuse(lieu, f"le champ « {nom} » n'existe pas ; {conseil}{citation}")


def _is_refuse(noeud: Any) -> bool:
    # « greater than » on formatted amounts would mislead, and may fail on a value.
    return (isinstance(noeud, nodes.Filter) and noeud.name not in _FILTRES) or (
        isinstance(noeud, nodes.Operand) and noeud.op not in _COMPARAISONS
    )


def _write_nom(noeud: Any) -> str:
    return f"{_write_nom(noeud.node)}.{noeud.attr}" if isinstance(noeud, nodes.Getattr) else getattr(noeud, "name", "?")
