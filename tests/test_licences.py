"""The page of licences is what the installed distributions declare; none of them would bind dpid_xl itself."""

import re
import sys

import pytest

from tests.licences import PAGE, list_licences, make_page

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the page is written where the server's distributions are installed")


def test_the_page_is_what_is_installed():
    assert PAGE.read_text(encoding="utf-8") == make_page()


def test_each_distribution_declares_a_licence():
    assert [nom for nom, (licence, _) in list_licences().items() if not licence.strip() or len(licence) > 80] == []


def test_none_would_bind_dpid_xl():
    liees = {nom for nom, (licence, _) in list_licences().items() if re.search(r"\bA?GPL", licence)}
    assert liees == set()
    assert {nom for nom, (licence, _) in list_licences().items() if "LGPL" in licence} == {"docxtpl", "num2words", "python-stdnum"}
