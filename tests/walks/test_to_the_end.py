"""Every worked example of every service is walked to its end by plain HTTP: citizens, officers, registers, cards, papers."""

from decimal import Decimal

import pytest
from django.conf import settings

from digigov.modules.casework import queries as cases
from digigov.rehearsal.walks.walk import Walk, read_examples

EXAMPLES = [
    pytest.param(folder, example, id=f"{folder.name}-{name}")
    for folder in sorted((settings.PACK / "services").glob("*/*"))
    for name, example in read_examples(folder).items()
]


@pytest.mark.parametrize(("folder", "example"), EXAMPLES)
def test_an_example_ends_as_it_says(country, client, gateway, folder, example):
    walk, expected = Walk(folder, example, client, gateway), example["expect"]
    walk.hand_in()

    walk.to_the_end()

    assert walk.doings == []
    assert cases.public_status(walk.case_id).outcome == expected["outcome"]
    assert walk.journey == expected["journey"]
    assert walk.fees == {fee: Decimal(str(amount)) for fee, amount in expected.get("fees", {}).items()}
    assert walk.documents == expected.get("documents", [])
    if not cases.wants_news(walk.case_id):
        assert walk.told == []
        return
    assert walk.told[0] == "received"
    if expected["outcome"] == "refused":
        assert "refused" in walk.told
    elif walk.documents:
        assert "document-ready" in walk.told
    else:
        assert len(walk.told) > 1
