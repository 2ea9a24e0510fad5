"""No page asks more queries when there are ten times as many cases, tasks, drafts and services."""

import random
from collections import defaultdict
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from digigov.kernel.clock import local_date, local_zone, now
from digigov.modules.identity.testing import sign_in
from digigov.modules.organizations.queries import working_days
from digigov.modules.search import commands as search
from digigov.rehearsal.island import images
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.copying import Someone
from digigov.rehearsal.island.courses import Pace, Steady, draw
from digigov.rehearsal.island.filling import numbers_here
from digigov.rehearsal.island.photographs import Office, Photographed, hold_keys, quiet_monday
from digigov.rehearsal.island.walking import examples
from digigov.rehearsal.walks.officer import Officer

FEW, TIMES = 2, 10
# What each page asks of the database, with the savepoints of its transactions. Fewer is better: then write the new figure here.
MOST = {
    "home": 5,  # one: alerts that are in force
    "service": 4,
    "search": 5,  # two: the articles that answer
    "services": 1,
    "form": 6,  # one: whether a register that fills it in needs a consent, which may have been taken back
    "save": 10,
    "status": 9,
    "my": 6,
    "queue": 16,
    "case": 32,
    "submit": 59,
}
PATH = "police-certificate-of-character/examples/plain"


class Island:
    """One walked case and what it takes to look at it: the same pages for the same people, among more and more others."""

    def __init__(self, gateway):
        (path,) = [path for path in examples() if PATH in str(path)]
        almanac, office = Almanac(working_days(), local_zone()), Office()
        hold_keys(office.since)
        pace, begins = Steady(almanac, random.Random(1)), quiet_monday(almanac, local_date(now()))
        self.walk = Photographed(path, gateway, office, 1, begins=begins, pace=pace, almanac=almanac)
        self.walk.walk()
        self.walked = self.walk.walked
        self.stages = self.walked.stages[-4:]
        self.course = draw(self.walked.steps, now() - timedelta(days=20), Pace(almanac, random.Random(2)))
        sign_in(self.walk.client, self.walk.account)
        self.numbers = numbers_here()
        self.numbers.next_reference += 1_000_000  # far from what is handed in meanwhile

    def grow(self, copies):
        """Cases and drafts of the same people, at every stage; and as many services, with their words."""
        someone, rows = Someone(self.walk.party, {}), defaultdict(list)
        for number in range(copies):
            for template in (*self.stages, self.walked.draft):
                for table, text in template.copy(someone, self.course, numbers=self.numbers).items():
                    rows[table].append(text)
            self._offer_another(number, copies)
        images.write(rows)

    @staticmethod
    def _offer_another(number, copies):
        services = apps.get_model("catalog", "Service")
        row = services.objects.get(id="police-certificate-of-character")
        row.id, row.name = f"another-{copies}-{number}", f"Another certificate {copies} {number}"
        row.save(force_insert=True)
        search.put(kind="service", object_id=row.id, title=row.name, words=["character certificate"])


@pytest.fixture
def island(country, gateway, settings):
    settings.DIGIGOV_CLOCK = "digigov.rehearsal.clock"
    return Island(gateway)


def pages(island):
    """Each page that the bench measures: how it is asked for, and by whom."""
    drafts = apps.get_model("applications", "Draft").objects
    tasks = apps.get_model("casework", "Task").objects
    task = tasks.filter(state="open", case__applicant_id=island.walk.party).select_related("case").latest("id")
    officer = Officer(role=task.role, unit=task.unit).client
    draft, other = drafts.filter(party_id=island.walk.party, submitted_at=None).order_by("-id")[:2]
    page, hand_in = island.walked.pages[0], island.walked.hand_in
    citizen = island.walk.client
    form = page.path.replace("DRAFT", str(draft.id))
    return {
        "home": (Client(), "/", None),
        "service": (Client(), "/services/police-certificate-of-character/", None),
        "search": (Client(), "/services/?q=certificate+of+character", None),
        "services": (Client(), "/services/", None),
        "form": (citizen, form, None),
        "save": (citizen, form, page.body),
        "status": (citizen, f"/my/applications/{island.walk.reference}/", None),
        "my": (citizen, "/my/", None),
        "queue": (officer, "/desk/", None),
        "case": (officer, f"/desk/cases/{task.case.reference}/", None),
        "submit": (citizen, hand_in.path.replace("DRAFT", str(other.id)), hand_in.body),
    }


def queries_of(island):
    found = {}
    for name, (client, path, body) in pages(island).items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            if body is None:
                answer = client.get(path)
            else:
                answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == (200 if body is None else 302), f"{name} {path}: {answer.status_code}"
        found[name] = len(captured)
    return found


def test_no_query_count_grows(island, settings):
    settings.DIGIGOV_LIMITS_TIMES = 1000
    island.grow(FEW)
    few = queries_of(island)
    island.grow(FEW * (TIMES - 1))
    many = queries_of(island)

    assert many == few
    assert few == MOST
