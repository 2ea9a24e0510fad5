"""
Every outcome of every step of every workflow, by plain HTTP in both languages: whatever an officer may decide, a register may
answer, an applicant may do or leave undone. Worked out from the definitions (``routes``), so a new service comes along by itself.
"""

import pytest
from django.conf import settings

from digigov.kernel.clock import now
from digigov.modules.casework import queries as cases
from digigov.modules.payments.queries import find_violations
from digigov.rehearsal.walks.routes import Map, ways_of
from digigov.rehearsal.walks.walk import Walk, read_examples, read_workflow

LANGUAGES = ("en", "acf")
TOLD = {"refused": "refused", "withdrawn": "withdrawn", "lapsed": "closed"}
MAPS = {
    folder: Map(read_workflow(folder), read_examples(folder))
    for folder in sorted((settings.PACK / "services").glob("*/*"))
}
ROUTES = [
    pytest.param(folder, route, LANGUAGES[number % 2], id=f"{folder.name}-{number}-{'-'.join(route.ways[-1][:2])}")
    for folder, each in MAPS.items()
    for number, route in enumerate(each.routes())
]


@pytest.mark.parametrize("folder", MAPS, ids=lambda folder: folder.name)
def test_the_routes_go_every_way_that_the_definition_knows(folder):
    gone = {way for route in MAPS[folder].routes() for way in route.ways}

    assert gone == ways_of(MAPS[folder].workflow)


@pytest.mark.parametrize(("folder", "route", "language"), ROUTES)
def test_a_route_ends_where_the_definition_says(country, client, gateway, folder, route, language):
    walk = Walk(folder, {"answers": route.answers, "doings": route.doings}, client, gateway)
    walk.hand_in(language)

    walk.to_the_end()

    outcome = MAPS[folder].outcome_of(route)
    assert walk.doings == []
    assert walk.journey == route.journey
    assert cases.public_status(walk.case_id).outcome == outcome
    if cases.wants_news(walk.case_id):
        assert TOLD.get(outcome, "received") in walk.told
    else:
        assert walk.told == []
    assert walk.letters == (outcome == "refused")
    assert walk.documents == MAPS[folder].papers_of(route)
    assert find_violations(at=now()) == []
    if MAPS[folder].is_paid_late(route):
        assert "refunded" in walk.told
