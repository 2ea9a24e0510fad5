from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.identity import commands, queries, vault
from digigov.modules.identity.models import Account, RecoveryCode, Totp
from digigov.modules.identity.testing import load_messages, make_me, totp_digits

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)


def set_up(me, at=AT):
    """The secret of the app and the recovery codes."""
    secret = commands.begin_totp(by=me, at=at, issuer="DigiGov").secret
    return secret, commands.confirm_totp(by=me, at=at, digits=totp_digits(secret, at))


def use(me, typed, at=AT + 4 * HALF_MINUTE):
    return commands.use_second_factor(by=ANONYMOUS, at=at, account_id=me.account_id, typed=typed)


@pytest.mark.django_db
class TestTotp:
    @pytest.fixture(autouse=True)
    def _messages(self):
        load_messages()

    def test_counts_only_when_its_first_digits_were_shown(self):
        me = make_me()
        secret = commands.begin_totp(by=me, at=AT, issuer="DigiGov").secret

        assert not queries.second_factors_of(me.account_id)
        with pytest.raises(commands.WrongDigits):
            commands.confirm_totp(by=me, at=AT, digits=totp_digits(secret, AT + 10 * HALF_MINUTE))
        assert not use(me, totp_digits(secret, AT), at=AT)

    def test_goes_by_the_telephones_clock_where_ours_was_moved(self, monkeypatch):
        me = make_me()
        secret, _codes = set_up(me)
        a_year = timedelta(days=365)
        monkeypatch.setattr("digigov.kernel.clock.ahead", lambda: a_year)
        on_the_telephone = AT + 20 * HALF_MINUTE

        assert not use(me, totp_digits(secret, on_the_telephone + a_year), at=on_the_telephone + a_year)
        assert use(me, totp_digits(secret, on_the_telephone), at=on_the_telephone + a_year)

    def test_takes_the_digits_of_now_and_of_the_half_minutes_beside(self):
        me = make_me()
        secret, _codes = set_up(me)
        at = AT + 20 * HALF_MINUTE

        assert not use(me, totp_digits(secret, at - 2 * HALF_MINUTE), at=at)
        assert use(me, totp_digits(secret, at - HALF_MINUTE), at=at)
        assert use(me, totp_digits(secret, at), at=at)
        assert not use(me, totp_digits(secret, at + 2 * HALF_MINUTE), at=at)

    def test_the_same_digits_never_work_twice(self):
        me = make_me()
        secret, _codes = set_up(me)
        at = AT + 20 * HALF_MINUTE

        assert use(me, totp_digits(secret, at), at=at)
        assert not use(me, totp_digits(secret, at), at=at)
        assert not use(me, totp_digits(secret, at - HALF_MINUTE), at=at)

    def test_the_secret_is_not_readable_in_the_table(self):
        me = make_me()
        secret, _codes = set_up(me)

        assert secret not in Totp.objects.get().secret

    def test_one_at_a_time(self):
        me = make_me()
        set_up(me)

        with pytest.raises(commands.AlreadySetUp):
            commands.begin_totp(by=me, at=AT, issuer="DigiGov")

    def test_of_another_is_of_no_use(self):
        me, other = make_me(), make_me()
        secret, _codes = set_up(other)
        set_up(me)
        at = AT + 20 * HALF_MINUTE

        assert not use(me, totp_digits(secret, at), at=at)

    def test_removing_the_last_factor_forgets_the_recovery_codes(self):
        me = make_me()
        _secret, codes = set_up(me)

        commands.remove_totp(by=me, at=AT)

        assert not RecoveryCode.objects.exists()
        assert not use(me, codes[0])

    @pytest.mark.parametrize("by", [ANONYMOUS, Actor(kind="system")])
    def test_strangers_and_the_machine_have_none(self, by):
        for do in (
            lambda: commands.begin_totp(by=by, at=AT, issuer="x"),
            lambda: commands.confirm_totp(by=by, at=AT, digits="1"),
            lambda: commands.remove_totp(by=by, at=AT),
            lambda: commands.make_recovery_codes(by=by, at=AT),
            lambda: commands.begin_passkey(by=by, at=AT),
            lambda: commands.add_passkey(by=by, at=AT, state={}, answer={}, name=""),
            lambda: commands.remove_passkey(by=by, at=AT, passkey_id=new_id()),
            lambda: queries.get_security(viewer=by, at=AT),
        ):
            with pytest.raises(NotAllowed):
                do()


@pytest.mark.django_db
class TestRecoveryCodes:
    @pytest.fixture(autouse=True)
    def _messages(self):
        load_messages()

    def test_each_works_once_and_however_it_is_typed(self):
        me = make_me()
        _secret, codes = set_up(me)

        assert len(set(codes)) == 10
        assert use(me, codes[0].lower().replace("-", " "))
        assert not use(me, codes[0])
        assert queries.get_security(viewer=me, at=AT).recovery_codes_left == 9

    def test_are_kept_as_slowly_as_passwords(self, monkeypatch):
        hashed = []
        monkeypatch.setattr(
            "digigov.modules.identity.vault.hash_secret_raw",
            lambda code, salt, *given, **more: hashed.append((salt, given)) or code + salt,
        )
        for _each in range(2):
            set_up(make_me())

        assert len(hashed) == 20
        assert len({salt for salt, _given in hashed}) == 2  # of each account its own
        assert {given for _salt, given in hashed} == {(2, 19_456, 1)}

    def test_one_of_before_works_still(self):
        me = make_me()
        set_up(me)
        account = Account.objects.get(id=me.account_id)
        before = vault.digest("recovery", f"{account.id}:ABCDEFGHJK")
        RecoveryCode.objects.create(account=account, digest=before)

        assert use(me, "abcde-fghjk")
        assert not use(me, "abcde-fghjk")

    def test_of_another_account_are_of_no_use(self):
        me, other = make_me(), make_me()
        _secret, codes = set_up(other)
        set_up(me)

        assert not use(me, codes[0])

    def test_new_ones_replace_the_old(self):
        me = make_me()
        _secret, codes = set_up(me)

        fresh = commands.make_recovery_codes(by=me, at=AT)

        assert not use(me, codes[0])
        assert use(me, fresh[0])

    def test_nothing_is_no_code(self):
        me = make_me()
        set_up(me)

        assert not use(me, "")
        assert not use(me, "-----")


def test_two_requests_at_once_cannot_use_the_same_digits(fresh_database):
    load_messages()
    me = make_me()
    secret, codes = set_up(me)
    at = AT + 20 * HALF_MINUTE

    def race(typed):
        try:
            return use(me, typed, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        by_app = list(threads.map(race, [totp_digits(secret, at)] * 4))
        by_code = list(threads.map(race, [codes[0]] * 4))

    assert (sum(by_app), sum(by_code)) == (1, 1)
