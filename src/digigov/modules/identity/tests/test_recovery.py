"""A forgotten password: its owner gets back in; whoever holds one of the owner's addresses does not."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.identity import commands, queries, rules
from digigov.modules.identity.models import Account, Code, Session
from digigov.modules.identity.testing import (
    PASSWORD,
    code_sent_to,
    load_messages,
    make_account,
    make_me,
    messages_to,
    totp_digits,
)
from digigov.modules.organizations.testing import make_holder, make_officer, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
NEW = "another long password"
MAIL, PHONE = "me@example.org", "+17585550150"
WAIT = rules.RECOVERY_WAITS


@pytest.fixture(autouse=True)
def _ground():
    load_messages()
    make_organizations()


def owner(**contact):
    return make_me(party_id=make_person(**contact))


def prove(address, at=AT):
    """What somebody holds who reads the messages of one address."""
    code = commands.begin_recovery(by=ANONYMOUS, at=at, address=address, language="en")
    commands.prove_address(by=ANONYMOUS, at=at, code_id=code, digits=code_sent_to(address))
    return code


def finish(code, at=AT):
    commands.finish_recovery(by=ANONYMOUS, at=at, code_id=code, password=NEW)


def show(code, typed, at=AT):
    commands.show_second_proof(by=ANONYMOUS, at=at, code_id=code, typed=typed)


def send_second(code):
    return commands.send_second_code(by=ANONYMOUS, at=AT, code_id=code, language="en")


def wait(code, at=AT):
    return commands.wait_for_recovery(by=ANONYMOUS, at=at, code_id=code)


def may(address, password=NEW):
    return commands.check_password(by=ANONYMOUS, at=AT, address=address, password=password) is not None


def with_app(**contact):
    me = owner(**contact)
    secret = commands.begin_totp(by=me, at=AT, issuer="x").secret
    return me, secret, commands.confirm_totp(by=me, at=AT, digits=totp_digits(secret, AT))


class TestWithTwoProofs:
    @pytest.mark.parametrize(("first", "second"), [(MAIL, PHONE), (PHONE, MAIL)])
    def test_a_code_to_each_address_sets_a_password_ends_every_visit_and_tells(self, first, second):
        me = owner(email=MAIL, phone=PHONE)
        Session.objects.create(session_key="a", account_id=me.account_id, expire_date=AT + timedelta(days=1))
        code = prove(first)
        send_second(code)
        show(code, code_sent_to(second))

        finish(code)

        assert may(MAIL)
        assert not Session.objects.exists()
        for address in (MAIL, PHONE):
            assert "was changed" in messages_to(address)[-1]

    def test_the_digits_of_an_app_or_a_recovery_code_are_a_second_proof(self):
        _me, secret, codes = with_app(email=MAIL)
        later = AT + timedelta(minutes=2)

        for typed in (totp_digits(secret, later), codes[0]):
            code = prove(MAIL, at=later)
            show(code, typed, at=later)
            finish(code, at=later)
        with pytest.raises(commands.WrongSecondProof):
            show(prove(MAIL, at=later), codes[0], at=later)

    def test_a_code_from_a_counter_is_a_second_proof_for_a_day(self):
        me = owner(email=MAIL, phone=PHONE)
        counter = make_officer(unit="treasury", role="cashier")
        given = commands.give_counter_code(by=counter, at=AT, party_id=me.party_id)
        assert "counter" in messages_to(PHONE)[-1]

        code = prove(MAIL)
        show(code, given.lower())
        finish(code)

        assert may(MAIL)
        with pytest.raises(commands.WrongSecondProof):
            show(prove(MAIL), given)
        given = commands.give_counter_code(by=counter, at=AT, party_id=me.party_id)
        late = AT + timedelta(days=1)
        with pytest.raises(commands.WrongSecondProof):
            show(prove(MAIL, at=late), given, at=late)


class TestWhoHoldsOneAddress:
    """A stranger with the mailbox, or with the telephone (its number moved to another SIM card)."""

    @pytest.mark.parametrize("held", [MAIL, PHONE])
    def test_sets_no_password_where_there_is_another_proof(self, held):
        with_app(email=MAIL, phone=PHONE)
        code = prove(held)

        for attack in (finish, wait, finish):
            with pytest.raises(commands.SecondProofNeeded):
                attack(code)
        with pytest.raises(commands.WrongSecondProof):
            show(code, code_sent_to(held))

        assert may(MAIL, PASSWORD)
        assert not may(MAIL)

    def test_has_five_tries_for_the_second_code(self):
        owner(email=MAIL, phone=PHONE)
        code = prove(MAIL)
        send_second(code)
        right = code_sent_to(PHONE)

        for typed in [f"{(int(right) + 1) % 1_000_000:06d}"] * 5 + [right]:
            with pytest.raises(commands.WrongSecondProof):
                show(code, typed)
        with pytest.raises(commands.SecondProofNeeded):
            finish(code)

    def test_cannot_use_a_second_code_of_another_recovery(self):
        owner(email=MAIL, phone=PHONE)
        owner(email="thief@example.org", phone="758 555 0151")
        code, theirs = prove(MAIL), prove("thief@example.org")
        send_second(theirs)

        with pytest.raises(commands.WrongSecondProof):
            show(code, code_sent_to("+17585550151"))

    def test_an_officers_account_never_waits(self):
        make_account(party_id=make_holder(party_id=make_person(email=MAIL)))

        with pytest.raises(commands.SecondProofNeeded):
            wait(prove(MAIL))

    def test_an_address_that_was_given_up_meanwhile_proves_nothing(self):
        me = owner(email=MAIL)
        code = prove(MAIL)
        Account.objects.filter(id=me.account_id).update(email="fresh@example.org")

        for attack in (finish, wait):
            with pytest.raises(commands.CodeExpired):
                attack(code)


class TestTheWait:
    """Where one address is all that is known."""

    @pytest.mark.parametrize("late", [WAIT, WAIT + rules.RECOVERY_OPEN_FOR - timedelta(hours=1)])
    def test_opens_after_three_days_and_closes_after_a_week(self, late):
        owner(email=MAIL)

        opens = wait(prove(MAIL))

        assert opens == AT + WAIT
        for when in (AT, opens - timedelta(seconds=1)):
            with pytest.raises(commands.SecondProofNeeded):
                finish(prove(MAIL, at=when), at=when)
        finish(prove(MAIL, at=AT + late), at=AT + late)
        assert may(MAIL)

    def test_is_forgotten_after_a_week(self):
        owner(email=MAIL)
        over = wait(prove(MAIL)) + rules.RECOVERY_OPEN_FOR

        with pytest.raises(commands.SecondProofNeeded):
            finish(prove(MAIL, at=over), at=over)
        assert wait(prove(MAIL, at=over), at=over) == over + WAIT

    def test_is_told_by_every_address_once_with_a_link_that_stops_it(self):
        owner(email=MAIL)
        code = prove(MAIL)
        before = len(messages_to(MAIL))

        assert wait(code) == wait(prove(MAIL, at=AT + timedelta(hours=5)), at=AT + timedelta(hours=5))

        told = [each for each in messages_to(MAIL)[before:] if "/stop/" in each]
        assert len(told) == 1
        assert "04/06/2026" in told[0]
        token = re.search(r"/account/recover/stop/([\w-]+)/", told[0])[1]
        with pytest.raises(NotFound):
            commands.stop_recovery(by=ANONYMOUS, at=AT, token="x" * len(token))
        commands.stop_recovery(by=ANONYMOUS, at=AT, token=token)
        with pytest.raises(commands.SecondProofNeeded):
            finish(prove(MAIL, at=AT + WAIT), at=AT + WAIT)

    @pytest.mark.parametrize("stop", [commands.note_visit, commands.stop_own_recovery])
    def test_ends_when_the_owner_signs_in_or_says_so(self, stop):
        me = owner(email=MAIL)
        wait(prove(MAIL))
        assert queries.get_security(viewer=me, at=AT).recovery_opens_at == AT + WAIT

        stop(by=me, at=AT)

        assert queries.get_security(viewer=me, at=AT).recovery_opens_at is None
        with pytest.raises(commands.SecondProofNeeded):
            finish(prove(MAIL, at=AT + WAIT), at=AT + WAIT)

    def test_leaves_a_second_factor_set_up_meanwhile_in_charge(self):
        me = owner(email=MAIL)
        wait(prove(MAIL))
        secret = commands.begin_totp(by=me, at=AT, issuer="x").secret
        commands.confirm_totp(by=me, at=AT, digits=totp_digits(secret, AT))

        with pytest.raises(commands.SecondProofNeeded):
            finish(prove(MAIL, at=AT + WAIT), at=AT + WAIT)


class TestRecovering:
    def test_says_how_one_can_go_on_and_hides_the_other_address(self):
        owner(email=MAIL, phone=PHONE)
        found = queries.get_recovering(at=AT, code_id=prove(MAIL))
        assert (found.other, found.may_wait, found.is_open) == ("••••50", False, False)
        assert queries.get_recovering(at=AT, code_id=prove(PHONE)).other == "m••••@example.org"

    def test_of_what_was_not_proved_says_nothing(self):
        owner(email=MAIL)
        code = commands.begin_recovery(by=ANONYMOUS, at=AT, address=MAIL, language="en")
        with pytest.raises(NotFound):
            queries.get_recovering(at=AT, code_id=code)

    def test_of_an_address_without_account_looks_the_same_and_sends_nothing(self):
        code = commands.begin_recovery(by=ANONYMOUS, at=AT, address="nobody@example.org", language="en")

        assert messages_to("nobody@example.org") == []
        with pytest.raises(commands.WrongCode):
            commands.prove_address(by=ANONYMOUS, at=AT, code_id=code, digits="123456")

    def test_changes_nothing_without_the_proof(self):
        owner(email=MAIL)
        code = commands.begin_recovery(by=ANONYMOUS, at=AT, address=MAIL, language="en")

        for attack in (finish, wait, send_second):
            with pytest.raises(commands.CodeExpired):
                attack(code)
        assert may(MAIL, PASSWORD)
        assert Code.objects.count() == 1


@pytest.mark.parametrize("who", ["oneself", "without second factor", "another officer"])
def test_a_counter_code_is_given_by_a_counter_alone(who):
    me = owner(email=MAIL)
    agent = make_officer(unit="treasury", role="cashier")
    by = {
        "oneself": lambda: replace(agent, party_id=me.party_id),
        "without second factor": lambda: replace(agent, second_factor=False),
        "another officer": make_officer,
    }[who]()

    with pytest.raises(NotAllowed):
        commands.give_counter_code(by=by, at=AT, party_id=me.party_id)
