"""A LibreOffice with the extension installed, in which macros are called as the menu calls them."""

import json
import sys
from pathlib import Path

from dpid_xl.installation.postes import Poste
from tests.libreoffice import DELAI, _write_profil, find_soffice
from tests.udfs.actions.classeur import CLASSEUR
from tests.udfs.libreoffice.calc import get_profil, run
from udfs.actions.registre import MACRO_PAR_NOM
from udfs.libreoffice.classeur import adapt_classeur
from udfs.libreoffice.extension import FICHIER, make_url

PYTHON = "/usr/bin/python3"  # the one that has uno on Debian
PILOTE = Path(__file__).with_name("pilote.py")


class Essai:
    """A profile with the extension, copies of the workbook, a note of where the libraries are; what the steps answered."""

    def __init__(self, dossier, oxt, octets=b""):
        octets = octets or CLASSEUR.read_bytes()
        self.dossier, self.original, self.copie = dossier, dossier / "annexe5.xlsm", dossier / "annexe5_calc.xlsx"
        (dossier / FICHIER).write_bytes(oxt)
        self.original.write_bytes(octets)
        self.copie.write_bytes(adapt_classeur(octets))
        _write_profil(get_profil(dossier), recalcul=False)
        self.note = dossier / "donnees" / "dpid_xl" / "libreoffice.json"
        self.write_note("{}.{}".format(*sys.version_info[:2]))
        self.play(["install", str(dossier / FICHIER)])  # the functions are there from the next start on

    def write_note(self, version):
        dossiers = [str(bibliotheque) for bibliotheque in Poste.courant().bibliotheques]
        self.note.parent.mkdir(parents=True, exist_ok=True)
        self.note.write_text(json.dumps({"python": version, "dossiers": dossiers}), encoding="utf-8")

    def play(self, *etapes, delai=DELAI):
        profil = get_profil(self.dossier).resolve().as_uri()
        commande = [PYTHON, str(PILOTE), find_soffice(), profil, json.dumps(etapes)]
        maison = [f"HOME={self.dossier}", f"XDG_DATA_HOME={self.note.parents[1]}", f"XDG_STATE_HOME={self.dossier / 'etat'}"]
        sortie = run(["env", *maison, *commande], delai)
        return json.loads(sortie.strip().splitlines()[-1])


def call(nom, *arguments):
    return ["run", make_url(MACRO_PAR_NOM[nom]), *arguments]
