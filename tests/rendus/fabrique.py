"""A convention made by hand: every style, texts that try to be markup, names that are too long, data that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from dpid_xl.documents.document import A_COMPLETER, Bloc, Convention, Manque, Rubrique, Style
from dpid_xl.lieu import Lieu
from dpid_xl.modele import Structure

JOUR = date(2022, 9, 27)
HOSTILE = """Dupont & Fils <SA> "L'été" #set *gras* _x_ $ @"""
HOSTILES = (
    HOSTILE,
    "#pagebreak() #panic() \\ \\u{41} \\n `code` ~ -- --- … // commentaire /* autre */ <etiquette> @renvoi [crochet] {accolade}",
    "= Titre - puce + numéro / terme : https://exemple.fr/a_b?c=d&e=f#g 1. 2) ```brut``` $x^2$ <!-- rien --> ]]> &amp; %s {0}",
    "Œuvre d’Eyjafjöll, Łódź, Αθήνα, “guillemets”, prix ≤ 10 € × 3 → 30 €",
)
NOM_LONG = "Association intercommunale pour l’accompagnement des bénéficiaires du revenu de solidarité active " * 2 + "fin"
MOT_LONG = "Anticonstitutionnellement" * 8  # 200 letters, no space to wrap at


def make_structure(nom: str = HOSTILE) -> Structure:
    """A body of which only the name is known."""
    valeurs = {champ.name: () if "tuple" in str(champ.type) else "" for champ in fields(Structure)}
    return Structure(**valeurs | {"nom": nom, "lieu": Lieu("Structures", 7)})


def make_convention(*, blocs: tuple[Bloc, ...] | None = None, nom: str = HOSTILE, projet: bool = True) -> Convention:
    """A convention with a block of every style, or with the given blocks."""
    convention = Convention(
        rang=1,
        structure=make_structure(nom),
        lignes=(),
        montant=Decimal("16400.00"),
        periode=None,
        numero="",
        titre=f"Convention de partenariat – {nom}",
        pied=f"{nom} – convention n°\xa0{A_COMPLETER}",
        thematiques=("T1",),
        operations=("T1-01", "T1-02"),
        blocs=(),
        lacunes=(Manque("numéro de convention"),) if projet else (),
    )
    return replace(convention, blocs=make_blocs(nom) if blocs is None else blocs)


def make_blocs(nom: str) -> tuple[Bloc, ...]:
    """A block of every style at least, in the order of a real convention."""
    return (
        Bloc(Style.BANDEAU, "PROJET\xa0: des données manquent, ce document n’est pas à signer."),
        Bloc(Style.SERVICE, "Pôle Solidarités"),
        Bloc(Style.SERVICE, HOSTILES[1]),
        Bloc(Style.ADRESSE, tableau=((f"Convention n°\xa0{A_COMPLETER}\n{HOSTILES[2]}", f"{nom}\n{HOSTILE}\n62000 Arras"),)),
        Bloc(Style.REFERENCE, f"Convention n°\xa0{A_COMPLETER}"),
        Bloc(Style.TITRE, "CONVENTION DE PARTENARIAT"),
        Bloc(Style.OBJET, f"Objet\xa0: Partenariat entre le Département et {nom}"),
        Bloc(Style.PARTIE, f"Et {nom}, ayant son siège à l’adresse {A_COMPLETER}, d’autre part,"),
        *(Bloc(Style.VISA, f"Vu {texte}\xa0;") for texte in HOSTILES),
        Bloc(Style.INTERTITRE, "Préambule"),
        *(Bloc(Style.PARAGRAPHE, texte) for texte in HOSTILES),
        Bloc(Style.PARAGRAPHE, "Première ligne\nseconde ligne\n\nquatrième ligne"),
        Bloc(Style.ARTICLE, f"Article 1\xa0: {HOSTILES[2]}"),
        Bloc(Style.PARAGRAPHE, "Les opérations sont les suivantes\xa0:"),
        make_tableau(nom),
        Bloc(Style.SOUS_ARTICLE, "1-1\xa0: Obligations"),
        Bloc(Style.NUMERO, f"1- {HOSTILE}"),
        Bloc(Style.NUMERO, "2- Maintenir l’accompagnement\xa0:"),
        *(Bloc(Style.PUCE, texte) for texte in (*HOSTILES, MOT_LONG)),
        *(Bloc(Style.SOUS_PUCE, texte) for texte in HOSTILES),
        Bloc(Style.PARAGRAPHE, "Fait à Arras, le"),
        Bloc(
            Style.SIGNATURE, tableau=((f"Pour le Département,\nla Directrice\n\n\n{HOSTILE}", f"Pour {nom},\n{A_COMPLETER}\n\n\n(cachet)"),)
        ),
        Bloc(Style.ANNEXE, f"Annexe 1\xa0: {nom}"),
        Bloc(Style.INTERTITRE, HOSTILE),
        Bloc(Style.PARAGRAPHE, "   "),
        Bloc(Style.ANNEXE, "Annexe 2\xa0: Fiche"),
        make_fiche(),
    )


def make_tableau(nom: str) -> Bloc:
    """The operations and their amounts, the total last."""
    return Bloc(
        Style.TABLEAU,
        tableau=(
            ("Opération", "Territoire", "Période", "Montant"),
            (nom, A_COMPLETER, "01/07/2022 – 31/12/2022", "6\u202f400,00\xa0€"),
            (HOSTILES[1], MOT_LONG, A_COMPLETER, "1\u202f234\u202f567\u202f890,99\xa0€"),
            ("Total", "", "", "1\u202f234\u202f574\u202f290,99\xa0€"),
        ),
        montants=(3,),
    )


def make_fiche() -> Bloc:
    """A fiche with short rubrics, one longer than a page, one empty."""
    return Bloc(
        Style.FICHE,
        rubriques=(
            Rubrique("Coût", ("6\u202f400,00\xa0€ (six mille quatre cents euros)",)),
            Rubrique(HOSTILE, ("Avant\xa0:", *(f"• {texte}" for texte in HOSTILES), "Après", f"• {A_COMPLETER}")),
            Rubrique("Déroulement", tuple(f"• Étape {rang}\xa0: {HOSTILES[0]} {NOM_LONG}" for rang in range(1, 41))),
            Rubrique("Sans texte", ()),
        ),
    )


def iter_textes(convention: Convention) -> Iterator[str]:
    """Every text that a document of this convention must show, in order, line by line; bullets of fiches without their sign."""
    for bloc in convention.blocs:
        textes = [bloc.texte, *(texte for rangee in bloc.tableau for texte in rangee)]
        textes += [texte for rubrique in bloc.rubriques for texte in (rubrique.libelle, *rubrique.paragraphes)]
        for texte in textes:
            yield from (ligne.removeprefix("• ") for ligne in texte.split("\n") if ligne.strip())
