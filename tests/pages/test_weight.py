"""The first page that somebody opens on a cheap phone and a slow line."""

import gzip
import re

import pytest

from digigov.ui import UI

STATIC = UI / "static"
LIMIT = 50 * 1024


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/services/", "/styleguide/"])
def test_a_first_page_weighs_at_most_50_kilobytes_in_all(client, address):
    page = client.get(address).content
    needed = set(re.findall(rb'(?:src|href)="/static/([^"]+)"', page)) | {b"ui/fonts/atkinson-bold.woff2"}
    weights = {name.decode(): _packed(STATIC / name.decode()) for name in needed}

    assert len(gzip.compress(page, 6)) + sum(weights.values()) <= LIMIT, weights


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/services/", "/styleguide/"])
def test_nothing_comes_from_elsewhere(client, address):
    assert not re.search(rb'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', client.get(address).content)


def _packed(path):
    return path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes(), 6))
