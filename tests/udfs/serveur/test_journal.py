"""The log of the server: who asked for what, and nothing of what was sent; no sign in it draws a line or a colour of its own."""

import io
import logging
from urllib.parse import quote

import httpx2 as httpx
import pytest

from tests.udfs.actions.classeur import make_json, read_octets
from tests.udfs.serveur.demande import APPEL, JETON, make_demande
from udfs.fonctions import FONCTIONS
from udfs.serveur import journal

IBAN = "FR7630006000011234567890189"
IBAN_FAUX = "FR76 3000 6000 0112 3456 7890 188"
SECRETS = (IBAN, IBAN_FAUX, IBAN_FAUX.replace(" ", ""), quote(IBAN_FAUX), "567890188", "7890 188", JETON, JETON[:20], "Emmaüs du Nord")
MACROS = ("actualiser", "controler")
CONTROLES = "\x1b[31mrouge\x1b[0m\r\nINFO:     faux \x85\u2028\u202e"


@pytest.fixture(scope="module")
def lus(serveur):
    """What the log gained while everything was sent that must not be in it."""
    avant = serveur.journal.stat().st_size
    with httpx.Client(base_url=serveur.adresse, timeout=60) as client:
        bon, faux = ({"Authorization": jeton, "Content-Type": "application/json"} for jeton in (JETON, JETON[:-1]))
        for secret in (IBAN, IBAN_FAUX, JETON, "Emmaüs du Nord", CONTROLES):
            demande = make_demande(secret) | {"caller_address": secret, "session_id": secret, "culture_info_name": secret}
            for fonction in FONCTIONS:
                arguments = [secret] * len(fonction.arguments)
                client.post(APPEL, json=make_demande(fonction.python, *arguments), headers=bon)
            client.post(APPEL, json=demande, headers=faux)
            client.post(APPEL, json=demande)
            client.post(APPEL, json=demande, headers=bon)
            client.post(APPEL, json=demande | {"func_name": "dpid_places", "args": [[[80]], [[6]]], "date_format": secret}, headers=bon)
            client.get("/xlwings/alert", params={"prompt": secret, "title": secret, "buttons": "ok", "mode": "info", "callback": ""})
            client.get("/taskpane.html", params={"jeton": secret}, headers={"User-Agent": quote(secret), "Referer": quote(secret)})
        classeur = make_json(read_octets())
        registre = next(feuille for feuille in classeur["sheets"] if feuille["name"] == "Structures")
        registre["values"] = [[IBAN_FAUX if valeur == "" else valeur for valeur in rangee] for rangee in registre["values"]]
        for macro in MACROS:
            assert client.post(f"/xlwings/custom-scripts-call/{macro}", json=classeur, headers=bon).status_code == 200
        client.post("/xlwings/custom-scripts-call/%1b%5b31m%0d%0aINFO", json=classeur, headers=bon)
    return serveur.journal.read_bytes()[avant:].decode("utf-8")


def test_everything_was_asked(lus):
    for fonction in FONCTIONS:
        assert f'Function "{fonction.python}" called by arras' in lus
    for macro in MACROS:
        assert f'Script "{macro}" called by arras' in lus
    assert "/xlwings/alert HTTP" in lus


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_that_was_sent_is_there(lus, secret):
    assert secret not in lus


def test_no_sign_draws_a_line(lus):
    assert [signe for signe in lus if not signe.isprintable() and signe != "\n"] == []
    assert not [ligne for ligne in lus.splitlines() if not ligne.startswith(("INFO:", "WARNING:", "ERROR:", "    "))]


@pytest.fixture
def ecrire(monkeypatch):
    """Log something through the handlers of a process that serves."""
    sortie = io.StringIO()
    trouvee = logging.StreamHandler(sortie)
    monkeypatch.setattr(journal, "_list_sorties", lambda: [trouvee])
    journal.install()
    journal.install()  # a second time changes nothing
    registre = logging.getLogger("udfs.essai")
    registre.addHandler(trouvee)

    def write(*arguments, **options):
        registre.error(*arguments, **options)
        return sortie.getvalue()

    yield write
    registre.removeHandler(trouvee)


def test_an_error_is_its_kind_and_its_place(ecrire):
    try:
        float(IBAN)
    except ValueError as erreur:
        ecrire("imprévu", exc_info=True)
        texte = ecrire(erreur)
    assert texte.startswith("imprévu\n    ValueError\n      test_journal.py:")
    assert "\ntest_journal.py:" in texte
    assert texte.count("    ValueError\n") == 2
    assert IBAN not in texte


def test_signs_are_written_as_what_they_are(ecrire):
    assert ecrire("a %s", CONTROLES) == "a \\x1b[31mrouge\\x1b[0m\\x0d\n    INFO:     faux \\x85\\x2028\\x202e\n"


@pytest.mark.parametrize(
    ("nom", "gravite", "dit"), [("redis.client", 30, False), ("xlwings_server.a", 30, False), ("xlwings_server", 20, True)]
)
def test_a_library_says_where_and_not_what(nom, gravite, dit):
    record = logging.LogRecord(nom, gravite, "/site/a.py", 7, f"lu {IBAN}", (), None, "lire")
    texte = journal.FormatSobre(logging.Formatter("%(name)s %(message)s")).format(record)
    assert texte == f"{nom} lu {IBAN}" if dit else f"{nom} a.py:7 lire"


def test_every_handler_of_a_process_is_taken():
    sortie = logging.NullHandler()
    registre = logging.getLogger("essai.de.journal")
    registre.addHandler(sortie)
    try:
        assert sortie in list(journal._list_sorties())
    finally:
        registre.removeHandler(sortie)
