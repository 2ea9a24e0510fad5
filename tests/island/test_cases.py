"""An island's cases: as many as are asked for, on the days that demand says, standing where the last day finds them; and it goes on."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string

from digigov.kernel.actor import ANONYMOUS
from digigov.modules.documents.queries import verify_number
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.rehearsal.island import phases
from digigov.rehearsal.island.cases import Applicant, Cases
from digigov.rehearsal.island.demand import demand
from digigov.rehearsal.island.walking import examples
from digigov.rehearsal.island.wanted import Wanted

RENDER = "digigov.modules.documents.rendering.render"
UNTIL = datetime(2026, 11, 1, 4, tzinfo=UTC)
BEGINS, LAST_DAY, WANTED = date(2025, 11, 1), date(2026, 10, 31), 240
SERVICES = frozenset({"police-certificate-of-character", "infrastructure-defect-report"})


def model(app, name):
    return apps.get_model(app, name).objects


@pytest.fixture
def island(proof):
    paths = [path for path in examples() if path.stem == "plain" and path.parts[-3] in SERVICES]
    walked, is_open = [proof.first(path).walked for path in paths], proof.almanac.days.is_open
    asked = demand(WANTED, 7, begins=BEGINS, until=LAST_DAY, is_open=is_open, services=SERVICES)
    return Cases(walked, [applicant(n) for n in range(3)], asked, proof.almanac, until=UNTIL)


def applicant(number):
    given, family, email = f"Fern {number}", "Seawall", f"seawall.{number}@example.org"
    party = make_person(given_names=given, family_name=family, email=email, at=datetime(2025, 9, 1, tzinfo=UTC))
    return Applicant(party, make_account(party_id=party), given, family, email)


def copied():
    return model("casework", "Case").filter(title__isnull=False, applicant_id__in=parties())


def parties():
    return model("parties", "Person").filter(family_name="Seawall").values("id")


def begun():
    return model("applications", "Draft").filter(party_id__in=parties())


def test_there_are_as_many_as_demand_says_and_they_stand_where_the_last_day_finds_them(island):
    assert sum(island.fill()) == WANTED

    drafts, cases = begun(), copied()
    assert drafts.count() == WANTED
    assert cases.count() == drafts.exclude(submitted_at=None).count()
    zone = island.almanac.zone
    assert Counter(each.astimezone(zone).date() for each in drafts.values_list("started_at", flat=True)) == Counter(
        {day: sum(services.values()) for day, services in island.demand.counts.items() if services}
    )
    for case in cases:
        assert case.opened_at < UNTIL
        assert (case.closed_at or case.opened_at) < UNTIL
    assert cases.filter(state="closed").count() > WANTED / 2
    assert cases.filter(state="open").exists()


def test_the_youngest_papers_are_drawn_and_sealed_and_a_crash_between_loses_none(island, client, monkeypatch):
    monkeypatch.setattr(phases, "SEALED", 3)
    monkeypatch.setattr(phases, "PAPERS_AT_ONCE", 2)
    for _ in island.fill():
        pass
    (papers,) = [each for each in phases.PHASES if each.name == "papers"]
    wanted = Wanted(1_000, cases=WANTED)
    youngest = list(undrawn().order_by("-made_at", "id")[:3])
    left = undrawn().count()
    assert papers.total(wanted) == 3

    first = next(papers.batches(wanted, 0))
    first.write()
    rest = list(papers.batches(wanted, first.more))
    for each in rest:
        each.write()

    assert (first.more, [each.more for each in rest], left - undrawn().count()) == (2, [1], 3)
    for paper in youngest:
        file = model("documents", "File").get(id=paper.file_id)
        sign_in(client, model("identity", "Account").get(party_id=paper.holder_id).id)
        opened = client.get(f"/files/{file.id}/").content
        assert b"/ETSI.CAdES.detached" in opened
        assert (sha256(opened).hexdigest(), len(opened)) == (file.sha256, file.size)


def undrawn():
    return model("documents", "IssuedDocument").filter(file__sha256="")


def test_receipts_have_no_gap_and_what_is_handed_in_next_has_a_number_of_its_own(island):
    for _ in island.fill():
        pass

    for year in (2025, 2026):
        numbers = sorted(model("payments", "Receipt").filter(year=year).values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert model("payments", "ReceiptCounter").get(year=year).last == len(numbers)
    used = {int(each.split("-")[1]) for each in copied().values_list("reference", flat=True)}
    assert island._numbers(0).next_reference > max(used)


def test_it_goes_on_where_a_crash_ended_it_and_makes_the_same(island):
    whole = transaction.savepoint()
    for _ in island.fill():
        pass
    expected = facts()
    transaction.savepoint_rollback(whole)

    done = next(island.fill(at_once=50))
    assert 50 <= done < WANTED
    rest = sum(island.fill(done=done, at_once=50))

    assert done + rest == WANTED
    assert facts() == expected
    assert list(island.fill(done=WANTED)) == []


def facts():
    """What has happened, without the numbers that are given in order."""
    cases = copied().values_list("id", "applicant_id", "service", "state", "step", "opened_at", "due_at", "closed_at")
    return sorted(cases), sorted(begun().values_list("id", "party_id", "started_at"))


def test_nothing_is_due_before_it_was_asked_for(island):
    for _ in island.fill():
        pass

    runs = model("casework", "StepRun").filter(case__in=copied()).exclude(due_at=None)
    assert runs.count() > WANTED / 2
    for run in runs:
        assert run.due_at > run.started_at
        assert run.finished_at is None or run.finished_at - run.due_at < timedelta(days=10)
        assert island.almanac.days.is_open(island.almanac.day(run.due_at))


def test_a_paper_is_drawn_and_sealed_in_its_own_name_when_somebody_first_opens_it(island, client, monkeypatch):
    for _ in island.fill():
        pass
    issued, shown = model("documents", "IssuedDocument"), []
    render = import_string(RENDER)
    monkeypatch.setattr(RENDER, lambda **told: shown.append(told["values"]) or render(**told))
    papers = issued.filter(holder_id__in=parties(), template__key="certificate").select_related("file")
    assert not papers.exclude(file__sha256="").exists()
    one = papers.first()
    other = papers.exclude(holder_id=one.holder_id).first()

    contents = []
    for paper in (one, other):
        who = model("parties", "Person").get(id=paper.holder_id)
        sign_in(client, model("identity", "Account").get(party_id=who.id).id)
        first, again = (client.get(f"/files/{paper.file_id}/") for _ in range(2))
        assert first.status_code == 200
        assert b"/ETSI.CAdES.detached" in first.content
        assert again.content == first.content
        name = f"{who.given_names} {who.family_name}"
        assert shown[-1]["holder"] == shown[-1]["fact"]["name"] == name
        said = verify_number(viewer=ANONYMOUS, at=UNTIL, number=paper.reference, code=paper.code)
        assert (said.holder, said.reference) == (name, paper.reference)
        contents.append(first.content)
    assert len(shown) == 2
    assert contents[0] != contents[1]
