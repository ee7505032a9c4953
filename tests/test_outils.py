"""A program that is missing skips a test on somebody's machine, and fails it where CI promises the program."""

import pytest

from tests.outils import find_module_npm, find_paquet, find_programme, require


def test_what_is_there_is_given(tmp_path):
    assert require(tmp_path, "Rien") == str(tmp_path)
    assert find_programme("Python", "absent-de-partout", "python").endswith("python")


@pytest.mark.parametrize("ci", ["", "false"])
def test_what_is_missing_skips(monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.skip.Exception, match="Absent n'est pas installé"):
        find_programme("Absent", "absent-de-partout")


def test_what_is_missing_fails_in_ci(monkeypatch, tmp_path):
    monkeypatch.setenv("CI", "true")
    for demande in (
        lambda: find_programme("Absent", "absent-de-partout"),
        lambda: find_module_npm("Absent", "absent/index.js"),
        lambda: require(tmp_path / "absent", "Absent"),
    ):
        with pytest.raises(pytest.fail.Exception, match=r"Absent.* manque sur la machine d'intégration continue"):
            demande()


def test_a_package_is_found_without_being_imported(monkeypatch, tmp_path):
    (tmp_path / "essai_paquet").mkdir()
    (tmp_path / "essai_paquet" / "__init__.py").write_text("raise RuntimeError", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert find_paquet("essai_paquet") == tmp_path / "essai_paquet"
