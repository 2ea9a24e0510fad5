"""What the gateway tells is kept once and never believed."""

import pytest

from digigov.modules.payments import commands, errors
from digigov.modules.payments.models import Difference, GatewayEvent
from digigov.modules.payments.testing import AT, make_due, start, violations
from digigov.modules.payments.testing.gateway import message

pytestmark = pytest.mark.django_db
GOOD = {"Gateway-Signature": "good"}


def take(body, headers=GOOD):
    return commands.take_webhook(at=AT, headers=headers, body=body)


@pytest.fixture
def started(gateway):
    due = make_due()
    start(due)
    return due, due.attempts[0]


def test_is_kept_and_the_gateway_is_asked(started, gateway):
    due, attempt = started
    gateway.happen(attempt.session_id, "paid")

    assert take(message(attempt.session_id))
    assert due.payment.state == "started"  # a job asks
    commands.ask_attempt(at=AT, attempt_id=attempt.id)

    assert due.payment.state == "paid"


def test_is_not_believed(started):
    due, attempt = started

    take(message(attempt.session_id))
    commands.ask_attempt(at=AT, attempt_id=attempt.id)

    assert due.payment.state == "started"


def test_is_taken_once(started):
    _, attempt = started

    assert take(message(attempt.session_id))
    assert not take(message(attempt.session_id))
    assert GatewayEvent.objects.count() == 1


def test_the_same_id_with_another_content_is_refused(started):
    _, attempt = started
    take(message(attempt.session_id))

    with pytest.raises(errors.WebhookReused) as refusal:
        take(message(attempt.session_id, cents=1))

    assert refusal.value.status == 409


def test_a_forged_one_is_refused_and_changes_nothing(started):
    _, attempt = started

    with pytest.raises(errors.WebhookNotSigned) as refusal:
        take(message(attempt.session_id), headers={"Gateway-Signature": "bad"})

    assert refusal.value.status == 401
    assert not GatewayEvent.objects.exists()


def test_another_amount_in_the_message_is_listed_but_the_state_decides(started, gateway):
    due, attempt = started
    gateway.happen(attempt.session_id, "paid")

    take(message(attempt.session_id, cents=5001))
    commands.ask_attempt(at=AT, attempt_id=attempt.id)

    assert Difference.objects.get().kind == "message"
    assert due.payment.state == "paid"
    assert violations() == []


def test_of_an_unknown_session_is_kept(gateway):
    assert take(message("ses_unknown"))
