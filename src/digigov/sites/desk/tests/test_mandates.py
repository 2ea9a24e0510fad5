"""Writing down at a counter, and on the telephone, who may act for whom."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import local_date, now
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import code_sent_to, load_messages, make_account, messages_to, sign_in
from digigov.modules.mandates.testing import FIRM, make_firm, make_known, make_mandate, make_plan
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    load_tiny()
    make_organizations()
    load_messages()
    make_plan()
    make_firm()


def visit(**officer):
    party_id = make_person()
    make_officer(**{"unit": "treasury", "role": "cashier", **officer}, party_id=party_id)
    client = Client()
    sign_in(client, make_account(party_id=party_id), second_factor=True)
    return client


def known(number, given):
    return make_known(number=number, given=given, at=now())


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page_of(party_id, way=""):
    address = reverse("desk:counter-mandates", kwargs={"party_id": party_id})
    return f"{address}?way={way}" if way else address


LAST = local_date(now()) + timedelta(days=90)
GUARDIAN = {"agent_number": "9800001", "paper": "Court order", "number": "HC-117", **day("ends_on", LAST)}


@pytest.fixture
def agent():
    return known("9800001", "Agent")


@pytest.fixture
def ward():
    return make_person(given_names="Ward")


def test_two_officers_write_a_guardian_down(agent, ward):
    first, second = visit(), visit()
    dated = day("dated_on", local_date(now()) - timedelta(days=9))
    assert first.post(page_of(ward, "guardian"), {**GUARDIAN, **dated}).status_code == 302
    assert "Waits to be confirmed" in text_of(first.get(page_of(ward)))
    assert "Agent Fictional" in text_of(second.get(reverse("desk:mandates")))
    (mandate,) = apps.get_model("mandates", "Mandate").objects.all()
    here = reverse("desk:mandates-second", kwargs={"mandate_id": mandate.id})
    assert "Court order" in text_of(second.get(here))
    assert second.post(here).status_code == 422
    assert first.post(here, {"answer": "same"}).status_code == 403  # not the one who wrote it down
    assert second.post(here, {"answer": "same"}).url == reverse("desk:mandates")

    mandate.refresh_from_db()
    assert (mandate.state, mandate.agent_id, mandate.principal_id) == ("active", agent.party_id, ward)
    assert second.get(here).status_code == 404


def test_a_director_stands_at_the_counter_themself(agent):
    client = visit()
    paper = {"firm_number": FIRM, "paper": "Extract", "number": "X-1", **day("dated_on", local_date(now()))}
    assert client.post(page_of(agent.party_id, "company"), paper).status_code == 302
    assert "Fictional Limited" in text_of(client.get(page_of(agent.party_id)))


@pytest.mark.parametrize(
    ("way", "typed", "sentence"),
    [
        ("guardian", {"agent_number": "1"}, "Nobody is registered with this number"),
        ("guardian", {**GUARDIAN, "paper": ""}, "Enter what paper it is"),
        ("guardian", {**GUARDIAN, "dated_on-day": "40"}, "Enter the day, month and year"),
        ("estate", {**GUARDIAN, **day("dated_on", LAST)}, "Enter the day of death"),
        ("company", {"firm_number": "C1"}, "Enter what paper it is"),
        ("agent", {"agent_number": "9800001"}, "Choose what this is for"),
        ("call", {}, "Enter the given and the family name"),
        ("", {}, "Nobody is registered"),
        ("nonsense", {"agent_number": "9800001"}, "Choose why this person may act"),
    ],
    ids=str,
)
def test_what_is_missing_is_said(agent, ward, way, typed, sentence):
    principal = known("9800002", "Principal").party_id if way in ("agent", "call", "company") else ward
    answer = visit().post(page_of(principal, way), typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not apps.get_model("mandates", "Mandate").objects.exists()


def test_a_caller_reads_the_code_back(agent):
    caller = known("9800003", "Caller")
    client = visit()
    wanted = {
        "given_names": "Agent", "family_name": "Fictional", "address": "agent-there@example.org",
        "services": "shop-licence", **day("ends_on", LAST),
    }  # fmt: skip
    here = client.post(page_of(caller.party_id, "call"), wanted).url
    assert client.post(here, {"code": "000000"}).status_code == 422
    phone = contact_of(caller.party_id).phone
    assert messages_to("agent-there@example.org") == []
    assert client.post(here, {"code": code_sent_to(phone)}).url == reverse("desk:counter")

    assert "Caller Fictional" in messages_to("agent-there@example.org")[-1]
    assert client.post(here, {"code": "000000"}).status_code == 404


def test_an_officer_with_the_permission_ends_one(agent, ward):
    mandate_id = make_mandate(
        principal_id=ward, agent_id=agent.party_id, ground="guardian", services=(), ends_on=LAST, at=now()
    )
    end = reverse("desk:mandates-end", kwargs={"mandate_id": mandate_id})
    assert visit().post(end).status_code == 403
    assert "End it" not in text_of(visit().get(page_of(ward)))
    client = visit()
    role = apps.get_model("organizations", "Role").objects.get(code="cashier")
    role.permissions = [*role.permissions, "mandates.end"]
    role.save()
    assert client.post(end).status_code == 302
    assert apps.get_model("mandates", "Mandate").objects.get().reason == "by-officer"
