import re

import pytest
from django.conf import settings

from digigov.sites.styleguide.pages import all_components
from digigov.sites.styleguide.questions import TYPES

NAMES = sorted(all_components())


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
