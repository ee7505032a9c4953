"""README's commands, and an office's folder with the files that they name."""

import re
import shlex
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import docx

from dpid_xl.classeurs.gabarit import build_classeur, locate_dossier
from dpid_xl.cli import main
from dpid_xl.documents.bilans import compose_bilans
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.modele import Base, Levier
from dpid_xl.rendus.pdf import render_pdfs
from dpid_xl.rendus.tableaux.bilan import render_bilan_xlsx
from tests.bilans import fill_xlsx, invent
from tests.classeurs.court import shorten_echeancier
from tests.demandes import DEMANDES, apply_for
from tests.documents.etats import make_phase_fictive
from tests.simulations import make_scenario, propose, suppose, with_scenarios
from udfs.extension import load_extension

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
COMMANDES = [ligne for ligne in dict.fromkeys(re.findall(r"`(dpid-xl [^`]+)`", README)) if "COMMANDE" not in ligne]
RANGS = 4  # of the échéancier: as many rows as these workbooks have lines, not three hundred; those that are shipped have them all


@shorten_echeancier(RANGS)
def make_bureau(dossier, jour, bureau):
    """Write the files that the commands name: a campaign of a few lines, nothing voted, so that nothing is out of the vote."""
    lignes = tuple(ligne for ligne in dossier.lignes if ligne.structure in ("PAGE", dossier.lignes[0].structure))
    petit = replace(dossier, lignes=lignes, decisions=(), attributions=())
    octets = build_classeur(locate_dossier(petit), (), jour, load_extension())
    for nom in ("annexe5", "avant", "apres"):
        (bureau / f"{nom}.xlsm").write_bytes(octets)
    (bureau / "demandes.xlsm").write_bytes(build_classeur(locate_dossier(apply_for(petit, *DEMANDES)), (), jour, load_extension()))
    scenario, plus = (
        make_scenario("Plus de places", Base.A_VOTER),
        suppose("Plus de places", Levier.QUANTITE, "T1-01", "85", lignes[0].structure),
    )
    simule = with_scenarios(propose(petit, "T1-01"), [scenario], plus)
    (bureau / "scenarios.xlsm").write_bytes(build_classeur(locate_dossier(simule), (), jour, load_extension()))
    (bureau / "anterieur.xlsm").write_bytes(build_classeur(locate_dossier(make_phase_fictive(dossier)), (), jour))
    (bureau / "subventions.csv").write_text("Bénéficiaire;Objet;Montant\nPAGE;Places;2240\n", encoding="utf-8")
    (bureau / "demandes.csv").write_text("Structure;Opération;Montant demandé\nPAGE;T1-01;100\n", encoding="utf-8")
    premiere = petit.lignes[0]
    (bureau / "paiements.csv").write_text(f"Tiers;Opération;Montant\n{premiere.structure};{premiere.operation};1,00\n", encoding="utf-8")
    (bureau / "bilans_recus").mkdir()
    bilan = compose_bilans(petit)[0]
    (bureau / "bilans_recus" / "retour.xlsx").write_bytes(fill_xlsx(render_bilan_xlsx(bilan, jour), invent(bilan)))
    with suppress(SystemExit):
        main(["conventions", str(bureau / "annexe5.xlsm"), "-o", str(bureau / "lot1"), "--formats", "docx", "--lot", "1/1"])
    (bureau / "numerises").mkdir()
    (signee,) = render_pdfs(compose_conventions(petit)[:1], jour)
    (bureau / "numerises" / "retour.pdf").write_bytes(signee)
    modele = docx.Document()
    modele.add_paragraph("Convention avec «structure», pour un montant de «montant».")
    modele.save(bureau / "lettre.docx")
    convention = docx.Document()
    convention.add_paragraph("Article 1 : Objet des essais")
    convention.save(bureau / "convention_type.docx")
    return bureau


@shorten_echeancier(RANGS)
def run_commande(bureau, commande, dossier, contexte):
    """Run a command in a copy of the office's folder, where the file that it makes is not yet; return its exit code."""
    mots = _complete(commande)
    cible = mots[mots.index("-o") + 1] if "-o" in mots else ""
    shutil.copytree(bureau, dossier, ignore=shutil.ignore_patterns(cible), dirs_exist_ok=True)
    contexte.chdir(dossier)
    try:
        main(mots)
    except SystemExit as fin:
        return fin.code or 0
    raise AssertionError(commande)


def _complete(commande):
    """Bare names of commands in running text are tried with --help."""
    mots = shlex.split(commande)[1:]
    return mots if "-o" in mots or len(mots) > 1 else [*mots, "--help"]
