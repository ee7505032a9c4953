"""One trial: a good file of some kind, damaged by a seed, given to what reads it; what is said of it must be one sentence of ours."""

from __future__ import annotations

import io
import json
import re
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import docx
from docx.shared import Cm

from dpid_xl import chaine
from dpid_xl.calcul.rapprochement import match_paiements
from dpid_xl.campagnes import load_campagne
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.lecture.ouverture import open_classeur
from dpid_xl.classeurs.paquet import zip_parties
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.classeurs.reprise.notes import read_notes
from dpid_xl.controles import check_dossier, write_constat
from dpid_xl.documents.bilans import Bilan, compose_bilans
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.examen import Examen, examine
from dpid_xl.importation import import_source
from dpid_xl.importation.correspondance import load_correspondance, write_correspondance
from dpid_xl.importation.paiements import read_paiements
from dpid_xl.modele import Dossier
from dpid_xl.production.depot import list_restes, save_production
from dpid_xl.refus import Refus
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from dpid_xl.rendus.tableaux.importation import render_import_json
from dpid_xl.rendus.word.bilan import render_bilan_docx
from dpid_xl.rendus.word.modele import load_modele_word
from tests.annee import JEUNES, LIBERCOURT, TOUQUET, live
from tests.classeurs.court import shorten_echeancier
from tests.classeurs.fabrique import build
from tests.fuzz.gestes import damage_octets, damage_paquet, damage_texte
from tests.fuzz.plein import SCENARIO, make_plein
from tests.importation.fabrique import write_classeur

JOUR = date(2022, 9, 27)
LENTEUR = 10.0  # seconds of processor: past that a file is too dear for what it is
GESTES_MAXIMUM = 4
_INTERDITS = re.compile(r"piég|malveill|n'ouvrez pas|demandez-en un autre|Traceback|Error\b|Exception")
_TABLEAU = (
    "Opération;Structure;Territoire;Quantité;Début;Fin;Montant retenu\n"
    "T1-01;CCAS de Libercourt;Artois;80;01/07/2022;31/12/2022;6 400,00 €\nT1-01;PAGE;;20;;;1600,50\nTotal;;;100;;;8000,50\n"
)
_DEMANDES = (
    "Reçue le;Structure;SIRET;Opération;Territoire;Quantité demandée;Montant demandé;Décision;Motif\n"
    "01/03/2022;PAGE;509 023 974 00017;T1-01;Artois;40;3 200,00 €;refusée;hors délai\n02/03/2022;4AJ;;T1-02;;;1 200,50;;\n"
)
_PAIEMENTS = (
    "Exercice;Mandat;Structure;SIRET;Opération;Montant;Payé le;Objet\n2022;1001;PAGE;;T2-05;1 000,00;04/11/2022;Avance\n"
    "2023;T12;CCAS de Libercourt;509 023 974 00017;T1-01;-640,00;2023-02-01;Titre\n;;Total;;;360,00;;\n"
)
_VOTE = """Convention type

Entre le Département et «structure», dont le siège est «structure_siege»

Article 1 : Objet
La convention porte sur {{ montant }} :
- une première action
- une seconde action
Article 2 : Durée
Elle vaut du 1er juillet 2022 au 31 décembre 2022.
"""


@dataclass(frozen=True, slots=True)
class Entree:
    """A kind of file: its name, a good one, how it is damaged, what reads it."""

    fichier: str
    make: Callable[[], bytes]
    damage: Callable[[bytes, Random], tuple[bytes, str]]
    read: Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Essai:
    """What was done to a file, and what is wrong with what came of it; empty: nothing."""

    graine: str
    gestes: tuple[str, ...]
    faute: str
    refus: str = ""


