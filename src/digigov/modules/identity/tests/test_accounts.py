from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, Actor, Grant
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.identity import commands
from digigov.modules.identity.models import Account, Code, Session
from digigov.modules.identity.testing import PASSWORD, code_sent_to, load_messages, make_account, make_me, messages_to
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
OFFICER = Actor(
    kind="officer",
    account_id=new_id(),
    party_id=new_id(),
    grants=frozenset({Grant("staff.manage"), Grant("counter.assist")}),
)


@pytest.fixture(autouse=True)
def _messages():
    load_messages()


def wrong(digits):
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def prove(code_id, digits, at=AT):
    commands.prove_address(by=ANONYMOUS, at=at, code_id=code_id, digits=digits)


def begin_sign_up(address="new@example.org"):
    return commands.begin_sign_up(by=ANONYMOUS, at=AT, address=address, language="en")


def finish_sign_up(code_id, **given):
    return commands.finish_sign_up(
        **{
            "by": ANONYMOUS,
            "at": AT,
            "code_id": code_id,
            "given_names": "Ti",
            "family_name": "Jean",
            "password": PASSWORD,
            "language": "acf",
            **given,
        }
    )


class TestSignUp:
    @pytest.mark.parametrize(
        ("typed", "stored"), [("New@Example.org", "new@example.org"), ("758 555 0170", "+17585550170")]
    )
    def test_by_email_or_phone(self, typed, stored):
        code = begin_sign_up(typed)
        prove(code, code_sent_to(stored))

        account = Account.objects.get(id=finish_sign_up(code))

        assert stored in (account.email, account.phone)
        assert contact_of(account.party_id).language == "acf"
        assert commands.check_password(by=ANONYMOUS, at=AT, address=typed, password=PASSWORD) == account.id

    def test_needs_the_proof(self):
        code = begin_sign_up()

        with pytest.raises(commands.CodeExpired):
            finish_sign_up(code)

        assert Account.objects.count() == 0

    def test_one_proof_opens_one_account(self):
        code = begin_sign_up()
        prove(code, code_sent_to("new@example.org"))
        finish_sign_up(code)

        with pytest.raises(commands.CodeExpired):
            finish_sign_up(code)

    def test_a_proof_for_one_thing_does_nothing_else(self):
        code = begin_sign_up()
        prove(code, code_sent_to("new@example.org"))

        with pytest.raises(commands.CodeExpired):
            commands.finish_recovery(by=ANONYMOUS, at=AT, code_id=code, password=PASSWORD)

    def test_of_a_taken_address_tells_only_its_owner(self):
        me = make_me(party_id=make_person(email="taken@example.org"))

        code = begin_sign_up("taken@example.org")

        assert "There is one already" in messages_to("taken@example.org")[-1]
        with pytest.raises(commands.WrongCode):
            prove(code, "000000")
        assert me.account_id

    @pytest.mark.parametrize("password", ["short", "password123456789"[:8], "qwertyuiopasdfghjkl"[:14], ""])
    def test_refuses_a_weak_password_and_can_be_tried_again(self, password):
        code = begin_sign_up()
        prove(code, code_sent_to("new@example.org"))

        with pytest.raises(commands.WeakPassword):
            finish_sign_up(code, password=password)
        assert finish_sign_up(code)

    def test_refuses_what_is_no_address(self):
        with pytest.raises(InvalidInput):
            begin_sign_up("not an address")

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="citizen", account_id=new_id()), OFFICER])
    def test_only_the_machine_opens_an_account_without_a_code(self, by):
        person = make_person()

        with pytest.raises(NotAllowed):
            commands.open_account(by=by, at=AT, party_id=person, password=PASSWORD, email="x@example.org")

        assert Account.objects.count() == 0


class TestCodes:
    def test_five_wrong_tries_are_all(self):
        code = begin_sign_up()
        digits = code_sent_to("new@example.org")

        for _each in range(5):
            with pytest.raises(commands.WrongCode):
                prove(code, wrong(digits))
        with pytest.raises(commands.CodeExpired):
            prove(code, digits)

    def test_works_for_ten_minutes(self):
        code = begin_sign_up()

        with pytest.raises(commands.CodeExpired):
            prove(code, code_sent_to("new@example.org"), at=AT + timedelta(minutes=10))

    def test_may_be_typed_with_spaces(self):
        code = begin_sign_up()
        digits = code_sent_to("new@example.org")

        prove(code, f" {digits[:3]} {digits[3:]} ")

    def test_the_digits_are_not_kept(self):
        begin_sign_up()

        assert code_sent_to("new@example.org") not in str(Code.objects.values().get())

    def test_of_somebody_else_is_of_no_use(self):
        mine, theirs = begin_sign_up("me@example.org"), begin_sign_up("them@example.org")

        with pytest.raises(commands.WrongCode):
            prove(theirs, code_sent_to("me@example.org"))
        assert mine != theirs


