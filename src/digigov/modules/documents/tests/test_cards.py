"""A card has two sides, whatever stands on it."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
import yaml
from django.conf import settings

from digigov.modules.documents import queries
from digigov.modules.documents.definitions import DocumentTemplate

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
LONG = {
    "given": "Kwéyòl Marie-Antoinette Bernadette Philomène",
    "family": "St. Rose-Emmanuel de la Croix-Dèyè Èspéwans",
}
SHORT = {"given": "Ti", "family": "Bèf"}


@pytest.mark.parametrize("name", [SHORT, LONG])
def test_a_name_of_any_length_stays_on_the_front(name):
    folder = settings.PACK / "services" / "infrastructure" / "drivers-licence-renewal" / "documents"
    facts = {
        "answers": {"full_name": name, "licence_number": "990001"},
        "reads": {"drivers-licences": {"categories": "light, heavy goods, public service vehicle and motor cycle"}},
    }

    drawn = queries.draw_specimen(
        definition=DocumentTemplate.model_validate(yaml.safe_load((folder / "licence.yaml").read_text())),
        source=(folder / "licence.typ").read_text(),
        facts=facts,
        pack=settings.PACK,
        at=AT,
    )

    assert len(pikepdf.open(io.BytesIO(drawn)).pages) == 2
