"""The real Chromium, driven by its own protocol through two pipes: pages, what they say, and every address that was asked for."""

import json
import os
import re
import subprocess
import time
from base64 import b64decode
from contextlib import contextmanager, suppress
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from queue import Empty, Queue
from threading import Lock, Thread

from tests.outils import find_programme

DELAI = 240
TOUCHES = {"Escape": (27, ""), "Tab": (9, ""), "Enter": (13, "\r"), "Space": (32, " ")}
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"),
    *("--remote-debugging-pipe", "--net-log-capture-mode=Default"),
)


@contextmanager
def open_chromium(dossier):
    """Give a browser with a profile of its own; ``journal`` is written when it is closed."""
    chromium = find_programme("Chromium", "chromium", "chromium-browser", "google-chrome")
    ici_lit, il_ecrit = os.pipe()
    il_lit, ici_ecrit = os.pipe()
    journal = dossier / "reseau.json"

    def place():  # Chromium reads 3 and writes 4
        os.dup2(il_lit, 3)
        os.dup2(il_ecrit, 4)

    commande = [chromium, *OPTIONS, f"--user-data-dir={dossier / 'profil'}", f"--log-net-log={journal}", "about:blank"]
    hauts = _put_high(il_lit, il_ecrit)
    il_lit, il_ecrit = hauts
    with (dossier / "chromium.log").open("wb") as sortie:
        processus = subprocess.Popen(commande, stdout=sortie, stderr=sortie, close_fds=False, preexec_fn=place)  # noqa: PLW1509
        for descripteur in hauts:
            os.close(descripteur)
        navigateur = Navigateur(ici_lit, ici_ecrit, journal, processus.pid)
        try:
            yield navigateur
        finally:
            navigateur.close()
            try:
                processus.wait(30)
            except subprocess.TimeoutExpired:
                processus.kill()
                processus.wait()


def _put_high(*descripteurs):
    """Move descriptors away from 3 and 4."""
    hauts = []
    for descripteur in descripteurs:
        haut = fcntl(descripteur, F_DUPFD, 10)
        os.set_inheritable(haut, True)  # noqa: FBT003 (its own signature)
        os.close(descripteur)
        hauts.append(haut)
    return hauts


def _list_descendants(pid):
    for enfants in Path(f"/proc/{pid}/task").glob("*/children"):
        for enfant in map(int, enfants.read_text().split()):
            yield Path(f"/proc/{enfant}")
            yield from _list_descendants(enfant)