def try_entree(nom: str, graine: str) -> Essai:
    """Damage a file of a kind by a seed and have it read."""
    entree, hasard = ENTREES[nom], Random(f"{nom} {graine}")  # noqa: S311 (nothing secret)
    octets, gestes = _make(nom), []
    for _ in range(hasard.randint(1, GESTES_MAXIMUM)):
        octets, geste = entree.damage(octets, hasard)
        gestes.append(geste)
    with TemporaryDirectory() as dossier:
        chemin = Path(dossier, entree.fichier)
        chemin.write_bytes(octets)
        depart, faute, refus = time.process_time(), "", ""
        try:
            entree.read(chemin)
        except Refus as erreur:
            refus = str(erreur)
            faute = next((f"phrase : {phrase}" for phrase in refus.splitlines() if not _is_phrase(phrase)), "")
        except Exception as erreur:  # noqa: BLE001 (what is looked for)
            faute = f"{type(erreur).__name__}: {erreur!s:.200}\n{traceback.format_exc(limit=-4)}"
        duree = time.process_time() - depart
        if not faute and duree > LENTEUR:
            faute = f"{duree:.1f} s de processeur"
    return Essai(graine, tuple(gestes), faute, refus)


@cache
def _make(nom: str) -> bytes:
    return ENTREES[nom].make()


def _is_phrase(phrase: str) -> bool:
    return phrase.endswith(".") and not _INTERDITS.search(phrase)


def _read_classeur(chemin: Path) -> None:
    lecture = read_classeur(chemin)
    for anomalie in check_dossier(lecture.dossier, *lecture.anomalies):
        write_constat(anomalie)
    read_notes(open_classeur(chemin)[0])


def _refit(chemin: Path) -> None:
    """What was read is made anew, and the new one can be read too."""
    _read_classeur(chemin)
    with shorten_echeancier(4):
        contenu, _constats = chaine.refit_classeur(chemin, JOUR)
    chemin.write_bytes(contenu)
    _read_classeur(chemin)


def _continue(chemin: Path) -> None:
    """What else may be built or written of a workbook: one that refuses keeps none of the others from being tried."""
    examen = examine(chemin)
    refus: list[Refus] = []
    with shorten_echeancier(4):
        for suite in (
            lambda: chaine.reconduct_classeur(chemin, JOUR.year + 1, JOUR),
            lambda: chaine.pass_to_vote(chemin, JOUR),
            lambda: chaine.apply_scenario(chemin, SCENARIO, JOUR),
            lambda: chaine.tell_ecarts(chaine.compare_classeurs(_load_plein(), examen)),
            lambda: chaine.produce_avenants(_load_plein(), examen, ("docx",), JOUR),
            lambda: list(chaine.produce_ajouts(examen, ("docx",), JOUR).render()),
        ):
            try:
                suite()
            except Refus as erreur:
                refus.append(erreur)
    if refus:
        raise Refus("\n".join(map(str, refus)))


@cache
def _load_plein() -> Examen:
    with TemporaryDirectory() as dossier:
        chemin = Path(dossier, "plein.xlsm")
        chemin.write_bytes(_make("remise"))
        return examine(chemin)


def _make_modele() -> bytes:
    modele = docx.Document()
    modele.sections[0].header.paragraphs[0].text = "«structure»"
    for texte in ("Montant : «montant»", "{% for operation in operations %}", "«operation.code» : {{ operation.montant }}", "{% endfor %}"):
        modele.add_paragraph(texte)
    modele.add_table(2, 2).cell(1, 1).text = "{% if structure_iban %}«structure_iban»{% endif %}"
    modele.sections[0].left_margin = Cm(2)
    tampon = io.BytesIO()
    modele.save(tampon)
    return tampon.getvalue()


@cache
def _load_convention() -> tuple[object, object]:
    dossier = load_campagne("2022_phase2")
    return dossier, compose_conventions(dossier)[0]


def _fill_modele(chemin: Path) -> None:
    dossier, convention = _load_convention()
    load_modele_word(chemin).fill(dossier, convention).write(JOUR)


def _make_manifeste() -> bytes:
    entrees = [{"structure": nom, "fichiers": f"000{rang}_{nom}", "empreinte": "AB", "montant": "12.50"} for rang, nom in enumerate("ab")]
    fichiers = [{"fichier": f"docx/{entree['fichiers']}.docx", "sha256": "0" * 64, "octets": 3} for entree in entrees]
    manifeste = {"campagne": "2022_phase2", "date": "2022-09-27", "total": "25.00", "conventions": entrees, "fichiers": fichiers}
    return json.dumps(manifeste | {"anterieurs": fichiers[:1]}).encode()


