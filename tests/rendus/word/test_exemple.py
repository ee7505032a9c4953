"""Our convention as a Word model: given back to the command, it makes the conventions that are made without it."""

import io
from dataclasses import replace

import docx
import pytest

from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.document import A_COMPLETER
from dpid_xl.image import read_image
from dpid_xl.rendus.word.docx import render_docx
from dpid_xl.rendus.word.exemple import render_exemple
from dpid_xl.rendus.word.gabarit import MENTION
from dpid_xl.rendus.word.modele import ModeleRefuse, load_modele_word
from tests.rendus.fabrique import JOUR
from tests.rendus.word.test_docx import SOMMAIRE, read_lignes
from tests.test_image import draw

REGLES = {  # what the register chooses: each branch of the model is written by one of them
    "CCAS du Touquet": {"sous_traitance": "A", "securite": "1", "sort_donnees": "destruction", "nature": "CCAS"},
    "PAGE": {"sous_traitance": "B", "securite": "2", "sort_donnees": "tiers", "representant": "Mme Petit", "qualite": "présidente"},
    "PLIE St Omer": {},
}


def _load(dossier, tmp_path):
    chemin = tmp_path / "modele.docx"
    chemin.write_bytes(render_exemple(dossier, JOUR))
    modele = load_modele_word(chemin)
    modele.check(dossier)
    return modele


def _open(octets):
    return docx.Document(io.BytesIO(octets))


def _assert_same(dossier, tmp_path, conventions):
    modele = _load(dossier, tmp_path)
    for convention in conventions:
        rempli = modele.fill(dossier, convention)
        fait, voulu = _open(rempli.write(JOUR)), _open(render_docx(convention, JOUR))
        assert list(read_lignes(fait)) == list(read_lignes(voulu)), convention.structure.nom
        assert rempli.projet is convention.projet
        noms = [[nom for paragraphe in document.paragraphs if (nom := paragraphe.style.name) not in SOMMAIRE] for document in (fait, voulu)]
        assert noms[0] == noms[1]
        lignes = [
            [ligne.text for ligne in document.paragraphs if ligne.style.name in SOMMAIRE and ligne.text] for document in (fait, voulu)
        ]
        assert lignes[0] == lignes[1]
        assert [len(table.rows) for table in fait.tables] == [len(table.rows) for table in voulu.tables]
        assert fait.sections[0].header.paragraphs[0].text == (MENTION if convention.projet else "")
        pieds = [set(document.sections[0].footer.paragraphs[0].text.split("\n")) for document in (fait, voulu)]
        assert pieds[0] <= pieds[1]


def _insert(dossier, *blocs):
    """The dossier with these blocks before its signatures."""
    rang = next(rang for rang, bloc in enumerate(dossier.modele) if bloc.code == "signature-exemplaires")
    return replace(dossier, modele=(*dossier.modele[:rang], *blocs, *dossier.modele[rang:]))


def test_the_conventions_of_the_campaign(dossier, conventions, tmp_path):
    parts = {len(convention.operations): convention for convention in conventions}  # one for each number of operations
    _assert_same(dossier, tmp_path, parts.values())


def test_every_branch_of_the_model(dossier, tmp_path):
    structures = tuple(replace(structure, **REGLES.get(structure.nom, {})) for structure in dossier.structures)
    regle = replace(dossier, structures=structures, campagne=replace(dossier.campagne, contact="a@exemple.fr"))
    _assert_same(regle, tmp_path, compose_conventions(regle, tuple(REGLES)))


def test_what_an_officer_adds_to_the_model(dossier, tmp_path):
    [patron] = [bloc for bloc in dossier.modele if bloc.code == "art9-1"]
    rangs = {"piece-b": "nature:CCAS | commune", "piece-c": "", "piece-d": "operation:T1-01", "piece-e": "", "piece-f": "document:avenant"}
    ajoutes = [
        replace(patron, code=code, style="numero", si=si, texte=f"{code[-1]}) pièce «l_operation», le 1er du mois ;")
        for code, si in rangs.items()
    ]
    article = replace(patron, code="clause", texte="«la_structure» s’y engage.", si="thematique:T1")
    fiche = [bloc for bloc in dossier.modele if bloc.code == "fiche-bilan"]
    propres = [
        replace(fiche[0], code="fiche-suivi", texte="Suivi", si="operation:T1-01"),
        replace(fiche[0], code="fiche-suivi-1", style="texte de fiche", texte="• Au plus «montant» pour «structure».", si=""),
    ]
    change = _insert(dossier, *ajoutes, article)
    change = replace(change, modele=(*change.modele[:-1], *propres, change.modele[-1]))
    _assert_same(change, tmp_path, compose_conventions(change, tuple(REGLES)))


def test_the_logo_is_in_the_model(dossier, tmp_path):
    avec = replace(dossier, logo=read_image(draw()))
    _assert_same(avec, tmp_path, compose_conventions(avec, ("PAGE",)))
    assert len(docx.Document(str(tmp_path / "modele.docx")).inline_shapes) == 1


def test_the_same_campaign_gives_the_same_bytes(dossier):
    assert render_exemple(dossier, JOUR) == render_exemple(dossier, JOUR)


def test_a_voted_text_has_its_model_too(dossier, tmp_path):
    vote = replace(dossier, modele=tuple(replace(bloc, texte_vote=bloc.texte) for bloc in dossier.modele))
    _assert_same(vote, tmp_path, compose_conventions(vote, ("PAGE",)))


@pytest.mark.parametrize("condition", ["natur:commune", "securite:3", "x"])
def test_a_condition_that_does_not_exist_is_named(dossier, tmp_path, condition):
    document = docx.Document()
    for texte in (f'{{% if si == "{condition}" %}}', "«montant»", "{% endif %}"):
        document.add_paragraph(texte)
    document.save(tmp_path / "lettre.docx")
    with pytest.raises(ModeleRefuse) as refus:
        load_modele_word(tmp_path / "lettre.docx").check(dossier)
    assert str(refus.value).startswith(f"Modèle « lettre.docx » : la condition « {condition} » n'existe pas ;")


@pytest.mark.parametrize(
    "texte",
    [
        "«si»",
        "{{ si }}",
        "{{ projet }}",
        "«projet»",
        "{% if si %}{% endif %}",
        "{% if si == montant %}{% endif %}",
        "{% for ligne in projet %}{% endfor %}",
    ],
)
def test_a_condition_is_no_field(tmp_path, texte):
    document = docx.Document()
    document.add_paragraph(f"«montant» {texte}")
    document.save(tmp_path / "lettre.docx")
    with pytest.raises(ModeleRefuse):
        load_modele_word(tmp_path / "lettre.docx")


def test_lines_of_an_officers_own_model(dossier, conventions, tmp_path):
    document = docx.Document()
    for texte in (
        "{% for ligne in lignes %}",
        "«ligne.operation» : «ligne.montant» («ligne.periode»)",
        "{% endfor %}",
        "{{ la_structure|capitalize }}",
    ):
        document.add_paragraph(texte)
    document.save(tmp_path / "lettre.docx")
    page = next(convention for convention in conventions if convention.structure.nom == "PAGE")
    rendu = _open(load_modele_word(tmp_path / "lettre.docx").fill(dossier, page).write(JOUR))
    assert [paragraphe.text for paragraphe in rendu.paragraphs] == [
        f"Actions d’insertion innovantes : 30\u202f740,66\xa0€ ({A_COMPLETER})",
        "L’association PAGE",
    ]
