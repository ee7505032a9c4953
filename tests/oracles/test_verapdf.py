"""veraPDF finds every kind of PDF that we write conform to PDF/A-2a and to PDF/UA-1, and sees each damage that we leave it to see."""

import pytest

from tests.oracles.verapdf import validate_pdf
from tests.pdf.degats import JUGES, SAINS
from tests.pdf.documents import DOCUMENTS, render_petit


def write_pdfs(dossier, contenus):
    """Write the files, each under the rank of its name."""
    for rang, contenu in enumerate(contenus):
        (dossier / f"{rang}.pdf").write_bytes(contenu)
    return [dossier / f"{rang}.pdf" for rang in range(len(contenus))]


@pytest.fixture(scope="module")
def juges(tmp_path_factory):
    """What veraPDF says of each damaged file."""
    petit = render_petit()
    fichiers = write_pdfs(tmp_path_factory.mktemp("degats"), [degat(petit) for _, degat in JUGES.values()])
    ecarts = validate_pdf(fichiers)
    return {
        nom: {f"{ecart.norme} {ecart.regle}" for ecart in ecarts if ecart.fichier == fichier.name}
        for nom, fichier in zip(JUGES, fichiers, strict=True)
    }


def test_every_kind_of_document(dossier, tmp_path):
    assert validate_pdf(write_pdfs(tmp_path, [render(dossier) for render in DOCUMENTS.values()])) == []


@pytest.mark.parametrize("nom", JUGES)
def test_a_damage_is_named(juges, nom):
    assert JUGES[nom][0] in juges[nom]


def test_nothing_is_seen_where_nothing_is_wrong(tmp_path):
    petit = render_petit()
    assert validate_pdf(write_pdfs(tmp_path, [change(petit) for change in SAINS.values()])) == []