class TestCheckPassword:
    def test_refuses_everything_but_the_right_one(self):
        account = Account.objects.get(id=make_account())

        def check(address, password):
            return commands.check_password(by=ANONYMOUS, at=AT, address=address, password=password)

        assert check(account.email.upper(), PASSWORD) == account.id
        assert check(account.email, PASSWORD + "!") is None
        assert check("nobody@example.org", PASSWORD) is None
        assert check("", "") is None

    def test_hashes_as_much_for_an_address_that_nobody_has(self, monkeypatch):
        hashed = []
        monkeypatch.setattr("digigov.modules.identity.commands.passwords.make_password", hashed.append)

        commands.check_password(by=ANONYMOUS, at=AT, address="nobody@example.org", password="a guess")

        assert hashed == ["a guess"]

    def test_an_account_that_was_closed_lets_nobody_in(self):
        account = Account.objects.get(id=make_account())
        Account.objects.update(is_active=False)

        assert commands.check_password(by=ANONYMOUS, at=AT, address=account.email, password=PASSWORD) is None


class TestChangePassword:
    NEW = "another long password"

    def test_needs_the_old_one(self):
        me = make_me()

        with pytest.raises(commands.WrongPassword):
            commands.change_password(by=me, at=AT, current_password="wrong", password=self.NEW)
        with pytest.raises(commands.WrongPassword):
            commands.confirm_password(by=me, at=AT, password="wrong")

    def test_keeps_only_the_visit_that_asks(self):
        me = make_me()
        for key in ("this", "other"):
            Session.objects.create(session_key=key, account_id=me.account_id, expire_date=AT + timedelta(days=1))
        Session.objects.create(session_key="stranger", account_id=new_id(), expire_date=AT + timedelta(days=1))

        commands.change_password(by=me, at=AT, current_password=PASSWORD, password=self.NEW, keep_session="this")

        assert set(Session.objects.values_list("session_key", flat=True)) == {"this", "stranger"}

    def test_refuses_strangers_and_the_machine(self):
        for by in (ANONYMOUS, Actor(kind="system")):
            with pytest.raises(NotAllowed):
                commands.change_password(by=by, at=AT, current_password=PASSWORD, password=self.NEW)
            with pytest.raises(NotAllowed):
                commands.sign_out_everywhere(by=by, at=AT)


class TestLongPasswords:
    LONG = "seven pelicans over the bay, " * 8 + "and one more: 24 signs.."

    def test_each_sign_of_a_long_one_counts(self):
        me = make_me()
        assert len(self.LONG) == 256
        commands.change_password(by=me, at=AT, current_password=PASSWORD, password=self.LONG)

        commands.confirm_password(by=me, at=AT, password=self.LONG)
        for wrong in (self.LONG[:-1], self.LONG + "!", self.LONG.upper()):
            with pytest.raises(commands.WrongPassword):
                commands.confirm_password(by=me, at=AT, password=wrong)

    def test_one_that_is_too_long_is_refused_and_not_cut(self):
        me = make_me()

        with pytest.raises(commands.WeakPassword):
            commands.change_password(by=me, at=AT, current_password=PASSWORD, password=self.LONG + "!")
        commands.confirm_password(by=me, at=AT, password=PASSWORD)


class TestAddressChange:
    def test_takes_a_proved_address_and_tells_the_old_one(self):
        me = make_me(party_id=make_person(email="old@example.org"))
        code = commands.begin_address_change(by=me, at=AT, address="fresh@example.org", language="en")
        prove(code, code_sent_to("fresh@example.org"))

        commands.finish_address_change(by=me, at=AT, code_id=code)

        assert Account.objects.get(id=me.account_id).email == "fresh@example.org"
        assert contact_of(me.party_id).email == "fresh@example.org"
        assert "not-me" in messages_to("old@example.org")[-1]

    def test_a_proof_of_one_account_is_of_no_use_to_another(self):
        me, other = make_me(), make_me()
        code = commands.begin_address_change(by=me, at=AT, address="fresh@example.org", language="en")
        prove(code, code_sent_to("fresh@example.org"))

        with pytest.raises(commands.CodeExpired):
            commands.finish_address_change(by=other, at=AT, code_id=code)

        assert not Account.objects.filter(email="fresh@example.org").exists()

    def test_refuses_strangers(self):
        with pytest.raises(NotAllowed):
            commands.begin_address_change(by=ANONYMOUS, at=AT, address="x@example.org", language="en")


def test_what_has_passed_is_forgotten():
    begin_sign_up()
    Session.objects.create(session_key="old", expire_date=AT)
    commands.count_attempt(at=AT, what="x", who="y", seconds=60)

    commands.forget_what_has_passed(at=AT + timedelta(days=3))

    assert not Code.objects.exists()
    assert not Session.objects.exists()


def test_a_moved_clock_signs_nobody_out(monkeypatch):
    a_year = timedelta(days=365)
    Session.objects.create(session_key="still open", expire_date=AT + timedelta(hours=12))
    monkeypatch.setattr("digigov.kernel.clock.ahead", lambda: a_year)

    commands.forget_what_has_passed(at=AT + a_year)

    assert Session.objects.exists()
