"""Opening a row in an emergency: who may, who is told, and who looks at it again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.notifications.testing import make_template
from digigov.modules.organizations.queries import list_holders_with
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_officer, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.registries import commands, queries
from digigov.modules.registries.models import Lookup
from digigov.modules.registries.testing import AT, make_register, make_row, register_from, registers_down, uses_from

pytestmark = pytest.mark.django_db

WHY = "Found lying unconscious at a bus stop in Castries"
FOUND = "The ambulance's report of that hour says the same."
FIELDS = [{"name": "full_name", "label": "Name", "type": "name"}, {"name": "owed", "label": "Owed", "type": "money"}]


@pytest.fixture(autouse=True)
def town():
    roles = [*ORGANIZATIONS["roles"], {"code": "protector", "name": "P", "permissions": ["registries.review"]}]
    make_organizations(roles=roles)
    values = ["officer", "office", "register", "review_by"]
    make_template("emergency-lookup", subject="News", email="{{ officer }}", sms="{{ register }}", values=values)
    emergency = {"purpose": "emergency", "basis": "law", "law": "A law", "fields": ["full_name"]}
    registers = [
        register_from("people", fields=FIELDS, uses=[emergency]),
        register_from("taxes", fields=FIELDS, uses=uses_from(FIELDS)[:1]),
    ]
    commands.load_registers(by=system("test"), at=AT, definitions=registers)
    make_row("people", "9100001", {"full_name": {"given": "Ana"}, "owed": "5"})
    return make_person(national_id="9100001")


@pytest.fixture
def officer():
    return make_officer(grants=[Grant("registries.break-glass")])


@pytest.fixture
def protector():
    return make_officer(unit="treasury", role="protector", party_id=make_person(email="protector@example.org"))


def open_(by, at=AT, **others):
    return commands.open_in_emergency(by=by, at=at, **{"register": "people", "key": "9100001", "reason": WHY, **others})


def review(by, lookup, at=AT, **others):
    asked = {"is_justified": True, "findings": FOUND, **others}
    commands.review_lookup(by=by, at=at, lookup_id=lookup.id, **asked)


def the_lookup():
    return Lookup.objects.get()


class TestOpen:
    def test_gives_what_the_register_opens_in_an_emergency_and_no_more(self, officer):
        assert open_(officer).values == {"full_name": {"given": "Ana"}}

    def test_the_person_s_trail_has_it_without_what_the_officer_typed(self, officer, town, audit_entries):
        open_(officer)
        (line,) = audit_entries("registries.register-read")
        assert (line.subject_id, line.purpose, line.case_id) == (town, "emergency", None)
        assert line.details["reason"] == "emergency" and WHY not in str(line.details)

    def test_waits_for_a_review_with_its_reason(self, officer):
        open_(officer)
        lookup = the_lookup()
        assert (lookup.reason, lookup.review_by, lookup.officer_id) == (WHY, AT + timedelta(days=3), officer.party_id)

    @pytest.mark.parametrize("short", ["", "urgent", " " * 40])
    def test_a_word_is_no_reason(self, officer, short):
        with pytest.raises(InvalidInput):
            open_(officer, reason=short)
        assert not Lookup.objects.exists()

    def test_nobody_without_permission_and_second_factor(self, officer, audit_entries):
        for who in (ANONYMOUS, make_officer(), Actor("citizen", account_id=new_id(), party_id=new_id())):
            with pytest.raises(commands.ReadRefused) as caught:
                open_(who)
            assert caught.value.reason == "no-permission"
        with pytest.raises(commands.ReadRefused) as caught:
            open_(replace(officer, second_factor=False))
        assert caught.value.reason == "no-second-factor"
        assert len(audit_entries("registries.read-refused")) == 4 and not Lookup.objects.exists()

    def test_no_register_that_says_nothing_of_emergencies(self, officer):
        with pytest.raises(commands.ReadRefused) as caught:
            open_(officer, register="taxes")
        assert caught.value.reason == "no-basis"
        assert [each.id for each in queries.list_emergency_registers(viewer=officer)] == ["people"]

    def test_when_the_register_is_down_the_last_answer_counts_with_its_age(self, officer):
        open_(officer)
        with registers_down():
            assert open_(officer, at=AT + timedelta(days=1)).is_stale


class TestAlarm:
    def test_who_protects_data_is_told_once(self, officer, protector):
        open_(officer)
        for _ in range(2):
            commands.raise_alarm(at=AT, lookup_id=the_lookup().id)
        (message,) = apps.get_model("notifications", "Message").objects.filter(template="emergency-lookup")
        assert message.party_id == protector.party_id

    def test_the_alarm_is_given_with_the_answer(self, officer):
        open_(officer)
        jobs = apps.get_model("procrastinate", "ProcrastinateJob").objects.filter(task_name="registries.raise_alarm")
        assert [job.args for job in jobs] == [{"lookup_id": str(the_lookup().id)}]

    def test_of_what_is_gone_nobody_is_told(self):
        commands.raise_alarm(at=AT, lookup_id=new_id())


class TestReminder:
    @pytest.fixture(autouse=True)
    def template(self):
        make_template(
            "emergency-overdue", subject="Late", email="{{ count }}", sms="{{ days }}", values=["count", "days"]
        )

    def sent(self):
        return apps.get_model("notifications", "Message").objects.filter(template="emergency-overdue")

    def test_whoever_reviews_is_reminded_each_day_of_what_is_overdue(self, officer):
        protector = make_holder(unit="treasury", role="protector", party_id=make_person(email="p@example.org"))
        open_(officer, at=AT - timedelta(days=5))
        for at in (AT, AT, AT + timedelta(days=1)):
            assert commands.remind_of_reviews(by=system("test"), at=at) == 1
        assert [each.party_id for each in self.sent()] == [protector] * 2

    def test_nobody_while_there_is_time(self, officer, protector):
        open_(officer)
        assert commands.remind_of_reviews(by=system("test"), at=AT) == 0
        assert not self.sent().exists()

    def test_how_late_and_whether_anybody_could_look(self, officer):
        open_(officer, at=AT - timedelta(days=5))
        assert queries.overdue_reviews(at=AT) == queries.Overdue(count=1, days=2, is_nobodys=True)
        make_holder(unit="treasury", role="protector")
        assert queries.overdue_reviews(at=AT) == queries.Overdue(count=1, days=2, is_nobodys=False)


class TestReview:
    @pytest.fixture
    def lookup(self, officer):
        open_(officer)
        return the_lookup()

    def test_another_says_whether_it_was_right_and_the_person_sees_it(self, lookup, protector, town, audit_entries):
        review(protector, lookup, is_justified=False)
        shown = queries.get_lookup(viewer=protector, at=AT, lookup_id=lookup.id)
        assert (shown.state, shown.findings) == ("not-justified", FOUND)
        assert audit_entries("registries.lookup-reviewed")[0].subject_id == town
        with pytest.raises(commands.AlreadyReviewed):
            review(protector, lookup)

    def test_never_whoever_opened_it(self, lookup, officer):
        both = replace(officer, grants=officer.grants | {Grant("registries.review")})
        with pytest.raises(commands.SameOfficer):
            review(both, lookup)
        with pytest.raises(IntegrityError), transaction.atomic():
            Lookup.objects.update(reviewed_at=AT, reviewed_by=officer.party_id, is_justified=True)

    def test_nor_whom_it_is_about(self, lookup, protector, town):
        with pytest.raises(commands.SameOfficer):
            review(replace(protector, party_id=town), lookup)

    def test_nor_others(self, lookup):
        for who in (ANONYMOUS, make_officer(), system("test")):
            with pytest.raises(NotAllowed):
                review(who, lookup)
            with pytest.raises(NotAllowed):
                queries.list_lookups(viewer=who, at=AT, page=Page())
        assert the_lookup().reviewed_at is None

    @pytest.mark.parametrize("missing", [{"is_justified": None}, {"findings": "ok"}])
    def test_with_a_verdict_and_words(self, lookup, protector, missing):
        with pytest.raises(InvalidInput):
            review(protector, lookup, **missing)

    def test_what_is_not_there(self, protector):
        with pytest.raises(NotFound):
            commands.review_lookup(by=protector, at=AT, lookup_id=new_id(), is_justified=True, findings=FOUND)


class TestList:
    def test_what_waits_stands_first_and_what_is_overdue_stands_out(self, officer, protector):
        open_(officer, at=AT - timedelta(days=9))
        review(protector, the_lookup())
        open_(officer, at=AT - timedelta(days=4))
        open_(officer, at=AT - timedelta(days=1))

        found = queries.list_lookups(viewer=protector, at=AT, page=Page())

        assert [each.state for each in found] == ["overdue", "waiting", "justified"]
        assert queries.overdue_reviews(at=AT).count == 1

    def test_a_look_up_at_a_counter_stands_there_too(self, protector, town):
        make_register("people", fields=FIELDS)
        agent = make_officer(unit="treasury", role="cashier")
        commands.read(
            by=agent, at=AT, register="people", key="9100001", fields=["owed"],
            purpose=Purpose("prefill-form"), about=town,
        )  # fmt: skip
        (found,) = queries.list_lookups(viewer=protector, at=AT, page=Page())
        assert (found.state, found.fields) == ("counter", ("owed",))


def test_who_holds_the_permission_is_found_whatever_the_unit():
    protector = make_holder(unit="treasury", role="protector")
    make_holder()
    assert list_holders_with(permission="registries.review", at=AT) == (protector,)
