"""The remarks on the source: one text for those who keep the data, rows without its lines for officers, figures that are the campaign's."""

import re
from decimal import Decimal
from importlib import resources

import pytest

from dpid_xl import campagnes
from dpid_xl.calcul.suivi import list_par_avenant
from dpid_xl.calcul.totaux import sum_montants
from dpid_xl.campagnes.remarques import FICHIER, parse_remarques
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.modele import Portee
from dpid_xl.montants import format_montant

TEXTE = (resources.files(campagnes) / "2022_phase2" / FICHIER).read_text(encoding="utf-8")


def test_a_bullet_a_paragraph_and_a_row_of_a_table_are_one_remark_each():
    texte = (
        "# Titre\n\nHors rubrique.\n\n## A\n\n<!-- note\nde ceux qui tiennent les données -->\n- un (l. 1),\n  suite.\n"
        "- deux (annexe 5, l. 2-3 ; annexe 2, l. 4).\n\n| Quoi | Où | Retenu |\n|---|---|---|\n| x | (l. 5, 6) | y |\n| z | w | |\n\n"
        "Un paragraphe\nde deux lignes.\n\n## B\n\nFin (l. 7)\n"
    )
    assert [(remarque.rubrique, remarque.texte) for remarque in parse_remarques(texte)] == [
        ("A", "un, suite."),
        ("A", "deux (annexe 5 ; annexe 2)."),
        ("A", "x – Retenu : y"),
        ("A", "z – Où : w"),
        ("A", "Un paragraphe de deux lignes."),
        ("B", "Fin"),
    ]


def test_officers_read_no_line_of_a_text_they_do_not_have_nor_a_name_of_a_file(dossier):
    assert len(dossier.remarques) > 60
    assert [remarque.texte for remarque in dossier.remarques if re.search(r"\bl\. ?\d|`|\.(toml|csv|md)\b|\( *\)| ,", remarque.texte)] == []
    assert all(remarque.texte and remarque.rubrique for remarque in dossier.remarques)


def test_who_keeps_the_data_finds_the_lines():
    assert len(re.findall(r"\bl\. ?\d", TEXTE)) > 100


def _make_chiffres(dossier):
    a_cheval = [ligne for ligne in dossier.lignes if ligne.periode and ligne.periode.debut.year != ligne.periode.fin.year]
    muettes = [ligne for ligne in dossier.lignes if ligne.quantite is None and ligne.quantite_simple is None]
    conventions = compose_conventions(dossier)
    total = sum(decision.valeur for decision in dossier.decisions if decision.portee is Portee.ARTICLE and decision.unite == "€")
    return {
        f"{sum(not ligne.territoire for ligne in dossier.lignes)} lignes sans territoire": "Cellules",
        f"Sans dates : {sum(ligne.periode is None for ligne in dossier.lignes)} lignes": "Silences",
        f"Sans quantité : {len(muettes)} lignes, dont {sum(ligne.financee for ligne in muettes)} financées ({_euros(muettes)})": "Silences",
        f"Exercices : {len(a_cheval)} lignes ({_euros(a_cheval)}) vont sur deux années civiles": "Silences",
        f"Total général : {format_montant(Decimal(total))}": "Silences",
        f"{len(conventions)} des {len(dossier.structures)} structures reçoivent un montant": "Silences",
        f"attribuent {len(dossier.attributions)} montants": "Montants attribués",
        format_montant(sum(attribution.montant_decide for attribution in dossier.attributions)): "Montants attribués",
        f"{len(conventions)} conventions font {format_montant(sum(convention.montant for convention in conventions))}": "PAGE",
        f"et {_euros(list_par_avenant(dossier))} vont par avenant": "PAGE",
    }


def _euros(lignes):
    return format_montant(sum_montants(lignes))


def test_the_figures_of_the_remarks_are_those_of_the_campaign(dossier):
    for chiffre, rubrique in _make_chiffres(dossier).items():
        textes = [remarque.texte for remarque in dossier.remarques if remarque.rubrique.startswith(rubrique)]
        assert any(_simplify(chiffre) in _simplify(texte) for texte in textes), chiffre


def _simplify(texte):
    return texte.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("texte", ["", "# Titre\n\nsans rubrique\n", "## A\n\n<!-- rien -->\n"])
def test_nothing_is_no_remark(texte):
    assert list(parse_remarques(texte)) == []
