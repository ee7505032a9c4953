"""The calendar, read back by another program: dates, texts, reminders, lines that a strict reader takes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from dpid_xl.calcul.echeances import list_jalons
from dpid_xl.rendus.tableaux.calendrier import escape_texte, fold_ligne, render_calendrier
from tests.avances import decide_avances
from tests.exercices import REPARTIES, split
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis

HOSTILE = "Œuvre, dite «\xa0L’Étoile\xa0»; a\\b\nBEGIN:VEVENT" + "é" * 80


@pytest.fixture(scope="module")
def signe(dossier):
    return with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", signature=SIGNATURE))


def _read(contenu):
    calendrier = Calendar.from_ical(contenu)
    assert not calendrier.errors
    return {str(evenement["UID"]): evenement for evenement in calendrier.walk("VEVENT")}


def _find(evenements, debut):
    return next(evenement for evenement in evenements.values() if str(evenement["SUMMARY"]).startswith(debut))


def test_one_event_per_day_and_kind(signe, jour):
    evenements = _read(render_calendrier(signe, jour))
    attendus = {(jalon.jour, jalon.nature) for jalon in list_jalons(signe)}
    assert len(evenements) == len(attendus)
    assert sorted(evenement["DTSTART"].dt for evenement in evenements.values()) == sorted(quand for quand, _ in attendus)


def test_a_corrected_signature_moves_its_events(dossier, jour):
    avant, apres = (
        _read(render_calendrier(with_suivis(dossier, make_suivi(LIBERCOURT, "T1-01", signature=quand)), editee))
        for quand, editee in ((date(2022, 10, 3), jour), (date(2022, 10, 10), jour + timedelta(days=20)))
    )
    assert avant.keys() == apres.keys()
    assert min(apres[nom]["SEQUENCE"] - avant[nom]["SEQUENCE"] for nom in avant) == 20
    assert _find(avant, "Avance")["DTSTART"].dt == date(2022, 10, 3)
    assert _find(apres, "Avance")["DTSTART"].dt == date(2022, 10, 10)


def test_all_day_events_of_that_date(signe, jour):
    for evenement in _read(render_calendrier(signe, jour)).values():
        assert evenement["DTSTART"].params["VALUE"] == "DATE"
        assert evenement["DTSTAMP"].dt.date() == jour


def test_what_there_is_to_do(signe, jour):
    evenements = _read(render_calendrier(decide_avances(signe), jour))
    publication = _find(evenements, "Données essentielles")
    assert publication["SUMMARY"] == "Données essentielles à publier : CCAS de Libercourt"
    assert publication["DTSTART"].dt == date(2023, 1, 12)
    avance = str(_find(evenements, "Avance")["DESCRIPTION"])
    assert avance.replace("\xa0", " ").splitlines()[1:] == ["- CCAS de Libercourt (T1-01, T1-02) : 9 840,00 €"]
    inconnue = str(_find(_read(render_calendrier(signe, jour)), "Avance")["DESCRIPTION"])
    assert inconnue.splitlines()[1:] == ["- CCAS de Libercourt (T1-01, T1-02) : montant à compléter, le barème n'a pas de taux d'avance"]
    bilan = _find(evenements, "Bilan")
    nombre = len(str(bilan["DESCRIPTION"]).splitlines()) - 1
    assert bilan["SUMMARY"] == f"Bilan attendu : {nombre} structures"


def test_a_reminder_a_fortnight_before_what_is_awaited(signe, jour):
    rappels = {
        str(evenement["SUMMARY"]).split(" :")[0]: evenement.walk("VALARM") for evenement in _read(render_calendrier(signe, jour)).values()
    }
    assert {titre for titre, alarmes in rappels.items() if alarmes} == {
        "Données essentielles à publier",
        "Bilan attendu",
        "Comptes annuels attendus",
    }
    assert {alarme["TRIGGER"].dt for alarmes in rappels.values() for alarme in alarmes} == {timedelta(days=-15)}


def test_lines_are_short_and_end_as_the_standard_wants(signe, jour):
    contenu = render_calendrier(signe, jour)
    lignes = contenu.split(b"\r\n")
    assert lignes[-1] == b""
    assert b"\n" not in contenu.replace(b"\r\n", b"")
    assert max(map(len, lignes)) <= 75
    assert all(ligne.decode() is not None for ligne in lignes)  # no letter is cut: each line is UTF-8 by itself


def test_a_hostile_name_stays_a_text(dossier, jour):
    structures = (replace(dossier.structures[0], nom=HOSTILE), *dossier.structures[1:])
    renomme = replace(dossier, structures=structures, lignes=(replace(dossier.lignes[0], structure=HOSTILE),))
    evenements = _read(render_calendrier(renomme, jour))
    assert len(evenements) == 3
    assert {str(evenement["SUMMARY"]).partition(" : ")[2] for evenement in evenements.values()} == {HOSTILE}


@pytest.mark.parametrize("longueur", range(60, 90))
@pytest.mark.parametrize("signe_", ["a", "é", "€", "😀"])
def test_folding_is_undone_by_unfolding(signe_, longueur):
    ligne = signe_ * longueur
    assert fold_ligne(ligne).decode().replace("\r\n ", "") == ligne + "\r\n"


def test_escapes():
    assert escape_texte("a\\b, c; d\r\ne") == "a\\\\b\\, c\\; d\\ne"


def test_importing_again_replaces(signe, dossier, jour):
    autre_jour = _read(render_calendrier(dossier, date(2023, 1, 1)))
    assert set(autre_jour) < set(_read(render_calendrier(signe, jour)))


def test_same_input_same_bytes(signe, jour):
    assert render_calendrier(signe, jour) == render_calendrier(signe, jour)


def test_nothing_due_is_an_empty_calendar(dossier, jour):
    vide = replace(dossier, lignes=())
    assert _read(render_calendrier(vide, jour)) == {}


@pytest.mark.parametrize(
    ("parts", "attendu"),
    [
        (REPARTIES[:2], "32 334,17 € pour 2022 ; ensuite, à une date qui n'est pas fixée, 24 250,63 € pour 2023"),
        ((), "montant à compléter, il n'est pas réparti par exercice"),
    ],
    ids=["réparti", "à répartir"],
)
def test_an_avance_of_several_exercices(dossier, jour, parts, attendu):
    signe = with_suivis(split(decide_avances(dossier), *parts), make_suivi("Tous Parrains", "T1-03", signature=SIGNATURE))
    seule = replace(signe, lignes=tuple(ligne for ligne in signe.lignes if ligne.operation == "T1-03"))
    avance = _find(_read(render_calendrier(seule, jour)), "Avance")
    assert avance["DTSTART"].dt == SIGNATURE
    assert str(avance["DESCRIPTION"]).replace("\xa0", " ").endswith(f"(T1-03) : {attendu}")
