"""A campaign as many times as great as the real one, from its workbook file to its exports: ``python -m tests.bench.echelle 100``.

Nothing blocks in it: what was decided is as many times as great too. Its names differ by a number, the worst that comparing them can meet.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from dpid_xl import chaine
from dpid_xl.campagnes import load_campagne
from dpid_xl.chargement import space_ramassages
from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.classeurs.relecture import read_classeur
from dpid_xl.examen import Examen, check
from dpid_xl.modele import Dossier
from tests.bench.processeur import measure_a_part, read_memoire

JOUR = date(2022, 9, 27)
MODULE = "tests.bench.echelle"  # run as a program it has another name
PART = 250  # conventions that are laid out: a volume


def make_dossier(fois: int) -> Dossier:
    """The real campaign, its structures and lines repeated under other names, its decided figures and its budget multiplied."""
    dossier = load_campagne("2022_phase2")

    def name(nom: str, tour: int) -> str:
        # The first time around, names are the real ones: the texts of some operations cite them.
        structure = dossier.find_structure(nom)
        return f"{structure.nom if structure else nom} {tour}" if nom and tour > 1 else nom

    tours = range(1, fois + 1)
    return replace(
        dossier,
        structures=tuple(
            replace(
                structure,
                nom=name(structure.nom, tour),
                variantes=structure.variantes if tour == 1 else (),
                siret=structure.siret if tour == 1 else "",
                a_distinguer=tuple(name(autre, tour) for autre in structure.a_distinguer),
            )
            for tour in tours
            for structure in dossier.structures
        ),
        lignes=tuple(
            replace(ligne, structure=name(ligne.structure, tour), numero_convention=name(ligne.numero_convention, tour))
            for tour in tours
            for ligne in dossier.lignes
        ),
        attributions=tuple(replace(part, structure=name(part.structure, tour)) for tour in tours for part in dossier.attributions),
        budget=tuple(replace(ligne, ae=ligne.ae * fois, disponible=ligne.disponible * fois) for ligne in dossier.budget),
        decisions=tuple(
            decision if decision.unite == "opérations" else replace(decision, valeur=decision.valeur * fois)
            for decision in dossier.decisions
        ),
        suivis=(),
    )


def write_classeur(fois: int, fichier: Path) -> Path:
    """Write its workbook."""
    fichier.write_bytes(build_classeur(locate_dossier(make_dossier(fois)), (), JOUR))
    return fichier


def measure(fichier: Path) -> dict[str, float]:
    """Microseconds of processor of each stage per line or per convention, megabytes at the highest, in a process of its own."""
    return measure_a_part(MODULE, fichier)


def _measure_etapes(fichier: Path) -> dict[str, float]:
    mesures: dict[str, float] = {}

    def note(etape: str, debut: float, nombre: int) -> None:
        mesures[etape] = round(1e6 * (time.process_time() - debut) / nombre)

    debut = time.process_time()
    lecture = read_classeur(fichier)
    lignes = len(lecture.dossier.lignes)
    note("lecture, par ligne", debut, lignes)
    debut = time.process_time()
    examen = Examen(fichier.name, lecture.dossier, check(lecture.dossier, lecture.anomalies), lecture.empreinte)
    note("contrôles, par ligne", debut, lignes)
    debut = time.process_time()
    conventions = len(examen.conventions)
    note("composition, par convention", debut, conventions)
    for format_ in ("docx", "xlsx", "pdf"):
        production = chaine.produce_conventions(examen, [format_], JOUR)
        production = replace(production, documents=production.documents[:PART])
        debut = time.process_time()
        for _nom, _contenu in production.render():
            pass
        note(f"{format_}, par convention", debut, len(production.documents))
    debut = time.process_time()
    chaine.export_tableau(examen, "lignes", ".xlsx", JOUR)
    note("export des lignes, par ligne", debut, lignes)
    return mesures | {"mémoire": read_memoire()}


if __name__ == "__main__":
    if sys.argv[1] == "--etapes":
        space_ramassages()  # as the command does
        json.dump(_measure_etapes(Path(sys.argv[2])), sys.stdout)
    else:
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as provisoire:
            for combien in (1, int(sys.argv[1])):
                classeur = write_classeur(combien, Path(provisoire, f"{combien}.xlsm"))
                json.dump({"fois": combien, **measure(classeur)}, sys.stdout, ensure_ascii=False, indent=1)
