r"""What works on a machine, what is missing and how to mend it; nothing is changed, no network unless asked.

>>> from pathlib import Path
>>> poste = Poste(Systeme.LINUX, Path("/nulle/part"), {}, Path("/usr/bin/python3"), (3, 10, 9))
>>> [constat.phrase for constat in diagnose(poste)][0]
'Python 3.10.9 est trop ancien.'
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from dpid_xl.classes import dataclass
from dpid_xl.installation import confiance, defender, lieux
from dpid_xl.installation.installation import make_reglages
from dpid_xl.installation.libreoffice import VERSION_MINIMALE, LibreOffice, read_libreoffice
from dpid_xl.installation.postes import Poste, Systeme
from dpid_xl.installation.recu import load_recu
from dpid_xl.installation.reglages import get_reglages
from dpid_xl.installation.textes import CONSTATS
from dpid_xl.octets import hash_fichier
from dpid_xl.strict import DonneesInvalides

__all__ = ["DIAGNOSTICS", "Observation", "Statut", "diagnose", "is_complete", "reach_serveur"]

PYTHON_MINIMAL = (3, 11)
VARIABLE_SERVEUR = "DPID_SERVEUR"
DELAI = 5.0
SANTE, TAILLE_MAXIMALE = {"status": "ok"}, 1000  # what the server says of itself, and the bytes that are read of it


class Statut(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    MANQUE = "manque"
    CONSEIL = "conseil"


@dataclass(frozen=True)
class Observation:
    """One finding: what it is about, what was seen, and how to mend it (empty when there is nothing to do)."""

    code: str
    statut: Statut
    sujet: str
    phrase: str
    remede: str


def diagnose(poste: Poste, joindre: Callable[[str], bool] | None = None) -> tuple[Observation, ...]:
    """Return the findings; ``joindre`` tries the server, which is not tried without it."""
    constats = [constat for diagnostic in DIAGNOSTICS for constat in diagnostic(poste)]
    return (*constats, _check_serveur(poste, joindre))


def is_complete(constats: tuple[Observation, ...]) -> bool:
    """Say whether nothing is missing."""
    return not any(constat.statut is Statut.MANQUE for constat in constats)


def reach_serveur(url: str) -> bool:
    """Say whether a server answers as ours does, within a few seconds: any page of a proxy would be an answer."""
    adresse = urlsplit(url)
    classe = http.client.HTTPSConnection if adresse.scheme == "https" else http.client.HTTPConnection
    try:
        connexion = classe(adresse.hostname or "", adresse.port, timeout=DELAI)
        try:
            connexion.request("GET", f"{adresse.path.rstrip('/')}/")
            reponse = connexion.getresponse()
            return reponse.status == HTTPStatus.OK and json.loads(reponse.read(TAILLE_MAXIMALE)) == SANTE
        finally:
            connexion.close()
    except (OSError, ValueError, http.client.HTTPException):
        return False


def _make(code: str, statut: Statut, **faits: object) -> Observation:
    sujet, phrase, remede = (texte.format(**faits) for texte in CONSTATS[code])
    return Observation(code, statut, sujet, phrase, remede)


def _ok(code: str, **faits: object) -> Observation:
    return _make(code, Statut.OK, **faits)


def _manque(code: str, **faits: object) -> Observation:
    return _make(code, Statut.MANQUE, **faits)


def _conseil(code: str, **faits: object) -> Observation:
    return _make(code, Statut.CONSEIL, **faits)


def _check_python(poste: Poste) -> Iterator[Observation]:
    version = ".".join(map(str, poste.version_python))
    if poste.version_python < PYTHON_MINIMAL:
        yield _manque("python_ancien", version=version)
    else:
        yield _ok("python_ok", version=version, chemin=poste.python)


def _check_paquets(poste: Poste) -> Iterator[Observation]:
    dpid = poste.versions.get("dpid-xl")
    yield _ok("dpid_ok", version=dpid) if dpid else _manque("dpid_absent")
    xlwings, attendue = poste.versions.get("xlwings"), poste.exigences.get("xlwings")
    if xlwings is None:
        yield _manque("xlwings_absent")
    elif attendue and xlwings != attendue:
        yield _manque("xlwings_autre", version=xlwings, attendue=attendue)
    else:
        yield _ok("xlwings_ok", version=xlwings)
    module = {Systeme.WINDOWS: "pywin32", Systeme.MAC: "appscript"}.get(poste.systeme)
    if module:
        version = poste.versions.get(module)
        yield _ok("liaison_ok", module=module, version=version) if version else _manque("liaison_absente", module=module)


def _check_dll(poste: Poste) -> Iterator[Observation]:
    nom = lieux.get_nom_dll(poste)
    if nom is None:
        return
    autres = lieux.list_autres_dll(poste)
    meme = [dll for dll in autres if dll.name == nom]
    if lieux.find_dll(poste):
        yield _ok("dll_ok", nom=nom)
    elif meme:
        yield _manque("dll_ailleurs", nom=nom, autres=meme[0].parent)
    elif autres:
        yield _manque("dll_autre", nom=nom, autres=", ".join(dll.name for dll in autres))
    else:
        yield _manque("dll_absente", nom=nom, dossier=poste.python.parent)


def _check_excel(poste: Poste) -> Iterator[Observation]:
    excel = lieux.find_excel(poste)
    if excel:
        yield _ok("excel_ok", chemin=excel)
        if poste.systeme is Systeme.WINDOWS:
            yield _ok("excel_bits_ok", bits=32 if lieux.is_excel_32(poste) else 64)
    elif poste.systeme is Systeme.LINUX:
        yield _conseil("excel_linux")
    elif lieux.has_excel(poste):
        yield _ok("excel_devine", chemin=lieux.find_demarrage(poste))
    else:
        yield _manque("excel_absent")


def _check_confiance(poste: Poste) -> Iterator[Observation]:
    if poste.systeme is not Systeme.WINDOWS or not lieux.has_excel(poste):
        return
    documents = lieux.find_documents(poste)
    yield _make_macros(poste)
    if confiance.refuses_emplacements(poste):
        yield _manque("emplacements_interdits")
    if confiance.wants_signature(poste):
        yield _manque("complements_signes")
    yield _ok("acces_vba_inutile")
    if confiance.is_reseau(poste, documents):
        yield (_ok if confiance.is_approuve(poste, documents) else _manque)(
            "reseau_ok" if confiance.is_approuve(poste, documents) else "reseau_bloque", dossier=documents
        )
    bloques = confiance.list_bloques(poste, documents)
    yield _manque("fichiers_bloques", fichiers=", ".join(map(str, bloques))) if bloques else _ok("fichiers_ok")


def _check_defender(poste: Poste) -> Iterator[Observation]:
    """Say which rules of Defender come between Excel and Python, but for what is excluded from them."""
    if poste.systeme is not Systeme.WINDOWS or not lieux.has_excel(poste):
        return
    documents = lieux.find_documents(poste)
    cas = (
        (defender.PROGRAMMES, poste.python, "asr_programmes"),
        (defender.BIBLIOTHEQUES, documents, "asr_bibliotheques"),
    )
    genants = [
        (regle, chemin, code)
        for regle, chemin, code in cas
        if defender.get_mode(poste, regle) is not defender.Mode.SANS and not defender.is_exclu(poste, chemin)
    ]
    for regle, chemin, code in genants:
        if defender.get_mode(poste, regle) is defender.Mode.BLOQUE:
            yield _manque(code, regle=regle, chemin=chemin)
        else:
            yield _conseil("asr_avertissement", regle=regle, chemin=chemin)
    if not genants:
        yield _ok("asr_ok")


def _make_macros(poste: Poste) -> Observation:
    documents = lieux.find_documents(poste)
    politique = confiance.find_politique(poste)
    if politique and (politique.endswith(confiance.VBA_COUPE) or not confiance.is_approuve(poste, documents)):
        return _manque("macros_interdites", cle=politique, dossier=documents)
    niveau = confiance.get_niveau(poste)
    if niveau in confiance.NIVEAUX_BLOQUANTS and not confiance.is_approuve(poste, documents):
        return _manque("macros_bloquees", dossier=documents)
    return _conseil("macros_toutes") if niveau == confiance.TOUTES else _ok("macros_ok")


def _check_outils(poste: Poste) -> Iterator[Observation]:
    typst = poste.versions.get("typst")
    yield _ok("typst_ok", version=typst) if typst else _manque("typst_absent")
    libreoffice = lieux.find_libreoffice(poste)
    if libreoffice is None:
        yield _conseil("libreoffice_absent") if lieux.has_excel(poste) else _manque("libreoffice_manque")
        return
    defauts = list(_check_libreoffice(poste, read_libreoffice(libreoffice)))
    yield from defauts or [_ok("libreoffice_ok", chemin=libreoffice)]


def _check_libreoffice(poste: Poste, libreoffice: LibreOffice) -> Iterator[Observation]:
    """Say what keeps LibreOffice from running the macros; where Excel is, it is not needed."""
    statut = Statut.CONSEIL if lieux.has_excel(poste) else Statut.MANQUE
    if libreoffice.version and libreoffice.version < VERSION_MINIMALE:
        yield _make("libreoffice_ancien", statut, version="{}.{}".format(*libreoffice.version))
    if not libreoffice.scripts:
        yield _make("libreoffice_scripts", statut)
    note = _read_note(poste)
    if note is None:
        yield _make("libreoffice_note", statut)
    python = note or "{}.{}".format(*poste.version_python[:2])
    if libreoffice.python and libreoffice.python != python:
        yield _make("libreoffice_python", statut, python=python, attendu=libreoffice.python)


def _read_note(poste: Poste) -> str | None:
    """Return the version of the Python that « dpid-xl installer » noted for LibreOffice."""
    try:
        return str(json.loads(lieux.find_moteur(poste).read_text(encoding="utf-8"))["python"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _check_dossiers(poste: Poste) -> Iterator[Observation]:
    demarrage = lieux.find_demarrage(poste)
    dossiers = [("Documents", lieux.find_documents(poste))]
    if demarrage and lieux.has_excel(poste):
        dossiers.append(("Démarrage d'Excel", demarrage))
    for nom, dossier in dossiers:
        yield (_ok if poste.can_write(dossier) else _manque)(
            "dossier_ok" if poste.can_write(dossier) else "dossier_ferme", nom=nom, dossier=dossier
        )


def _check_reglages(poste: Poste) -> Iterator[Observation]:
    chemin = lieux.find_reglages(poste)
    if chemin is None or not lieux.has_excel(poste):
        return
    try:
        reglages = get_reglages(chemin.read_bytes(), poste.encodage)
    except OSError:
        reglages = {}
    voulus = make_reglages(poste)
    autres = [reglages[nom] for nom, valeur in voulus.items() if nom in reglages and reglages[nom] != valeur]
    if not set(voulus) <= set(reglages):
        yield _manque("reglages_absents", chemin=chemin)
    elif not autres:
        yield _ok("reglages_ok")
    else:
        yield _manque("reglages_autres" if Path(poste.expand(autres[0])).exists() else "reglages_perdus", python=autres[0])


def _check_script(poste: Poste) -> Iterator[Observation]:
    script = lieux.find_script_mac(poste)
    if script and lieux.has_excel(poste):
        yield _ok("script_ok") if script.is_file() else _manque("script_absent")


def _check_complement(poste: Poste) -> Iterator[Observation]:
    demarrage = lieux.find_demarrage(poste)
    if demarrage is None or not lieux.has_excel(poste):
        return
    complement = demarrage / lieux.COMPLEMENT
    try:
        recu = load_recu(lieux.find_recu(poste))
    except DonneesInvalides:
        yield _manque("recu_illisible", chemin=lieux.find_recu(poste))
        return
    ecrit, version = recu.find_ecrit(complement), poste.versions.get("dpid-xl", "")
    if not complement.is_file():
        yield _manque("complement_absent", dossier=demarrage)
    elif ecrit is None or hash_fichier(complement) != ecrit.sha256:
        yield _conseil("complement_autre")
    elif recu.version != version:
        yield _manque("complement_ancien", ancienne=recu.version, version=version)
    else:
        yield _ok("complement_ok", version=version)


def _check_console(poste: Poste) -> Iterator[Observation]:
    encodage = poste.encodage_console or "inconnue"
    if encodage.lower().replace("-", "") == "utf8":
        yield _ok("console_ok", encodage=encodage)
    else:
        yield _conseil("console_etroite", encodage=encodage)


def _check_serveur(poste: Poste, joindre: Callable[[str], bool] | None) -> Observation:
    url = poste.environnement.get(VARIABLE_SERVEUR, "").strip()
    if not url:
        return _ok("serveur_sans")
    if not _is_adresse(url):
        return _manque("serveur_faux", url=url)
    if joindre is None:
        return _conseil("serveur_non_essaye", url=url)
    return _ok("serveur_ok", url=url) if joindre(url) else _manque("serveur_muet", url=url)


def _is_adresse(url: str) -> bool:
    try:
        adresse = urlsplit(url)
        return adresse.scheme in {"http", "https"} and bool(adresse.hostname) and (adresse.port or 1) > 0
    except ValueError:
        return False


DIAGNOSTICS: tuple[Callable[[Poste], Iterator[Observation]], ...] = (
    _check_python,
    _check_paquets,
    _check_dll,
    _check_excel,
    _check_confiance,
    _check_defender,
    _check_reglages,
    _check_script,
    _check_complement,
    _check_dossiers,
    _check_outils,
    _check_console,
)
