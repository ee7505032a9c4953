"""Run by the Python that has LibreOffice's ``uno``: print what the function wizard shows of the functions DPID, as JSON.

With a third argument, first install that extension as a double click would, then say so; restarting is up to the caller.
"""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

import uno
import unohelper
from com.sun.star.connection import NoConnectException
from com.sun.star.task import XInteractionApprove, XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment

DELAI = 120


class Accord(unohelper.Base, XCommandEnvironment, XInteractionHandler):
    """Answers yes to every question of the installation."""

    def getInteractionHandler(self):  # noqa: N802
        return self

    def getProgressHandler(self):  # noqa: N802
        return None

    def handle(self, demande):
        for suite in demande.getContinuations():
            approuve = suite.queryInterface(uno.getTypeByName(XInteractionApprove.__pyunointerface__))
            if approuve is not None:
                approuve.select()


def connect(canal: str, processus: subprocess.Popen):
    local = uno.getComponentContext()
    resolveur = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    fin = time.monotonic() + DELAI
    while True:
        try:
            return resolveur.resolve(f"uno:pipe,name={canal};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if processus.poll() is not None or time.monotonic() > fin:
                raise
            with contextlib.suppress(subprocess.TimeoutExpired):
                processus.wait(0.1)  # LibreOffice does not say when it listens, but one that stops is known at once


def install(contexte, oxt: Path) -> str:
    gestionnaire = contexte.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
    paquet = gestionnaire.addExtension(oxt.as_uri(), (), "user", gestionnaire.createAbortChannel(), Accord())
    return str(paquet.getIdentifier().Value)


def read_textes(contexte) -> dict:
    descriptions = contexte.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", contexte)
    textes = {}
    for rang in range(descriptions.getCount()):
        champs = {propriete.Name: propriete.Value for propriete in descriptions.getByIndex(rang)}
        if str(champs["Name"]).startswith("DPID."):
            arguments = [[a.Name, a.Description, a.IsOptional] for a in champs["Arguments"] or ()]
            textes[champs["Name"]] = [champs["Description"], arguments]
    return textes


def main(soffice: str, profil: str, oxt: str = "") -> None:
    canal = f"dpid{abs(hash(profil))}"
    processus = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profil}", "--headless", "--norestore", f"--accept=pipe,name={canal};urp;"]
    )
    try:
        contexte = connect(canal, processus)
        print(json.dumps(install(contexte, Path(oxt)) if oxt else read_textes(contexte)))  # noqa: T201 (the answer)
        contexte.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", contexte).terminate()
        processus.wait(DELAI)
    finally:
        processus.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
