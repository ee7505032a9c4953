"""Our JavaScript calls Office.js as its types say: TypeScript finds nothing, and sees a name that Office.js does not have."""

import pytest

from tests.oracles.javascript import check_javascript


def test_our_javascript_calls_office_as_it_is(tmp_path):
    assert check_javascript(tmp_path) == []


def test_the_pane_calls_office_as_it_is(tmp_path):
    assert check_javascript(tmp_path, volet=True) == []


@pytest.mark.parametrize(
    ("avant", "apres", "faute"),
    [
        ("protection.unprotect()", "protection.unprotected()", "TS2551"),
        ("allowFormatRows: true", "allowFormatRow: true", "TS2561"),
        ('positionType: "After"', 'positionType: "Behind"', "TS2322"),
        ("Office.PlatformType.Mac", '"Mac"', "TS2367"),
        ("import { request }", "import { requests as request }", "TS2724"),
    ],
)
def test_a_name_that_office_has_not_is_seen(tmp_path, avant, apres, faute):
    (dite,) = check_javascript(tmp_path, {"macros.js": (avant, apres)})
    assert faute in dite
