"""Every paper of Saint Lucia, drawn with the facts of each worked example that ends with it."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from digigov.modules.casework import queries as casework
from digigov.modules.catalog.pack.contents import templates_of
from digigov.modules.catalog.pack.folder import read_pack, take_shape
from digigov.modules.documents import queries as documents

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def loaded(path: Path):
    pack = read_pack(path)
    for source in pack.files.values():
        assert not take_shape(source), source.name
    return pack


PACK = loaded(settings.PACK)


def drawn():
    for service in PACK.services.values():
        templates = templates_of(service, PACK)
        for name, source in service.of_folder("examples").items():
            for document in source.definition.expect.documents:
                yield pytest.param(
                    service, source.definition, *templates[document], id=f"{service.id}:{name}:{document}"
                )


@pytest.mark.parametrize(("service", "example", "definition", "source"), drawn())
def test_is_drawn_on_as_many_pages_as_its_kind_has(service, example, definition, source):
    facts = casework.walk(service.workflow, {"answers": example.answers}, example.doings).facts

    pdf = documents.draw_specimen(definition=definition, source=source, facts=facts, at=AT)

    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == (2 if definition.kind == "licence-card" else 1)


def test_every_service_that_gives_a_paper_says_it_in_words_of_its_own():
    plain = [
        f"{service.id}/{name}"
        for service in PACK.services.values()
        for name, (_, source) in templates_of(service, PACK).items()
        if source is None
    ]
    assert plain == []
