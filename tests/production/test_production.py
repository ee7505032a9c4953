"""What a production is before it is on a disk: refused or ready, what its manifest may say, what selects it."""

import json
from dataclasses import replace

import pytest

from dpid_xl import chaine
from dpid_xl.anomalies import Anomalie, Gravite
from dpid_xl.documents.courriers import Nature
from dpid_xl.examen import Bloque, Examen
from dpid_xl.modele import Origine
from dpid_xl.production.choix import StructureInconnue
from dpid_xl.production.liasse import LES_COURRIERS, LIASSES
from dpid_xl.production.manifeste import render_manifeste
from dpid_xl.production.production import Commences, begin_pdfs
from dpid_xl.rendus import pdf
from tests.rendus.fabrique import JOUR

BLOQUANTE = Anomalie("montant_absent", Gravite.BLOQUANTE, Origine("Annexe 5", "M7"), {})
PAGE = ["PAGE"]


@pytest.fixture(scope="module")
def examen(dossier):
    return Examen("annexe5.xlsm", dossier, (), "")


@pytest.mark.parametrize(
    ("produce", "debut", "fin"),
    [
        (
            lambda e: chaine.produce_conventions(e, ["pdf"], JOUR),
            "Aucune convention n'est écrite",
            " : corrigez le classeur puis recommencez.",
        ),
        (
            lambda e: chaine.produce_avenants(e, e, ["pdf"], JOUR),
            "Aucun avenant n'est écrit",
            " dans « annexe5.xlsm » : corrigez-la.",
        ),
        (
            lambda e: chaine.produce_courriers(e, Nature.DECOMPTE, ["pdf"], JOUR),
            "Aucun courrier n'est écrit",
            " : corrigez le classeur puis recommencez.",
        ),
        (
            lambda e: chaine.export_tableau(e, "lignes", ".csv", JOUR),
            "Aucun export n'est écrit",
            " : corrigez le classeur puis recommencez.",
        ),
    ],
)
def test_a_blocking_anomaly_refuses_every_use_case(examen, produce, debut, fin):
    bloque = replace(examen, anomalies=(BLOQUANTE,))
    with pytest.raises(Bloque) as refus:
        produce(bloque)
    assert str(refus.value) == f"{debut} tant qu'il reste une anomalie bloquante{fin}"
    assert (refus.value.examen, refus.value.code) == (bloque, 1)


def test_no_convention_to_write_is_refused(examen):
    with pytest.raises(chaine.RienAEcrire) as refus:
        chaine.produce_conventions(replace(examen, dossier=replace(examen.dossier, lignes=())), ["pdf"], JOUR)
    assert (str(refus.value), refus.value.code) == (
        "Aucune ligne de l'annexe 5 n'a de montant retenu : il n'y a pas de convention à écrire.",
        1,
    )
    sans_elle = tuple(ligne for ligne in examen.dossier.lignes if ligne.structure != "PAGE")
    with pytest.raises(chaine.RienAEcrire, match=r"^Aucune des structures demandées n'a de montant retenu"):
        chaine.produce_conventions(replace(examen, dossier=replace(examen.dossier, lignes=sans_elle)), ["pdf"], JOUR, ["PAGE"])


@pytest.mark.parametrize(
    ("produce", "phrase"),
    [
        (
            lambda e: chaine.produce_avenants(e, e, ["docx"], JOUR),
            "Aucune convention comparée n'a changé entre « annexe5.xlsm » et « annexe5.xlsm » : il n'y a pas d'avenant à écrire.",
        ),
        (
            lambda e: chaine.produce_courriers(e, Nature.DECOMPTE, ["docx"], JOUR),
            "Aucun courrier à écrire : la feuille Suivi n'a aucune quantité réalisée ; saisissez-la, ou nommez une --structure.",
        ),
    ],
)
def test_what_calls_for_nothing_has_a_sentence_and_no_file(examen, produce, phrase):
    production = produce(examen)
    assert production.phrases[-1] == phrase
    assert (production.nombre, list(production.render())) == (0, [])


