"""One PDF of each kind, and of what is hard in each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dpid_xl.campagnes import make_modele_vide
from dpid_xl.cli import main
from dpid_xl.documents.avenants import compose_avenants
from dpid_xl.documents.avenants.comparaison import compare
from dpid_xl.documents.convention import compose_conventions
from dpid_xl.documents.courriers import Nature, compose_courriers
from dpid_xl.documents.historique import compose_historique
from dpid_xl.examen import check
from dpid_xl.modele import Dossier, Entree
from dpid_xl.production.bordereau import render_bordereau
from dpid_xl.rendus.pdf import render_pdf
from dpid_xl.rendus.pdf.historique import render_historique_pdf
from dpid_xl.rendus.pdf.rapport import render_rapport_pdf
from dpid_xl.rendus.pdf.tableau_de_bord import render_tableau_de_bord_pdf
from dpid_xl.rendus.tableaux.annexe5 import render_annexe5_pdf
from tests.documents.etats import PLACES_INITIALES_FICTIVES, make_page
from tests.rendus.fabrique import HOSTILE, JOUR, make_blocs, make_convention, make_structure
from tests.suivis import LIBERCOURT, SIGNATURE, make_suivi, with_suivis
from tests.vecus import JOURNAL_FICTIF, make_vecu

CLASSEUR = Path(__file__).parents[2] / "workbooks" / "annexe5_2022_phase2.xlsm"
NOM_DE_200 = "Association « Aide & Bien-être <Nord> » ".ljust(200, "x")


def render_convention(dossier: Dossier, operations: int) -> bytes:
    return render_pdf(next(c for c in compose_conventions(dossier) if len(c.operations) == operations), JOUR)


def render_renommee(dossier: Dossier) -> bytes:
    """The first structure of the register, with a name that no one would choose."""
    ancien = dossier.structures[0].nom
    structures = (replace(dossier.structures[0], nom=NOM_DE_200), *dossier.structures[1:])
    lignes = tuple(replace(ligne, structure=NOM_DE_200) if ligne.structure == ancien else ligne for ligne in dossier.lignes)
    return render_premiere(replace(dossier, structures=structures, lignes=lignes), NOM_DE_200)


def render_inconnue(dossier: Dossier) -> bytes:
    """The first structure of the register, of which only the name is known."""
    nom = dossier.structures[0].nom
    return render_premiere(replace(dossier, structures=(make_structure(nom), *dossier.structures[1:])), nom)


def render_premiere(dossier: Dossier, nom: str) -> bytes:
    return render_pdf(next(c for c in compose_conventions(dossier) if c.structure.nom == nom), JOUR)


def render_avenant(dossier: Dossier) -> bytes:
    avant, apres = (make_page(dossier, places) for places in (PLACES_INITIALES_FICTIVES, PLACES_INITIALES_FICTIVES + 28))
    [avenant] = compose_avenants(compare(avant, apres))
    return render_pdf(avenant, JOUR)


def render_courrier(dossier: Dossier, nature: Nature) -> bytes:
    suivis = (
        make_suivi(
            LIBERCOURT,
            "T1-01",
            signature=SIGNATURE,
            versement="3840",
            realise=60,
            depenses="7000",
            note_partenariat="0.80",
            note_parcours="0.50",
        ),
        make_suivi(LIBERCOURT, "T1-02", versement="10000", realise=40, depenses="12000"),
    )
    [courrier] = compose_courriers(with_suivis(dossier, *suivis), nature, (LIBERCOURT,))
    return render_pdf(courrier, JOUR)


def render_le_bordereau(dossier: Dossier) -> bytes:
    return render_bordereau(dossier, [(convention, f"{convention.rang}.pdf", 12) for convention in compose_conventions(dossier)], JOUR)


def render_volume(_: Dossier) -> bytes:
    """Two conventions in one file, as the command writes them."""
    with TemporaryDirectory() as sortie:
        deux = ("--structure", "PAGE", "--structure", "CCAS du Touquet")
        with pytest.raises(SystemExit):
            main(["conventions", str(CLASSEUR), "-o", sortie, "--formats", "pdf", "--fusion", *deux, "--date", JOUR.isoformat()])
        return Path(sortie, "conventions_selection.pdf").read_bytes()


def render_rapport(dossier: Dossier, par: str) -> bytes:
    justifie = replace(dossier, lignes=tuple(replace(ligne, justification="Retrait voté") for ligne in dossier.lignes))
    return render_rapport_pdf(justifie, check(justifie), "annexe5.xlsm", "6d" * 32, JOUR, par)


def render_rapport_signe(dossier: Dossier) -> bytes:
    """The same of a campaign of a few lines: what is signed is no longer than what is not."""
    return render_rapport(replace(dossier, lignes=dossier.lignes[:4]), "Marie Dupont")


def render_historique(dossier: Dossier) -> bytes:
    """The life of a convention, every table of it filled."""
    return render_un_historique(make_vecu(dossier), JOURNAL_FICTIF)


def render_un_historique(dossier: Dossier, journal: tuple[Entree, ...]) -> bytes:
    historique = compose_historique(dossier, dossier.structure_par_nom[LIBERCOURT], journal)
    return render_historique_pdf(historique, dossier.campagne, JOUR)


DOCUMENTS: dict[str, Callable[[Dossier], bytes]] = {
    "convention, une opération": lambda dossier: render_convention(dossier, 1),
    "convention, quatre opérations": lambda dossier: render_convention(dossier, 4),
    "convention, nom de 200 caractères": render_renommee,
    "convention, rien au registre": render_inconnue,
    "convention, tous les styles": lambda _: render_pdf(make_convention(), JOUR),
    "convention à signer": lambda _: render_pdf(make_convention(projet=False), JOUR),
    "convention vide": lambda _: render_pdf(make_convention(blocs=()), JOUR),
    "avenant": render_avenant,
    "notification": lambda dossier: render_courrier(dossier, Nature.NOTIFICATION),
    "demande de bilan": lambda dossier: render_courrier(dossier, Nature.DEMANDE_DE_BILAN),
    "décompte": lambda dossier: render_courrier(dossier, Nature.DECOMPTE),
    "bordereau": render_le_bordereau,
    "volume": render_volume,
    "annexe 5 officielle": lambda dossier: render_annexe5_pdf(dossier, JOUR),
    "tableau de bord": lambda dossier: render_tableau_de_bord_pdf(dossier, JOUR),
    "tableau de bord, rien encore": lambda dossier: render_tableau_de_bord_pdf(make_modele_vide(dossier), JOUR),
    "historique": render_historique,
    "historique, rien encore": lambda dossier: render_un_historique(dossier, ()),
    "état des contrôles": lambda dossier: render_rapport(dossier, ""),
    "état des contrôles signé": render_rapport_signe,
}


def render_petit() -> bytes:
    """Return a document with a bit of everything but the long fiche, to be damaged."""
    return render_pdf(make_convention(blocs=make_blocs(HOSTILE)[:-2]), JOUR)
