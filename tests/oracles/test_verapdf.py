"""veraPDF finds every kind of PDF that we write conform to PDF/A-2a and to PDF/UA-1, and sees each damage that we leave it to see."""

import pytest

from tests.oracles.verapdf import validate_pdf
from tests.pdf.degats import JUGES, SAINS
from tests.pdf.documents import DOCUMENTS, render_petit


@pytest.fixture(scope="module")
def juges(dossier, tmp_path_factory):
    """What veraPDF says of each file, in one run: a document of each kind, a small one damaged, then changed without harm."""
    petit = render_petit()
    contenus = {nom: render(dossier) for nom, render in DOCUMENTS.items()}
    contenus |= {nom: degat(petit) for nom, (_, degat) in JUGES.items()} | {nom: change(petit) for nom, change in SAINS.items()}
    assert len(contenus) == len(DOCUMENTS) + len(JUGES) + len(SAINS)
    fichiers = write_pdfs(tmp_path_factory.mktemp("juges"), contenus.values())
    ecarts = validate_pdf(fichiers)
    return {
        nom: {f"{ecart.norme} {ecart.regle}" for ecart in ecarts if ecart.fichier == fichier.name}
        for nom, fichier in zip(contenus, fichiers, strict=True)
    }


def write_pdfs(dossier, contenus):
    """Write the files, each under its rank."""
    fichiers = []
    for rang, contenu in enumerate(contenus):
        fichiers.append(dossier / f"{rang}.pdf")
        fichiers[-1].write_bytes(contenu)
    return fichiers


@pytest.mark.parametrize("nom", DOCUMENTS)
def test_every_kind_of_document(juges, nom):
    assert juges[nom] == set()


@pytest.mark.parametrize("nom", JUGES)
def test_a_damage_is_named(juges, nom):
    assert JUGES[nom][0] in juges[nom]


@pytest.mark.parametrize("nom", SAINS)
def test_nothing_is_seen_where_nothing_is_wrong(juges, nom):
    assert juges[nom] == set()