def test_a_letter_has_no_list_to_sign(examen):
    production = chaine.produce_courriers(examen, Nature.NOTIFICATION, ["docx", "pdf"], JOUR, PAGE)
    rendus = dict(production.render())
    assert list(rendus) == ["docx/0003_notification-page.docx", "pdf/0003_notification-page.pdf", "manifeste_notification.json"]
    assert production.nombre == len(rendus)
    assert production.liasse is LES_COURRIERS
    assert json.loads(rendus["manifeste_notification.json"])["selection"] == PAGE


def test_each_kind_has_its_own_names():
    for attribut in ("nom", "manifeste", "bordereau"):
        noms = [valeur for liasse in LIASSES if (valeur := getattr(liasse, attribut))]
        assert len(set(noms)) == len(noms), attribut


def test_a_manifest_says_nothing_unforeseen(dossier):
    with pytest.raises(ValueError, match="tuple"):
        render_manifeste(dossier, JOUR, {"remarque": "à relire"}, [])


def test_one_that_left_the_register_is_found_in_the_former_one(examen):
    sans = replace(
        examen.dossier,
        structures=tuple(structure for structure in examen.dossier.structures if structure.nom != "PAGE"),
        lignes=tuple(ligne for ligne in examen.dossier.lignes if ligne.structure != "PAGE"),
    )
    production = chaine.produce_avenants(examen, replace(examen, dossier=sans), ["docx"], JOUR, PAGE)
    assert next(phrase for phrase in production.phrases if "PAGE" in phrase).startswith("Résiliation ou avenant à décider – PAGE – ")
    with pytest.raises(StructureInconnue, match="n'est pas au registre"):
        chaine.produce_avenants(examen, examen, ["docx"], JOUR, ["Personne"])


def test_pdf_files_begun_before_the_workbook_are_those_of_what_is_read_there(examen):
    siennes = tuple(ligne for ligne in examen.dossier.lignes if ligne.structure in PAGE)
    seule = replace(examen, dossier=replace(examen.dossier, lignes=siennes))
    production = chaine.produce_conventions(seule, ["pdf"], JOUR)
    attendus = dict(production.render())
    with begin_pdfs(seule, JOUR) as commences, production.start(commences) as rendus:
        assert dict(rendus) == attendus
        assert next(commences.pdfs, None) is None, "they were taken"


def test_pdf_files_begun_are_taken_when_more_are_to_come_than_are_held_in_hand(examen, monkeypatch):
    monkeypatch.setattr(pdf, "EN_AVANCE", 2)
    premieres = list(dict.fromkeys(ligne.structure for ligne in examen.dossier.lignes))[:4]
    quatre = replace(examen, dossier=replace(examen.dossier, lignes=tuple(li for li in examen.dossier.lignes if li.structure in premieres)))
    production = chaine.produce_conventions(quatre, ["pdf"], JOUR)
    with begin_pdfs(quatre, JOUR) as commences, production.start(commences) as rendus:
        assert sum(nom.startswith("pdf/") for nom, _ in rendus) == len(production.documents) > pdf.EN_AVANCE
        assert next(commences.pdfs, None) is None, "they were taken"


def test_pdf_files_begun_of_something_else_are_left(examen):
    production = chaine.produce_conventions(examen, ["pdf"], JOUR, PAGE)
    attendus, (page,) = dict(production.render()), production.conventions
    autrement_lue = replace(page, pied=f"{page.pied} ")
    for prevus in ((), (autrement_lue,), (page, page)):
        with production.start(Commences(prevus, iter([b"%PDF-1.7"] * len(prevus)))) as rendus:
            assert dict(rendus) == attendus, prevus


def test_pdf_files_begun_are_not_made_when_they_are_not_asked(examen):
    production = chaine.produce_conventions(examen, ["docx"], JOUR, PAGE)
    with production.start(Commences(production.documents, iter([b"%PDF-1.7"]))) as rendus:
        assert all(not nom.startswith("pdf/") for nom, _ in rendus)
