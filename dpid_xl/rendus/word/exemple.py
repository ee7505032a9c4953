"""Our own convention as a Word model that an officer may edit: the blocks of the workbook, their fields and conditions kept.

``conventions --modele``, given this file, writes the conventions that are written without it: a test compares them. What the program
composes (operations, annexes, fiches, signatures) is spelled out in the language of models, from the data that it composes from.

>>> from dpid_xl.campagnes import load_campagne
>>> sum(morceau.avant == _OPERATION for morceau in _list_morceaux(load_campagne("2022_phase2")))
2
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from dpid_xl.classes import dataclass
from dpid_xl.documents.champs import ChampsFiche
from dpid_xl.documents.convention import COLONNES, CONVENTION, SIGNATAIRES, make_tableau
from dpid_xl.documents.document import A_COMPLETER, RUBRIQUE, STYLES_DE_FICHE, Bloc, Rubrique, Style
from dpid_xl.documents.fiche import get_cle, list_blocs
from dpid_xl.documents.modele import load_phrases
from dpid_xl.documents.moteur import AVEC_ARTICLE, PHRASES, set_bloc, split_condition
from dpid_xl.modele import BlocModele, Dossier
from dpid_xl.rendus.word.champs import LIGNES, LISTE, PROJET, RUBRIQUES, SI, SOMMAIRE
from dpid_xl.rendus.word.docx import add_logo, list_xml, pack_docx, write_pied
from dpid_xl.rendus.word.gabarit import SECTION
from dpid_xl.rendus.word.listes import Item, Numerotation
from dpid_xl.rendus.word.paragraphes import write_paragraphe
from dpid_xl.rendus.word.sommaire import find_ouverture, write_titres

TITRE = "Convention de partenariat"
PIED = "«structure» – convention n°\xa0«numero_convention»"
FIN = "{% endfor %}"
_OPERATION, _LIGNE = f"{{% for operation in {LISTE} %}}", f"{{% for ligne in {LIGNES} %}}"
_TITRE_DE_FICHE = "«operation.titre_annexe»"
NOMS_DE_FICHE = tuple(ChampsFiche.__dataclass_fields__)
_CHAMP = re.compile(r"«(\w+)»")


@dataclass(frozen=True, slots=True)
class Morceau:
    """A block of the model, the condition that keeps it, what opens before it and closes after it."""

    bloc: Bloc
    condition: str = ""
    avant: str = ""
    apres: str = ""


class _Numerotation(Numerotation):
    """An item that a condition keeps has the number that it was typed with, in a text where others count themselves."""

    def __init__(self, conditionnels: Collection[str]) -> None:
        super().__init__()
        self._conditionnels = conditionnels

    def read(self, texte: str) -> Item | None:
        return None if texte in self._conditionnels else super().read(texte)


def render_exemple(dossier: Dossier, jour: date) -> bytes:
    """Return the Word model of the conventions of a campaign; the same campaign and day give the same bytes."""
    morceaux = [replace(morceau, bloc=set_bloc(morceau.bloc)) for morceau in _list_morceaux(dossier)]
    numerotation = _Numerotation({morceau.bloc.texte for morceau in morceaux if morceau.condition})
    corps, ouverte = [], ""
    blocs = [morceau.bloc for morceau in morceaux]
    sommaire, xmls = write_titres(add_logo(list_xml(blocs, numerotation), blocs, dossier.logo), blocs, _list_entours(morceaux))
    debut = find_ouverture(blocs[1:]) + 1
    for rang, (morceau, xml) in enumerate(zip(morceaux, xmls, strict=True)):
        if morceau.condition != ouverte:
            corps += [_write("{% endif %}" if ouverte else ""), _write(f"{{% if {morceau.condition} %}}" if morceau.condition else "")]
            ouverte = morceau.condition
        if rang == debut and not ouverte:
            corps += [_write(f"{{% if {SOMMAIRE} %}}"), sommaire, _write("{% endif %}")]
        corps += [_write(morceau.avant), xml, _write(morceau.apres)]
    corps += [_write("{% endif %}" if ouverte else ""), SECTION]
    return pack_docx(
        "".join(corps), write_pied(PIED), TITRE, dossier.campagne.departement, jour, listes=numerotation.listes, logo=dossier.logo
    )


def _list_entours(morceaux: Sequence[Morceau]) -> dict[int, tuple[str, str]]:
    """Return what stands around the lines of the contents that a condition keeps or a loop repeats, by the place of their title."""
    entours = {}
    for place, morceau in enumerate(morceaux):
        if morceau.condition:
            entours[place] = (_write(f"{{% if {morceau.condition} %}}"), _write("{% endif %}"))
        elif morceau.avant:
            entours[place] = (_write(morceau.avant), _write(FIN))
    return entours


def _write(instruction: str) -> str:
    return write_paragraphe("Instruction", instruction) if instruction else ""


# --- The blocks, in the language of models ---


def _list_morceaux(dossier: Dossier) -> Iterator[Morceau]:
    yield Morceau(Bloc(Style.BANDEAU, load_phrases()["projet"]), PROJET)
    blocs = [bloc for bloc in dossier.modele if bloc.style not in STYLES_DE_FICHE and _is_de_convention(bloc)]
    for bloc in blocs:
        match bloc.style:
            case "operations":
                yield Morceau(_make_bloc(bloc, Style.PARAGRAPHE))
                yield Morceau(_make_operations())
            case "annexes":
                yield Morceau(_make_bloc(bloc, Style.PARAGRAPHE))
                communes = (autre for autre in blocs if autre.style == Style.ANNEXE)
                yield from (Morceau(Bloc(Style.PUCE, annexe.texte), _write_condition(annexe)) for annexe in communes)
                yield Morceau(Bloc(Style.PUCE, _TITRE_DE_FICHE), avant=_OPERATION, apres=FIN)
            case "signature":
                yield Morceau(Bloc(Style.SIGNATURE, tableau=(SIGNATAIRES,)))
            case "fiches":
                rubriques = tuple(_list_rubriques(dossier))
                yield Morceau(Bloc(Style.ANNEXE, _TITRE_DE_FICHE), avant=_OPERATION)
                yield Morceau(Bloc(Style.FICHE, rubriques=rubriques, legende="Fiche de l’opération"), apres=FIN)
            case style:
                yield Morceau(_make_bloc(bloc, Style(style)), _write_condition(bloc))


def _is_de_convention(bloc: BlocModele) -> bool:
    critere, valeurs = split_condition(bloc.si)
    return critere != "document" or CONVENTION in valeurs


def _write_condition(bloc: BlocModele, objet: str = "") -> str:
    return f'{objet}{SI} == "{bloc.si}"' if bloc.si and split_condition(bloc.si)[0] != "document" else ""


def _make_bloc(bloc: BlocModele, style: Style) -> Bloc:
    texte = bloc.texte
    if style in PHRASES and texte.startswith(AVEC_ARTICLE):  # « le GEIQ » starts a sentence
        texte = _CHAMP.sub(r"{{ \1|capitalize }}", texte, count=1)
    return Bloc(style, texte)


def _make_operations() -> Bloc:
    # The row stands between two others that only repeat it.
    vide = ("",) * (len(COLONNES) - 1)
    return make_tableau([(_LIGNE, *vide), tuple(f"«ligne.{nom}»" for nom in COLONNES), (FIN, *vide)], "«montant»")


def _list_rubriques(dossier: Dossier) -> Iterator[Rubrique]:
    """Yield the rows of a fiche; one that the program does not know says only what the model makes it say."""
    groupes: list[list[BlocModele]] = []
    for bloc in list_blocs(dossier):
        if bloc.style == RUBRIQUE:
            groupes.append([bloc])
        elif groupes:
            groupes[-1].append(bloc)
    for rubrique, *textes in groupes:
        cle, condition = get_cle(rubrique), _write_condition(rubrique, "operation.")
        if condition:
            yield Rubrique(f"{{% if {condition} %}}", ())
        yield Rubrique(rubrique.texte, (f"«operation.{cle}»",) if cle in RUBRIQUES else tuple(_list_textes(textes)) or (A_COMPLETER,))
        if condition:
            yield Rubrique("{% endif %}", ())


def _list_textes(blocs: Iterable[BlocModele]) -> Iterator[str]:
    for bloc in blocs:
        texte = _CHAMP.sub(lambda trouve: f"«operation.{trouve[1]}»" if trouve[1] in NOMS_DE_FICHE else trouve[0], bloc.texte)
        condition = _write_condition(bloc, "operation.")
        yield from (f"{{% if {condition} %}}", texte, "{% endif %}") if condition else (texte,)
