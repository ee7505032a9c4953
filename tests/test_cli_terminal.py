"""What is printed on a terminal: from 60 to 200 columns nothing is cut, and whatever reads the output may stop."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from dpid_xl.anomalies import Anomalie, Euros, Gravite
from dpid_xl.cli_terminal import VERT, attend, follow, print_tableau, say, wrap
from dpid_xl.controles import get_message
from dpid_xl.lieu import Origine
from tests.test_cli import CLASSEUR
from tests.typographie import unset

LARGEURS = [60, 80, 100, 120, 160, 200]
ENTETES = ("Structure", "Opération", "Avant", "Après", "Différence", "Sort")
ECART = (
    "Association pour l'insertion",
    "T2-05",
    "1\u202f212\u202f220,00\xa0€",
    "12\u202f220,00\xa0€",
    "-1\u202f200\u202f000,00\xa0€",
    "baisse",
)


def _print(entetes, rangees, souple, largeur, **options):
    sortie = StringIO()
    print_tableau(entetes, rangees, souple, largeur=largeur, fichier=sortie, **options)
    return sortie.getvalue()


def _flatten(texte):
    return re.sub(r"[ \n│]+", " ", unset(texte))


@pytest.mark.parametrize("largeur", LARGEURS)
def test_neither_an_amount_nor_a_code_is_cut(largeur):
    texte = _print(
        ENTETES, [ECART, ("PAGE", "T1-01", "", "6\u202f400,00\xa0€", "6\u202f400,00\xa0€", "nouveau")], 0, largeur, droite=(2, 3, 4)
    )
    assert all(_flatten(mot) in _flatten(texte) for mot in ECART)
    assert max(map(len, texte.splitlines())) <= largeur


@pytest.mark.parametrize("largeur", LARGEURS)
def test_a_finding_is_read_whole(largeur, dossier):
    anomalies = [
        Anomalie(
            "montant_ecart_bareme",
            Gravite.AVERTISSEMENT,
            Origine("Modèle convention", f"M{rang}"),
            {
                "structure": ligne.structure,
                "operation": "T1-01",
                "montant": Euros(ligne.montant),
                "calcul": "10 places",
                "ecart": Euros(ligne.montant),
            },
        )
        for rang, ligne in enumerate(dossier.lignes[:20], 1)
    ]
    rangees = [(anomalie.gravite.value, str(anomalie.origine), get_message(anomalie)) for anomalie in anomalies]
    texte = _print(("Gravité", "Cellule", "Constat et suite à donner"), rangees, 2, largeur)
    assert max(map(len, texte.splitlines())) <= largeur
    assert all(place in texte for _, place, _ in rangees)
    for anomalie in anomalies:
        assert str(anomalie.faits["montant"]) in texte
    if "│" not in texte:
        assert all(_flatten(constat) in _flatten(texte) for *_, constat in rangees)


@pytest.mark.parametrize("largeur", LARGEURS)
def test_a_word_longer_than_the_room_is_not_cut_either(largeur):
    chemin = "C:\\Users\\" + "dossier\\" * 12 + "annexe5_modele.xlsm"
    assert chemin in _print(("État", "Ce qui a été fait"), [("fait", f"Copié dans {chemin}.")], 1, largeur).replace("\n", "")


@pytest.mark.parametrize("droite", [(), (2, 3)])
def test_a_table_is_that_of_the_library(droite):
    rangees = [("Beau\nMarais", "T1-01", "6\u202f400,00\xa0€", "0"), ("日本", "", "1,00\xa0€", "été")]
    table = Table()
    for rang, entete in enumerate(ENTETES[:4]):
        table.add_column(entete, justify="right" if rang in droite else "left", no_wrap=True)
    for rangee in rangees:
        table.add_row(*rangee)
    attendu = StringIO()
    Console(file=attendu, width=100).print(table)
    assert _print(ENTETES[:4], rangees, 1, 100, droite=droite) == attendu.getvalue()


def test_the_first_word_of_a_row_is_coloured_on_a_terminal(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    texte = _print(ENTETES[:2], [("fait", "Copié"), ("gardé", "Rien")], 1, 100, couleurs={"fait": VERT})
    assert re.findall(r"\x1b\[32m(.*?)\x1b\[0m", texte) == [" fait      "]
    assert re.findall(r"\x1b\[1m(.*?)\x1b\[0m", texte) == [" Structure ", " Opération "]


def test_nothing_to_show_prints_nothing():
    assert _print(ENTETES, [], 0, 80) == ""


def test_a_line_ends_between_words_never_inside_an_amount_nor_after_a_quote():
    assert wrap("le montant « PAGE » : 1\u202f600,00\xa0€", 12) == "le montant\n«\xa0PAGE\xa0»\xa0:\n1\u202f600,00\xa0€"


def test_a_sentence_is_in_one_piece_where_a_program_reads_it(capsys):
    say("mot " * 60)
    assert capsys.readouterr().out == "mot " * 60 + "\n"


SANS_TERMINAL = """
import sys
from dpid_xl.cli_terminal import attend, follow
with attend("Construction du classeur…"):
    print(list(follow("abc", 3, "Conventions")), "rich" in sys.modules)
"""


def test_where_nobody_looks_nothing_is_drawn_and_the_library_that_draws_is_not_loaded():
    fini = subprocess.run([sys.executable, "-c", SANS_TERMINAL], check=True, capture_output=True, text=True)
    assert (fini.stdout.strip(), fini.stderr) == ("['a', 'b', 'c'] False", "")


def test_on_a_terminal_what_is_being_made_is_shown(monkeypatch):
    ecran = StringIO()
    monkeypatch.setattr(ecran, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", ecran)
    with attend("Construction du classeur…"):
        pass
    assert list(follow("abc", 3, "Conventions")) == ["a", "b", "c"]
    assert "Construction du classeur…" in ecran.getvalue()
    assert "Conventions" in ecran.getvalue()


def test_what_reads_the_output_may_stop_reading():
    commande = subprocess.Popen(
        [sys.executable, "-m", "dpid_xl", "conventions", "--champs"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    commande.stdout.close()
    assert (commande.stderr.read(), commande.wait()) == ("", 0)
    commande.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk without room, as Linux has one")
@pytest.mark.parametrize("arguments", [["--version"], ["conventions", "--champs"], ["controler", str(CLASSEUR)]], ids=lambda noms: noms[0])
def test_an_output_without_room_is_one_sentence(arguments):
    with Path("/dev/full").open("w") as plein:
        commande = subprocess.run([sys.executable, "-m", "dpid_xl", *arguments], stdout=plein, stderr=subprocess.PIPE, check=False)
    erreur = unset(commande.stderr.decode())
    assert (erreur, commande.returncode) == ("Ce que dit la commande ne peut pas être écrit : le disque est plein.\n", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell that closes an output")
@pytest.mark.parametrize("arguments", [["--version"], ["comparer", str(CLASSEUR), str(CLASSEUR)]], ids=lambda noms: noms[0])
def test_an_output_that_is_closed_is_nothing(arguments):
    commande = subprocess.run(
        ["sh", "-c", 'exec "$0" -m dpid_xl "$@" >&-', sys.executable, *arguments], stderr=subprocess.PIPE, check=False
    )
    assert (commande.stderr, commande.returncode) == (b"", 0)