class Navigateur:
    """What is asked of Chromium, and what it answers."""

    def __init__(self, lit, ecrit, journal, pid):
        self.journal, self._pid = journal, pid
        self._ecrit = ecrit
        self._rang = 0
        self._reponses = {}
        self._evenements = Queue()
        self._verrou = Lock()
        self.lecteur = None
        self._fil = Thread(target=self._listen, args=(os.fdopen(lit, "rb"),), daemon=True)
        self._fil.start()

    def _listen(self, flux):
        with flux:
            tampon = b""
            while morceau := flux.read1(1 << 20):
                *messages, tampon = (tampon + morceau).split(b"\0")
                for message in map(json.loads, messages):
                    if message.get("method") == "Runtime.bindingCalled":
                        Thread(target=self._answer, args=(message,), daemon=True).start()
                    else:
                        self._reponses.get(message.get("id"), self._evenements).put(message)

    def _answer(self, message):
        """Answer a page that asks something of the test, ``essai.read``."""
        rang, corps = json.loads(message["params"]["payload"])
        reponse = json.dumps(self.lecteur(json.loads(corps)))
        self.send("Runtime.evaluate", message["sessionId"], expression=f"essai.lectures[{rang}]({reponse})")

    def send(self, methode, session=None, **parametres):
        """Ask, and wait for the answer."""
        with self._verrou:
            self._rang += 1
            attendue = self._reponses[self._rang] = Queue()
            demande = {"id": self._rang, "method": methode, "params": parametres} | ({"sessionId": session} if session else {})
            octets = json.dumps(demande).encode() + b"\0"
            while octets:
                octets = octets[os.write(self._ecrit, octets) :]
        reponse = attendue.get(timeout=DELAI)
        assert "error" not in reponse, (methode, reponse)
        return reponse["result"]

    def open_page(self, adresse="about:blank"):
        """Open a page."""
        cible = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=cible, flatten=True)["sessionId"]
        page = Page(self, session)
        for domaine in ("Page", "Runtime", "Log"):
            page.send(f"{domaine}.enable")
        page.send("Runtime.addBinding", name="demander")
        if adresse != "about:blank":
            page.go(adresse)
        return page

    def list_evenements(self, methode):
        """Every event of a kind since the last time."""
        trouves, autres = [], []
        while True:
            try:
                evenement = self._evenements.get_nowait()
            except Empty:
                break
            (trouves if evenement.get("method") == methode else autres).append(evenement)
        for evenement in autres:
            self._evenements.put(evenement)
        return [evenement["params"] for evenement in trouves]

    def weigh(self):
        """Return the memory (MB) of the heaviest of its pages' processes, Python's thread among it: now, and at its highest."""
        pages = [processus for processus in _list_descendants(self._pid) if b"--type=renderer" in (processus / "cmdline").read_bytes()]
        lus = [dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", (page / "status").read_text(), re.MULTILINE)) for page in pages]
        return max((int(lu["VmRSS"]) / 1000, int(lu["VmHWM"]) / 1000) for lu in lus)

    def close(self):
        """Close the browser, which then writes what it asked for."""
        with suppress(OSError, Empty):
            self.send("Browser.close")
        self._fil.join(DELAI)
        os.close(self._ecrit)


class Page:
    """One page."""

    def __init__(self, navigateur, session):
        self.navigateur, self.session = navigateur, session

    def send(self, methode, **parametres):
        return self.navigateur.send(methode, self.session, **parametres)

    def go(self, adresse):
        self.send("Page.navigate", url=adresse)

    def run(self, expression):
        """Evaluate a promise of the page; what it gives comes back as JSON."""
        reponse = self.send(
            "Runtime.evaluate", expression=f"(async () => {{ {expression} }})()", awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in reponse, json.dumps(reponse["exceptionDetails"])[:2000]
        return reponse["result"].get("value")

    def wait(self, condition):
        """Wait until an expression of the page holds; the page may be another one meanwhile."""
        fin = time.monotonic() + DELAI
        while time.monotonic() < fin:
            reponse = self.send("Runtime.evaluate", expression=f"Boolean({condition})", returnByValue=True)
            if reponse["result"].get("value") is True:
                return
            time.sleep(0.1)
        raise TimeoutError(condition)

    def type_touche(self, touche, *, majuscule=False):
        """Press a key, as on a keyboard."""
        code, texte = TOUCHES[touche]
        for sorte in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent",
                type=sorte,
                key=texte.replace("\r", "") or touche,
                code=touche,
                windowsVirtualKeyCode=code,
                text=texte if sorte == "keyDown" else "",
                modifiers=8 if majuscule else 0,
            )

    def photograph(self, largeur, hauteur=None):
        """Return a picture (PNG) of the page, all of it unless a height is given, in a pane of that width."""
        haute = hauteur or self.run("return document.documentElement.scrollHeight;")
        self.send("Emulation.setDeviceMetricsOverride", width=largeur, height=haute, deviceScaleFactor=2, mobile=False)
        image = self.send("Page.captureScreenshot", format="png")["data"]
        self.send("Emulation.clearDeviceMetricsOverride")
        return b64decode(image)

    def list_accessibles(self):
        """What a screen reader is given: role, name and description of all that it tells or that takes the focus."""
        noeuds = self.send("Accessibility.getFullAXTree")["nodes"]
        return [
            {
                "role": noeud["role"]["value"],
                "nom": noeud.get("name", {}).get("value", ""),
                "aide": noeud.get("description", {}).get("value", ""),
                "foyer": any(propriete["name"] == "focusable" and propriete["value"]["value"] for propriete in noeud.get("properties", [])),
            }
            for noeud in noeuds
            if not noeud["ignored"]
        ]


def list_adresses(journal):
    """Every address that a page, or a worker of one, asked for, with its method, in the browser's own journal of its network.

    What Chromium asks of its makers for itself comes from no page, and has no initiator.
    """
    lu = json.loads(journal.read_text(encoding="utf-8", errors="replace"))
    debut = lu["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    demandes = [evenement["params"] for evenement in lu["events"] if evenement["type"] == debut and "url" in evenement.get("params", {})]
    return [
        (demande["method"], demande["url"])
        for demande in demandes
        if demande.get("initiator", "not an origin") != "not an origin" or demande.get("request_type") == "main frame"
    ]
