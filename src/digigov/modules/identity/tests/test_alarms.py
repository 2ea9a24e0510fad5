"""A thief with the password, the mailbox or the number: the owner hears of it, and stops it with one link."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.identity import commands, queries, rules
from digigov.modules.identity.definitions import SignInPlan
from digigov.modules.identity.models import Account, Alarm, Concern, KnownDevice, Session
from digigov.modules.identity.testing import (
    PASSWORD,
    code_sent_to,
    load_messages,
    make_me,
    messages_to,
)
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
MAIL, PHONE, THIEFS = "me@example.org", "+17585550150", "+17585550177"
HOLD = timedelta(hours=SignInPlan().new_address_hours)
LINK = re.compile(r"/account/not-me/([\w-]+)/")


@pytest.fixture(autouse=True)
def _ground():
    load_messages()
    make_organizations()


@pytest.fixture
def me():
    return make_me(party_id=make_person(email=MAIL, phone=PHONE))


def comes_on(me, token, at=AT):
    return commands.note_device(by=me, at=at, token=token, device="Firefox on Android")


def link_to(address):
    return LINK.search(messages_to(address)[-1])[1]


def change(me, address, at=AT):
    code = commands.begin_address_change(by=me, at=at, address=address, language="en")
    commands.prove_address(by=me, at=at, code_id=code, digits=code_sent_to(address))
    commands.finish_address_change(by=me, at=at, code_id=code)


def prove(address, at=AT):
    code = commands.begin_recovery(by=ANONYMOUS, at=at, address=address, language="en")
    commands.prove_address(by=ANONYMOUS, at=at, code_id=code, digits=code_sent_to(address))
    return code


def enter(password=PASSWORD):
    return commands.check_password(by=ANONYMOUS, at=AT, address=MAIL, password=password)


def say_not_me(token, at=AT):
    commands.say_not_me(by=ANONYMOUS, at=at, token=token)


def concerns():
    return set(Concern.objects.values_list("kind", flat=True))


class TestNewDevice:
    def test_is_told_by_every_address_once(self, me):
        assert comes_on(me, "a" * 43)
        assert not comes_on(me, "a" * 43)

        for address in (MAIL, PHONE):
            (text,) = messages_to(address)
            assert "Firefox on Android" in text
            assert "01/06/2026 10:00" in text
            assert LINK.search(text)

    def test_the_one_on_which_the_account_was_opened_is_no_surprise(self, me):
        Account.objects.filter(id=me.account_id).update(created_at=AT - timedelta(minutes=5))

        comes_on(me, "a" * 43)
        assert messages_to(MAIL) == []
        comes_on(me, "b" * 43)
        assert len(messages_to(MAIL)) == 1

    def test_is_known_for_this_account_alone_and_by_a_digest(self, me):
        other = make_me()

        comes_on(me, "a" * 43)
        assert comes_on(other, "a" * 43)

        digests = set(KnownDevice.objects.values_list("digest", flat=True))
        assert len(digests) == 2
        assert not any("a" * 43 in each for each in digests)

    def test_whoever_keeps_no_cookies_is_not_told_each_time(self, me):
        for number in range(rules.DEVICES_TOLD + 3):
            comes_on(me, f"{number:043d}")

        assert len(messages_to(MAIL)) == rules.DEVICES_TOLD

    def test_is_forgotten_after_four_hundred_days(self, me):
        comes_on(me, "a" * 43)

        commands.forget_what_has_passed(at=AT + rules.DEVICE_KNOWN_FOR + timedelta(minutes=1))

        assert not KnownDevice.objects.exists()
        assert not Alarm.objects.exists()


class TestNotMe:
    def test_ends_every_visit_and_holds_the_account_until_a_new_password(self, me):
        Session.objects.create(session_key="a", account_id=me.account_id, expire_date=AT + timedelta(days=1))
        comes_on(me, "a" * 43)

        say_not_me(link_to(PHONE))

        assert not Session.objects.exists()
        assert enter("wrong") is None
        with pytest.raises(commands.AccountHeld):
            enter()
        with pytest.raises(commands.AccountHeld):
            commands.note_visit(by=me, at=AT)
        account = Account.objects.get(id=me.account_id)
        assert queries.actor_of(account, at=AT, second_factor=True) == ANONYMOUS
        assert concerns() == {"not-me"}
        assert "Every visit has ended" in messages_to(MAIL)[-1]

        code = prove(MAIL)
        second = commands.send_second_code(by=ANONYMOUS, at=AT, code_id=code, language="en")
        assert second
        commands.show_second_proof(by=ANONYMOUS, at=AT, code_id=code, typed=code_sent_to(PHONE))
        commands.finish_recovery(by=ANONYMOUS, at=AT, code_id=code, password="another long password")
        assert enter("another long password") == me.account_id

    def test_works_once_within_its_days_and_only_with_its_token(self, me):
        comes_on(me, "a" * 43)
        token = link_to(MAIL)

        for wrong, at in (("x" * 32, AT), (token, AT + timedelta(days=7))):
            with pytest.raises(NotFound):
                say_not_me(wrong, at=at)
        assert Account.objects.get(id=me.account_id).held_at is None
        say_not_me(token)
        with pytest.raises(NotFound):
            say_not_me(token)

    def test_of_a_changed_number_puts_the_old_one_back(self, me):
        change(me, THIEFS)

        say_not_me(link_to(PHONE))

        account = Account.objects.get(id=me.account_id)
        assert (account.phone, account.phone_since) == (PHONE, None)
        assert contact_of(me.party_id).phone == PHONE

    def test_leaves_an_address_that_is_somebody_elses_by_now(self, me):
        change(me, THIEFS)
        token = link_to(PHONE)
        other = make_me(party_id=make_person(email="other@example.org", phone=PHONE))

        say_not_me(token)

        assert Account.objects.get(id=me.account_id).phone == THIEFS
        assert Account.objects.get(id=other.account_id).phone == PHONE


class TestChangedAddress:
    def test_is_told_to_the_old_one_and_all_others_and_not_to_the_new(self, me):
        change(me, THIEFS)

        for address in (PHONE, MAIL):
            assert "••••77" in messages_to(address)[-1]
        assert not any("not-me" in text for text in messages_to(THIEFS))

    def test_alone_begins_no_recovery_for_its_hours(self, me):
        change(me, THIEFS)

        for attack in (
            lambda code: commands.send_second_code(by=ANONYMOUS, at=AT, code_id=code, language="en"),
            lambda code: commands.wait_for_recovery(by=ANONYMOUS, at=AT, code_id=code),
            lambda code: commands.finish_recovery(by=ANONYMOUS, at=AT, code_id=code, password="another long password"),
        ):
            with pytest.raises(commands.AddressTooNew):
                attack(prove(THIEFS))
        later = AT + HOLD
        code = prove(THIEFS, at=later)
        assert commands.send_second_code(by=ANONYMOUS, at=later, code_id=code, language="en")

    @pytest.mark.parametrize(("minutes", "waits"), [(5, False), (61, True)])
    def test_the_first_one_counts_at_once_only_where_the_account_was_just_opened(self, me, minutes, waits):
        Account.objects.filter(id=me.account_id).update(phone=None, created_at=AT - timedelta(minutes=minutes))

        change(me, THIEFS)

        assert (Account.objects.get(id=me.account_id).phone_since is not None) == waits

    def test_is_no_second_proof_for_its_hours(self, me):
        change(me, THIEFS)
        code = prove(MAIL)

        with pytest.raises(commands.AddressTooNew):
            commands.send_second_code(by=ANONYMOUS, at=AT, code_id=code, language="en")
        assert queries.get_recovering(at=AT, code_id=code).other == ""

    def test_the_same_one_again_changes_nothing(self, me):
        code = commands.begin_address_change(by=me, at=AT, address="new@example.org", language="en")
        commands.prove_address(by=me, at=AT, code_id=code, digits=code_sent_to("new@example.org"))
        Account.objects.filter(id=me.account_id).update(email="new@example.org")

        commands.finish_address_change(by=me, at=AT, code_id=code)

        assert Account.objects.get(id=me.account_id).email_since is None


class TestWhatStandsOut:
    def test_a_number_that_another_account_gave_up(self, me):
        change(me, THIEFS)
        other = make_me(party_id=make_person(email="other@example.org"))

        change(other, PHONE, at=AT + timedelta(days=1))

        (concern,) = Concern.objects.all()
        assert (concern.kind, concern.account_id) == ("number-moved", other.account_id)

    def test_three_recoveries_of_one_account_within_a_day(self, me):
        for _ in range(2):
            prove(MAIL)
        assert concerns() == set()

        prove(MAIL)
        prove(MAIL)

        (concern,) = Concern.objects.all()
        assert (concern.kind, concern.account_id) == ("many-recoveries", me.account_id)

    def test_many_recoveries_of_all_together(self):
        commands.load_plan(by=system("test"), at=AT, definition=SignInPlan(many_recoveries_everywhere=3))

        for number in range(4):
            commands.begin_recovery(by=ANONYMOUS, at=AT, address=f"n{number}@example.org", language="en")

        (concern,) = Concern.objects.all()
        assert concern.account_id is None

    def test_leaves_the_list_when_somebody_wrote_what_was_found(self, me):
        comes_on(me, "a" * 43)
        say_not_me(link_to(MAIL))
        watcher = make_officer(role="inspector", grants=[Grant("identity.watch")])
        (line,) = queries.list_concerns(viewer=watcher, at=AT, page=Page()).items
        assert line.party_id == me.party_id

        with pytest.raises(InvalidInput):
            commands.look_at_concern(by=watcher, at=AT, concern_id=line.id, note=" ")
        commands.look_at_concern(by=watcher, at=AT, concern_id=line.id, note="Spoke with the owner")

        assert queries.list_concerns(viewer=watcher, at=AT, page=Page()).items == ()
        with pytest.raises(NotFound):
            commands.look_at_concern(by=watcher, at=AT, concern_id=line.id, note="Once more")

    def test_is_shown_to_nobody_else(self, me):
        for other in (me, make_officer(role="inspector")):
            with pytest.raises(NotAllowed):
                queries.list_concerns(viewer=other, at=AT, page=Page())
