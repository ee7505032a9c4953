"""The command as it is typed: accents do not count, a mistake says what is accepted, every command shows an example that works."""

import re

import pytest
import typer.main

from dpid_xl.cli import app, main
from dpid_xl.cli_francais import EXEMPLE
from tests.commandes import COMMANDES
from tests.typographie import unset

GROUPE = typer.main.get_command(app)


def _run(capsys, *arguments):
    with pytest.raises(SystemExit) as fin:
        main(list(arguments))
    return fin.value.code, unset(capsys.readouterr().err).strip()


@pytest.mark.parametrize("nom", GROUPE.commands)
def test_every_command_shows_an_example_that_the_readme_runs(capsys, nom):
    exemple = GROUPE.commands[nom].epilog
    assert exemple.startswith(f"{EXEMPLE}dpid-xl {nom}")
    commande = exemple.removeprefix(EXEMPLE)
    assert commande in COMMANDES or commande == "dpid-xl demo", "tests/oracles runs those of the README"
    with pytest.raises(SystemExit):
        main([nom, "--help"])
    assert capsys.readouterr().out.rstrip().endswith(exemple), "on one line, to be copied"


@pytest.mark.parametrize(
    "arguments",
    [("contrôler", "absent.xlsm"), ("CONTROLER", "absent.xlsm"), ("exporter", "Échéancier", "absent.xlsm", "-o", "x.csv")]
    + [("courriers", sorte, "absent.xlsm", "-o", "x") for sorte in ("décompte", "demande-de-bilan", "demande de bilan")],
)
def test_accents_capitals_and_hyphens_do_not_count(capsys, arguments):
    assert _run(capsys, *arguments) == (2, "Le fichier « absent.xlsm » n'existe pas : vérifiez son nom et son dossier.")


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("controlle", "a.xlsm"), "La commande « controlle » n'existe pas : choisissez parmi demo, construire, reconduire, "),
        (("exporter", "budgets", "a.xlsm", "-o", "b.csv"), "L'export « budgets » n'existe pas : choisissez parmi annexe5, budget, "),
        (
            ("courriers", "relance", "a", "-o", "b"),
            "Le courrier « relance » n'existe pas : choisissez parmi notification, demande_de_bilan, decompte, refus.",
        ),
        (("controler", "a", "--pdf"), "L'option « --pdf » n'existe pas : choisissez parmi --json, --rapport, --par, "),
        (("controler", "a", "b"), "La commande est mal écrite, « b » est en trop ; exemple : « dpid-xl controler annexe5.xlsm »."),
        (("controler",), "Il manque « CLASSEUR » ; exemple : « dpid-xl controler annexe5.xlsm »."),
        (("controler", "a", "--rapport"), "L'option « --rapport » attend une valeur : écrivez-la juste après."),
        (("controler", "a", "--json=oui"), "L'option « --json » ne prend pas de valeur : écrivez-la seule."),
        (
            ("controler", "a", "--date", "2022-99-99"),
            "--date ne peut pas être « 2022-99-99 » : tapez un jour, sous la forme 2022-09-27 ou 27/09/2022.",
        ),
        (
            ("bilans-recus", "a", "b", "--recus-le", "demain", "-o", "c"),
            "--recus-le ne peut pas être « demain » : tapez un jour, sous la forme 2022-09-27 ou 27/09/2022.",
        ),
        (
            ("passer-au-vote", "a", "--commission", "9999-12-31", "-o", "c"),
            "--commission ne peut pas être « 9999-12-31 » : l'année attendue va de 2000 à 2099.",
        ),
        (("conventions", "a", "-o", "b", "--formats", "odt"), "Le format « odt » n'existe pas : choisissez parmi xlsx, docx, pdf."),
        (("construire", "-o", "a.xlsm", "--campagne", "2031"), "La campagne « 2031 » n'existe pas ; campagnes connues : 2022_phase2."),
    ],
)
def test_a_mistake_says_what_is_accepted(capsys, arguments, phrase):
    code, erreur = _run(capsys, *arguments)
    assert code == 2
    assert erreur.startswith(phrase)
    assert re.search(r"[.]$", erreur)
