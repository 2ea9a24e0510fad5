import re
from pathlib import Path

import pytest
from django.conf import settings

import digigov
from digigov.sites.styleguide.pages import all_components
from digigov.sites.styleguide.questions import TYPES

NAMES = sorted(all_components())
SOURCE = Path(digigov.__file__).parent
AROUND_EVERY_PAGE = {"phase-banner", "service-navigation", "skip-link"}


@pytest.mark.parametrize("language", ["en", "acf"])
@pytest.mark.parametrize("name", NAMES)
def test_every_component_shows(client, name, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get(f"/styleguide/{name}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}"' in text
    assert len(re.findall("<h1", text)) == 1
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_the_index_leads_to_each(client):
    text = client.get("/styleguide/").content.decode()

    assert all(f"/styleguide/{name}/" in text for name in NAMES)


def test_what_is_not_there_is_told(client):
    assert client.get("/styleguide/no-such-thing/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["questions", "questions-with-errors"])
def test_every_kind_of_question_is_drawn(client, page):
    text = client.get(f"/styleguide/{page}/").content.decode()

    assert all(f"dg-question--{kind['type']}" in text for kind in TYPES)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(id for id in ids if ids.count(id) > 1) == []
    assert ("There is a problem" in text) is page.endswith("errors")


def test_each_component_that_a_page_uses_stands_in_the_guide():
    shown = "".join(component.source for component in all_components().values())
    pages = [path for path in SOURCE.rglob("templates/**/*.html") if "styleguide" not in path.parts]
    text = "".join(path.read_text() for path in pages)
    macros = set(re.findall(r"{% macro (\w+)", (SOURCE / "ui/templates/macros/parts.html").read_text())) - {"csrf"}
    components = set(re.findall(r"govuk_frontend_jinja/components/([a-z-]+)/", text)) - AROUND_EVERY_PAGE

    assert [name for name in sorted(components) if f"components/{name}/" not in shown] == []
    assert [name for name in sorted(macros) if not re.search(rf"\b{name}\(", shown)] == []
