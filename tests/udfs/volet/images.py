"""The picture of the pane in each of its states, for README: ``python -m tests.udfs.volet.images``.

It is the real page in the real browser, 320 pixels wide, on the real workbook.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.images import COULEURS, DOSSIER
from tests.udfs.serveur.demande import find_port
from tests.udfs.volet.conftest import APPORTES, LARGEUR, build, lay_essais, open_volet, press, wait_pret
from tests.udfs.volet.test_volet import CHEMIN, renew

NOM = "volet"
HAUTEUR, MARGE, LEGENDE, PAR_RANGEE = 640, 16, 26, 4  # pixels of a pane, at twice the resolution
POLICE = "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"


def make_etats(page, racine):
    """Yield the caption and the picture (PNG) of each state, in the order in which an officer meets them."""
    page.send("Emulation.setDeviceMetricsOverride", width=LARGEUR, height=HAUTEUR, deviceScaleFactor=2, mobile=False)

    def take(legende):
        return legende, page.photograph(LARGEUR, HAUTEUR)

    page.wait("document.getElementById('etat')?.textContent.endsWith('…')")
    yield take("Python se charge")
    wait_pret(page)
    page.wait("document.getElementById('phrase').textContent")
    yield take("Prêt : le dernier contrôle")
    press(page, "Contrôler", saisie=True)
    page.run("scrollTo(0, 0);")
    yield take("Une cellule est en cours de saisie")
    press(page, "Contrôler")
    page.run("scrollTo(0, 0);")
    yield take("Après « Contrôler »")
    page.run("essai.getBouton('Importer un tableau').click();")
    page.wait("document.getElementById('boite').open && essai.libre()")
    yield take("Un fichier est demandé")
    page.run("document.getElementById('non').click();")
    page.run("essai.getBouton('Sélection en PDF').scrollIntoView({ block: 'end' });")
    page.run("essai.getBouton('Générer les conventions').click();")
    page.wait("document.getElementById('travail').textContent.length > 12")
    yield take("Au travail")
    page.wait("document.getElementById('boite').open && essai.libre()")
    yield take("C'est fait")
    page.run("document.getElementById('oui').click(); await navigator.serviceWorker.ready;")
    renew(racine / CHEMIN)
    page.run("(await navigator.serviceWorker.getRegistration()).update();")
    page.wait("!document.getElementById('version').hidden")
    page.run("scrollTo(0, 0);")
    yield take("Une version plus récente est prête")


def assemble(etats):
    """Return one picture (PNG) of them all, each above its caption."""
    largeur, hauteur = LARGEUR + MARGE, HAUTEUR + LEGENDE + MARGE
    rangees = -(-len(etats) // PAR_RANGEE)
    fond = Image.new("RGB", (largeur * PAR_RANGEE + MARGE, hauteur * rangees + MARGE), "#dde3ea")
    police = ImageFont.truetype(POLICE, 16)
    for rang, (legende, octets) in enumerate(etats):
        gauche, haut = MARGE + rang % PAR_RANGEE * largeur, MARGE + rang // PAR_RANGEE * hauteur
        fond.paste(Image.open(io.BytesIO(octets)).convert("RGB").resize((LARGEUR, HAUTEUR), Image.Resampling.LANCZOS), (gauche, haut))
        ImageDraw.Draw(fond).text((gauche, haut + HAUTEUR + 4), legende, "#1b1b1b", police)
    sortie = io.BytesIO()
    fond.quantize(COULEURS, Image.Quantize.FASTOCTREE).save(sortie, "PNG", optimize=True)
    return sortie.getvalue()


def main():
    """Write the picture that README shows."""
    with tempfile.TemporaryDirectory() as provisoire:
        construit, racine, navigateur = (Path(provisoire) / nom for nom in ("construit", "racine", "navigateur"))
        navigateur.mkdir()
        adresse = build(construit, find_port(), APPORTES)
        lay_essais(construit, racine)
        with open_volet((racine, adresse), navigateur, attendre=False) as (page, _stop):
            (DOSSIER / f"{NOM}.png").write_bytes(assemble(list(make_etats(page, racine))))


if __name__ == "__main__":
    main()
