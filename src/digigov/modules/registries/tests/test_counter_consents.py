"""A consent given at a counter: by whom it may be written down, what shows it, and how it ends."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, Actor, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.notifications.testing import make_template
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.registries import commands, queries
from digigov.modules.registries.testing import AT, make_register, make_row

pytestmark = pytest.mark.django_db
SAID = "She said: yes, look it up for me"


@pytest.fixture(autouse=True)
def town():
    make_organizations()
    make_template("consent-code", email="{{ code }}", sms="{{ code }}", values=["code", "office", "registers"])
    make_template("consent-taken", email="{{ registers }}", sms="{{ office }}", values=["office", "registers"])
    make_register("taxes", uses=[{"purpose": "prefill-form", "basis": "consent", "fields": ["full_name"]}])
    make_row("taxes", "1", {"full_name": {"given": "A"}})


@pytest.fixture
def ana():
    return make_person(given_names="Ana", phone="+17585550101")


@pytest.fixture
def agent():
    return make_officer(unit="treasury", role="cashier")


SCOPE = {"purpose": "prefill-form", "service": "shop-licence"}


def take(by, whom, at=AT, **others):
    asked = {"wanted": {"taxes": ["full_name"]}, "way": "spoken", "evidence": SAID, **SCOPE, **others}
    commands.take_consents(by=by, at=at, party_id=whom, **asked)


def read(by, whom, at=AT):
    return commands.read(
        by=by, at=at, register="taxes", key="1", fields=["full_name"], about=whom,
        purpose=Purpose("prefill-form"), service="shop-licence",
    )  # fmt: skip


def messages(name):
    return apps.get_model("notifications", "Message").objects.filter(template=name)


def code_sent():
    sent = apps.get_model("notifications", "Delivery").objects.filter(message__template="consent-code", channel="sms")
    return sent.latest("id").code


@pytest.mark.parametrize("way", ["spoken", "paper"])
def test_what_was_said_or_signed_lets_the_register_be_read(agent, ana, audit_entries, way):
    with pytest.raises(commands.ReadRefused):
        read(agent, ana)
    take(agent, ana, way=way)

    assert read(agent, ana).found
    (line,) = audit_entries("registries.consent-taken")
    assert (line.subject_id, line.details["way"], line.party_id) == (ana, way, agent.party_id)
    assert messages("consent-taken").get().party_id == ana


def test_the_person_sees_it_with_its_office_and_takes_it_back_alone(agent, ana):
    take(agent, ana)
    me = Actor("citizen", account_id=new_id(), party_id=ana)
    (seen,) = queries.list_consents(viewer=me, at=AT, page=Page())
    assert (seen.way, seen.office, seen.in_force) == ("spoken", agent.office, True)

    commands.withdraw_consent(by=me, at=AT, consent_id=seen.id)
    with pytest.raises(commands.ReadRefused):
        read(agent, ana)


def test_taken_back_at_the_counter_it_counts_no_more_at_once(agent, ana):
    take(agent, ana)
    (given,) = queries.list_consents_at_counter(viewer=agent, at=AT, party_id=ana, service="shop-licence")
    for _ in range(2):
        commands.withdraw_at_counter(by=agent, at=AT, party_id=ana, consent_id=given.id)
    with pytest.raises(commands.ReadRefused):
        read(agent, ana)
    with pytest.raises(NotFound):
        commands.withdraw_at_counter(by=agent, at=AT, party_id=new_id(), consent_id=given.id)


class TestCode:
    @pytest.fixture(autouse=True)
    def sent(self, agent, ana):
        commands.send_consent_code(by=agent, at=AT, party_id=ana, registers=["taxes"], **SCOPE)

    def test_the_one_sent_to_the_person_counts(self, agent, ana):
        code = code_sent()
        assert re.fullmatch(r"[0-9]{8}", code)
        take(agent, ana, way="code", evidence="", code=f"{code[:4]} {code[4:]}")
        assert read(agent, ana).found

    def test_for_ten_minutes_and_at_most_twenty(self, agent, ana):
        take(agent, ana, at=AT + timedelta(minutes=10), way="code", code=code_sent())
        with pytest.raises(InvalidInput):
            take(agent, ana, at=AT + timedelta(minutes=20), way="code", code=code_sent())

    def test_for_this_officer_person_and_service_alone(self, agent, ana):
        other = replace(agent, party_id=new_id())
        for by, whom, more in ((other, ana, {}), (agent, new_id(), {}), (agent, ana, {"service": "another"})):
            with pytest.raises(InvalidInput):
                take(by, whom, way="code", code=code_sent(), **more)

    @pytest.mark.parametrize("code", ["", "00000000", "abc", "1" * 20])
    def test_not_another(self, agent, ana, code):
        with pytest.raises(InvalidInput) as caught:
            take(agent, ana, way="code", code=code)
        assert set(caught.value.errors) == {"code"}


@pytest.mark.parametrize("wrong", [{"way": ""}, {"way": "guessed"}, {"evidence": "yes"}, {"evidence": "x" * 301}])
def test_not_without_a_way_and_what_shows_it(agent, ana, wrong):
    with pytest.raises(InvalidInput):
        take(agent, ana, **wrong)
    assert not messages("consent-taken").exists()


def test_only_an_officer_at_a_counter_and_never_for_themself(agent, ana):
    for by in (
        ANONYMOUS,
        system("test"),
        make_officer(),
        replace(agent, second_factor=False),
        replace(agent, party_id=ana),
    ):
        with pytest.raises(NotAllowed):
            take(by, ana)
        with pytest.raises(NotAllowed):
            commands.send_consent_code(by=by, at=AT, party_id=ana, registers=["taxes"], **SCOPE)


def test_not_where_nothing_is_to_be_agreed_to(agent, ana):
    with pytest.raises(commands.NothingToAgreeTo):
        take(agent, ana, wanted={"taxes": ["owed"]})
    with pytest.raises(NotFound):
        take(agent, ana, wanted={"nowhere": ["full_name"]})
