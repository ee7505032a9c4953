"""No test of this folder may write in a real home folder: they get one of their own, and it must stay empty."""

import pytest


@pytest.fixture(autouse=True)
def _no_real_home(tmp_path_factory, monkeypatch):
    maison = tmp_path_factory.mktemp("maison")
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(maison))
    yield
    assert not list(maison.iterdir())
