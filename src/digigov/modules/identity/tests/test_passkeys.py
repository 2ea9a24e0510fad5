import json
from datetime import UTC, datetime

import pytest
from django.conf import settings

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.errors import NotFound
from digigov.modules.identity import commands, queries
from digigov.modules.identity.models import Account, Passkey
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.identity.testing.passkey import SoftPasskey

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _messages():
    load_messages()


def plain(options):
    """As it travels to a browser."""
    return json.loads(json.dumps(options))


def add(me, device):
    options, state = commands.begin_passkey(by=me, at=AT)
    return commands.add_passkey(by=me, at=AT, state=plain(state), answer=device.make(plain(options)), name="Phone")


def use(device, *, state=None):
    options, kept = commands.begin_passkey_sign_in()
    return commands.use_passkey(by=ANONYMOUS, at=AT, state=state or plain(kept), answer=device.show(plain(options)))


def make_device(**given):
    return SoftPasskey(**{"origin": settings.ADDRESS, **given})


def test_one_that_was_added_signs_its_owner_in():
    me, device = make_me(), make_device()

    codes = add(me, device)

    assert len(codes) == 10
    assert use(device) == me.account_id
    assert [p.name for p in queries.get_security(viewer=me, at=AT).passkeys] == ["Phone"]


def test_a_second_device_brings_no_second_set_of_codes():
    me = make_me()
    add(me, make_device())

    assert add(me, make_device()) == ()


@pytest.mark.parametrize("given", [{"origin": "https://evil.example"}, {"verifies": False}])
def test_an_answer_from_elsewhere_or_without_a_check_of_its_owner_is_refused(given):
    me = make_me()

    with pytest.raises(commands.PasskeyRefused):
        add(me, make_device(**given))

    assert not Passkey.objects.exists()


def test_refuses_a_device_that_nobody_added():
    with pytest.raises(commands.PasskeyRefused):
        use(make_device())


def test_refuses_an_answer_to_another_question():
    me, device = make_me(), make_device()
    add(me, device)
    _options, other = commands.begin_passkey_sign_in()

    with pytest.raises(commands.PasskeyRefused):
        use(device, state=plain(other))


def test_refuses_a_device_that_did_not_check_its_owner():
    me, device = make_me(), make_device()
    add(me, device)
    device.flags = 0x01

    with pytest.raises(commands.PasskeyRefused):
        use(device)


def test_refuses_another_key_under_a_known_name():
    me, device, forged = make_me(), make_device(), make_device()
    add(me, device)
    forged.id = device.id

    with pytest.raises(commands.PasskeyRefused):
        use(forged)


@pytest.mark.parametrize("answer", [{}, {"id": "!"}, {"id": 5}, {"id": "AAAA", "response": []}])
def test_refuses_nonsense(answer):
    _options, state = commands.begin_passkey_sign_in()

    with pytest.raises(commands.PasskeyRefused):
        commands.use_passkey(by=ANONYMOUS, at=AT, state=state, answer=answer)
    with pytest.raises(commands.PasskeyRefused):
        commands.add_passkey(by=make_me(), at=AT, state={}, answer=answer, name="x")


def test_of_another_account_cannot_be_removed():
    me, other = make_me(), make_me()
    add(other, make_device())
    theirs = Passkey.objects.get().id

    with pytest.raises(NotFound):
        commands.remove_passkey(by=me, at=AT, passkey_id=theirs)

    assert Passkey.objects.exists()
    commands.remove_passkey(by=other, at=AT, passkey_id=theirs)
    assert not Passkey.objects.exists()


def test_of_a_closed_account_opens_nothing():
    me, device = make_me(), make_device()
    add(me, device)
    Account.objects.update(is_active=False)

    with pytest.raises(commands.PasskeyRefused):
        use(device)
