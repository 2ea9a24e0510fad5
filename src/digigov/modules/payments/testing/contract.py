"""What every card gateway must do. Subclass it, give ``gateway`` and a way to be the payer, and run it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest

from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.kernel.money import Money
from digigov.modules.payments.ports import CardGateway, Session, WebhookRefused

FIFTY = Money(Decimal(50), "XCD")


class CardGatewayContract:
    """``pay`` types a card that succeeds, ``decline`` one that does not; ``signed`` is a fresh message of the gateway."""

    gateway: ClassVar[CardGateway]

    def pay(self, session: Session) -> None:
        raise NotImplementedError

    def decline(self, session: Session) -> None:
        raise NotImplementedError

    def signed(self, *, at: datetime) -> tuple[dict[str, str], bytes]:
        raise NotImplementedError

    def open(self, key: str = "", amount: Money = FIFTY) -> Session:
        return self.gateway.create_session(
            key=key or str(new_id()),
            amount=amount,
            reference="P26-0000001-3",
            description="A fee",
            return_url="http://localhost:1/back/",
            minutes=30,
        )

    def test_says_how_it_is(self):
        assert self.gateway.check().ok

    def test_opens_a_page_for_the_amount(self):
        session = self.open()

        assert session.state == "open"
        assert (session.amount, session.captured) == (FIFTY, Money(Decimal(0), "XCD"))
        assert session.url.startswith(self.gateway.pages_origin)
        assert self.gateway.get_session(session.id) == session

    def test_opens_the_same_page_for_the_same_key(self):
        key = str(new_id())

        assert self.open(key).id == self.open(key).id

    def test_refuses_a_key_that_was_used_for_something_else(self):
        key = str(new_id())
        self.open(key)

        with pytest.raises(AdapterFailure) as failure:
            self.open(key, Money(Decimal(51), "XCD"))

        assert not failure.value.temporary

    def test_tells_what_was_taken_and_nothing_of_the_card_but_brand_and_last_digits(self):
        session = self.open()
        self.pay(session)

        paid = self.gateway.get_session(session.id)

        assert (paid.state, paid.captured, paid.brand) == ("paid", FIFTY, "Visa")
        assert len(paid.last4) == 4
        assert paid.settled_at is not None
        assert abs(paid.settled_at - datetime.now(UTC)) < timedelta(minutes=1)

    def test_tells_why_a_card_was_declined(self):
        session = self.open()
        self.decline(session)

        declined = self.gateway.get_session(session.id)

        assert declined.state == "declined"
        assert declined.failure
        assert not declined.captured

    def test_calls_a_page_back_so_that_nobody_can_pay_on_it(self):
        session = self.open()

        assert self.gateway.cancel_session(session.id).state == "cancelled"
        self.pay(session)
        assert self.gateway.get_session(session.id).state == "cancelled"

    def test_cannot_call_back_what_is_paid(self):
        session = self.open()
        self.pay(session)

        assert self.gateway.cancel_session(session.id).state == "paid"

    def test_gives_back_once_for_each_key_and_never_more_than_was_taken(self):
        session, key = self.open(), str(new_id())
        self.pay(session)
        part = Money(Decimal("30.50"), "XCD")

        first = self.gateway.refund(session.id, key=key, amount=part)

        assert self.gateway.refund(session.id, key=key, amount=part) == first
        assert self.gateway.get_session(session.id).refunded == part
        with pytest.raises(AdapterFailure):
            self.gateway.refund(session.id, key=str(new_id()), amount=part)

    def test_lists_what_was_taken_and_given_back(self):
        since = datetime.now(UTC) - timedelta(seconds=1)
        session = self.open()
        self.pay(session)
        self.gateway.refund(session.id, key=str(new_id()), amount=FIFTY)

        lines = [
            line
            for line in self.gateway.statement(since, datetime.now(UTC) + timedelta(seconds=1))
            if line.session_id == session.id
        ]

        assert [(line.kind, line.amount) for line in lines] == [("capture", FIFTY), ("refund", FIFTY * -1)]

    def test_lists_more_than_one_page(self):
        since = datetime.now(UTC)
        wanted = set()
        for _ in range(102):
            session = self.open()
            self.pay(session)
            wanted.add(session.id)

        lines = list(self.gateway.statement(since, datetime.now(UTC) + timedelta(seconds=1)))

        assert {line.session_id for line in lines} == wanted
        assert len({line.id for line in lines}) == len(lines)

    def test_says_permanently_that_it_does_not_know_a_session(self):
        with pytest.raises(AdapterFailure) as failure:
            self.gateway.get_session("ses_unknown")

        assert not failure.value.temporary

    def test_reads_its_own_signature(self):
        now = datetime.now(UTC)
        headers, body = self.signed(at=now)

        assert self.gateway.read_webhook(headers, body, at=now).amount == FIFTY

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_refuses_a_message_of_another_time(self, minutes):
        now = datetime.now(UTC)
        headers, body = self.signed(at=now)

        with pytest.raises(WebhookRefused):
            self.gateway.read_webhook(headers, body, at=now + timedelta(minutes=minutes))

    def test_refuses_a_message_that_was_altered_or_not_signed(self):
        now = datetime.now(UTC)
        headers, body = self.signed(at=now)

        for forged_headers, forged_body in (
            (headers, body.replace(b"5000", b"5001")),
            ({}, body),
            ({"Gateway-Signature": "t=1,v1="}, body),
            ({"Gateway-Signature": "t=x,v1=é"}, body),
            ({key: value[:-1] + ("0" if value[-1] != "0" else "1") for key, value in headers.items()}, body),
        ):
            with pytest.raises(WebhookRefused):
                self.gateway.read_webhook(forged_headers, forged_body, at=now)
