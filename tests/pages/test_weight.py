"""The first page that somebody opens on a cheap phone and a slow line."""

import gzip
import re

import pytest

from digigov.modules.catalog.testing import load_tiny
from digigov.ui import UI

STATIC = UI / "static"
LIMIT = 50 * 1024
FIRST = 36 * 1024  # what a first page without questions weighs, with room for a sentence or two
LIGHT = ["/", "/services/", "/services/?q=shop", "/services/shop-licence/", "/services/shop-licence/privacy/"]


@pytest.fixture
def tiny(db):
    load_tiny()


@pytest.mark.parametrize(("address", "limit"), [*((each, FIRST) for each in LIGHT), ("/styleguide/", LIMIT)])
def test_a_first_page_weighs_little_in_all(client, tiny, address, limit):
    page = client.get(address).content
    needed = _files(page) | {"ui/fonts/atkinson-regular.woff2", "ui/fonts/atkinson-bold.woff2"}
    weights = {name: _packed(STATIC / name) for name in needed}

    assert len(gzip.compress(page, 6)) + sum(weights.values()) <= limit, weights


@pytest.mark.parametrize("address", ["/", "/services/", "/styleguide/"])
def test_nothing_comes_from_elsewhere(client, tiny, address):
    assert not re.search(rb'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', client.get(address).content)


@pytest.mark.parametrize("address", LIGHT)
def test_a_page_that_leaves_style_out_needs_none_of_it(client, tiny, address):
    answer = client.get(address)
    page = answer.content
    assert answer.status_code == 200
    assert "ui/forms.css" not in _files(page)
    shown = {each for names in re.findall(r'class="([^"]*)"', page.decode()) for each in names.split()}

    assert shown & (_styled("forms") - _styled("digigov")) == set()
    assert {"govuk-button", "govuk-heading-l"} & shown <= _styled("digigov")


def _styled(sheet):
    """The classes of which a style sheet knows something."""
    return set(re.findall(r"\.((?:govuk|dg)-[\w-]+)", (STATIC / "ui" / f"{sheet}.css").read_text()))


def _files(page):
    return {name.decode() for name in re.findall(rb'(?:src|href)="/static/([^"]+)"', page)}


def _packed(path):
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 6))