def _save_over(chemin: Path) -> None:
    nouveau = json.loads(_make_manifeste()) | {"selection": ["a"]}
    save_production(chemin.parent, [("docx/000_a.docx", b"PK"), (chemin.name, json.dumps(nouveau).encode())])
    list_restes(chemin.parent)


def _import(chemin: Path) -> None:
    recu = import_source(chemin)
    render_import_json(chemin.name, "", recu)


def _make_tableau_excel() -> bytes:
    with TemporaryDirectory() as dossier:
        rangees = [ligne.split(";") for ligne in _TABLEAU.splitlines()]
        return write_classeur(Path(dossier, "x.xlsx"), [{"nom": "Feuil1", "rangees": rangees}]).read_bytes()


def _make_vote_word() -> bytes:
    document = docx.Document()
    for ligne in filter(None, _VOTE.splitlines()):
        document.add_paragraph(ligne)
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _make_vote_odt() -> bytes:
    espaces = " ".join(f'xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0"' for nom in ("office", "text", "style"))
    paragraphes = "".join(f"<text:p>{ligne}</text:p>" for ligne in _VOTE.splitlines())
    contenu = (
        f"<office:document-content {espaces}><office:body><office:text>{paragraphes}</office:text></office:body></office:document-content>"
    )
    return zip_parties({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": contenu.encode()})


def _import_demandes(chemin: Path) -> None:
    import_source(chemin, _load_annee(), en_demandes=True)


def _match_paiements(chemin: Path) -> None:
    match_paiements(_load_annee(), read_paiements(chemin).paiements)


def _read_bilan(chemin: Path) -> None:
    chaine.read_recus(_load_annee(), [chemin], JOUR)


@cache
def _load_annee() -> Dossier:
    """A campaign in the middle of its year, its lines but few."""
    annee = live(load_campagne("2022_phase2"))
    suivies = {TOUQUET, LIBERCOURT, JEUNES, "PAGE"}
    return locate_dossier(replace(annee, lignes=tuple(ligne for ligne in annee.lignes if ligne.structure in suivies)))


def _make_bilan() -> Bilan:
    return compose_bilans(_load_annee(), ["PAGE"])[0]


def _make_correspondance() -> bytes:
    with TemporaryDirectory() as dossier:
        chemin = Path(dossier, "t.csv")
        chemin.write_text(_TABLEAU, encoding="utf-8")
        return write_correspondance(import_source(chemin).journal.colonnes)


ENTREES: Mapping[str, Entree] = {
    "classeur": Entree("essai.xlsm", build, damage_paquet, _read_classeur),
    "remise": Entree("plein.xlsm", make_plein, damage_paquet, _refit),
    "suites": Entree("plein.xlsm", make_plein, damage_paquet, _continue),
    "modele": Entree("modele.docx", _make_modele, damage_paquet, _fill_modele),
    "manifeste": Entree("manifeste.json", _make_manifeste, damage_texte, _save_over),
    "tableau_csv": Entree("tableau.csv", _TABLEAU.encode, damage_texte, _import),
    "tableau_octets": Entree("tableau.txt", _TABLEAU.encode, damage_octets, _import),
    "tableau_excel": Entree("tableau.xlsx", _make_tableau_excel, damage_paquet, _import),
    "vote_word": Entree("vote.docx", _make_vote_word, damage_paquet, chaine.read_vote),
    "vote_odt": Entree("vote.odt", _make_vote_odt, damage_paquet, chaine.read_vote),
    "vote_texte": Entree("vote.txt", _VOTE.encode, damage_texte, chaine.read_vote),
    "annee": Entree("annee.xlsm", lambda: build_classeur(_load_annee(), (), JOUR), damage_paquet, _read_classeur),
    "demandes_csv": Entree("demandes.csv", _DEMANDES.encode, damage_texte, _import_demandes),
    "paiements_csv": Entree("paiements.csv", _PAIEMENTS.encode, damage_texte, _match_paiements),
    "bilan_excel": Entree("bilan.xlsx", lambda: render_bilan_xlsx(_make_bilan(), JOUR), damage_paquet, _read_bilan),
    "bilan_word": Entree("bilan.docx", lambda: render_bilan_docx(_make_bilan(), JOUR), damage_paquet, _read_bilan),
    "correspondance": Entree("choix.toml", _make_correspondance, damage_texte, load_correspondance),
}
