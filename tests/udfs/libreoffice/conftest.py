import pytest

from udfs.libreoffice.extension import build_oxt

collect_ignore = ["assistant.py", "pilote.py"]  # run by LibreOffice's Python, which alone has uno


@pytest.fixture(scope="session")
def oxt() -> bytes:
    return build_oxt()
