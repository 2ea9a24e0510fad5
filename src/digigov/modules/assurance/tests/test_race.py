"""Several officers who begin a check of one person at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from digigov.modules.assurance import commands
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.testing import AT, make_known, make_plan, shown
from digigov.modules.identity.testing import load_messages
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person


def officer():
    return make_officer(unit="treasury", role="cashier", party_id=make_person())


def test_of_two_checks_that_begin_at_once_one_waits(fresh_database):
    load_messages()
    make_organizations()
    make_plan()
    make_known()
    testa, agents = make_person(given_names="Testa", family_name="Fictional"), [officer() for _each in range(4)]

    def start(agent):
        try:
            return commands.begin_at_counter(by=agent, at=AT, party_id=testa, shown=shown(), face_agrees=True)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        begun = set(pool.map(start, agents))

    states = sorted(Proofing.objects.filter(id__in=begun).values_list("state", flat=True))
    assert states == ["ended", "ended", "ended", "waiting-second"]
