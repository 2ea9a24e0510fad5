from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit import queries as audit
from digigov.modules.notifications import commands, queries
from digigov.modules.notifications.models import Delivery, Message
from digigov.modules.notifications.ports import CutOff, Receipt
from digigov.modules.notifications.testing import FakeSender, a_key, make_template
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 13, tzinfo=UTC)
BY = system("test")
CASE = new_id()
AUDITOR = Actor(kind="officer", grants=frozenset({Grant("audit.read")}))
OPERATOR = Actor(kind="officer", grants=frozenset({Grant("operations.see")}))


@pytest.fixture
def senders(monkeypatch):
    made = {"email": FakeSender(), "sms": FakeSender(repeatable=True)}
    monkeypatch.setattr(commands, "adapter", made.__getitem__)
    return made


def tell(party_id, key, *, message="hello", **values):
    return commands.send(
        by=BY, at=AT, party_id=party_id, message=message, service="a-service", version=1,
        values={"thing": "rain", **values}, dedupe_key=key, case_id=CASE,
    )  # fmt: skip


def noted(action):
    lines = audit.list_of_case(viewer=AUDITOR, case_id=CASE, page=Page())
    return [line.details for line in lines.items if line.action == action]


def deliver_all(*, is_last_try=False):
    for each in Delivery.objects.filter(state__in=["queued", "sending"]):
        commands.deliver(at=AT, delivery_id=each.id, is_last_try=is_last_try)


class TestSend:
    def test_tells_by_every_channel_once(self, senders):
        make_template()
        party, key = make_person(email="a@example.org", phone="+17585550101"), a_key()

        tell(party, key)
        tell(party, key)
        deliver_all()
        deliver_all()

        assert [m.subject for m in senders["email"].sent] == ["Hello rain"]
        assert [m.text for m in senders["sms"].sent] == ["rain"]

    def test_a_service_has_its_own_words(self, senders):
        make_template()
        make_template(service="a-service", subject="Our own {{ thing }}")
        tell(make_person(email="a@example.org"), a_key())

        assert Message.objects.get().subject == "Our own rain"

    def test_the_newest_shared_words_are_used(self, senders):
        make_template(version=1)
        make_template(version=2, subject="Newer {{ thing }}")
        tell(make_person(email="a@example.org"), a_key())

        assert Message.objects.get().subject == "Newer rain"

    def test_somebody_without_an_address_is_told_on_the_page_only(self, senders):
        make_template()
        tell(make_person(email="", phone=""), a_key())

        assert Message.objects.count() == 1
        assert Delivery.objects.count() == 0

    def test_an_unknown_template_tells_nothing(self, senders):
        person = make_person()

        assert tell(person, a_key(), message="no-such") is False

        assert Message.objects.count() == 0
        assert noted("notifications.message-not-made") == [{"template": "no-such", "why": "nobody wrote it"}]

    def test_a_missing_value_leaves_a_gap_and_is_noted(self, senders):
        make_template(values=["thing", "day"], subject="{{ thing }} on {{ day }}")
        person = make_person(email="a@example.org")

        assert tell(person, a_key()) is True

        assert Message.objects.get().subject == "rain on …"
        assert [each.get("gaps") for each in noted("notifications.message-made")] == [["day"]]

    def test_where_a_translation_cannot_be_filled_in_the_english_is_sent(self, senders, monkeypatch):
        make_template()
        monkeypatch.setattr(translation, "gettext", lambda text: "{{ chaj")

        assert tell(make_person(email="a@example.org"), a_key()) is True

        assert Message.objects.get().subject == "Hello rain"

    def test_a_template_that_cannot_be_filled_in_tells_nothing(self, senders):
        make_template(email="{{ thing", service="a-service")

        assert tell(make_person(email="a@example.org"), a_key()) is False
        assert Message.objects.count() == 0

    def test_a_line_break_cannot_make_a_header(self, senders):
        make_template()
        tell(make_person(email="a@example.org"), a_key(), thing="x\r\nBcc: all@example.org")

        assert Message.objects.get().subject == "Hello x Bcc: all@example.org"


class TestDeliver:
    def one(self, **contact):
        make_template()
        tell(make_person(**{"email": "a@example.org", "phone": "", **contact}), a_key())
        return Delivery.objects.get()

    def test_a_passing_fault_is_tried_again(self, senders):
        delivery = self.one()
        senders["email"].failures = [AdapterFailure("busy", temporary=True)]

        with pytest.raises(AdapterFailure):
            deliver_all()
        deliver_all()

        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts, len(senders["email"].sent)) == ("sent", 2, 1)

    @pytest.mark.parametrize(("temporary", "is_last_try"), [(False, False), (True, True)])
    def test_a_lasting_fault_is_shown_and_not_repeated(self, senders, temporary, is_last_try):
        delivery = self.one()
        senders["email"].failures = [AdapterFailure("no such mailbox", temporary=temporary)]

        deliver_all(is_last_try=is_last_try)
        deliver_all()

        delivery.refresh_from_db()
        assert (delivery.state, delivery.error, senders["email"].sent) == ("failed", "no such mailbox", [])

    def test_what_was_cut_off_is_not_sent_twice_by_mail(self, senders):
        delivery = self.one()
        Delivery.objects.update(state="sending")

        deliver_all()

        delivery.refresh_from_db()
        assert (delivery.state, senders["email"].sent) == ("uncertain", [])

    def test_what_broke_off_before_the_provider_answered_is_not_sent_twice(self, senders):
        delivery = self.one()
        senders["email"].failures = [CutOff("SMTP: SMTPServerDisconnected")]

        deliver_all()
        deliver_all()

        delivery.refresh_from_db()
        assert (delivery.state, delivery.error) == ("uncertain", "SMTP: SMTPServerDisconnected")
        assert senders["email"].sent == []

    def test_what_was_cut_off_is_repeated_where_the_provider_drops_repeats(self, senders):
        delivery = self.one(email="", phone="+17585550101")
        Delivery.objects.update(state="sending")

        deliver_all()

        delivery.refresh_from_db()
        assert (delivery.state, len(senders["sms"].sent)) == ("sent", 1)

    def test_what_was_cut_off_is_found(self, senders):
        self.one()
        Delivery.objects.update(state="sending", changed_at=AT)

        assert commands.resume_cut_off(at=AT + timedelta(minutes=1)) == 0
        assert commands.resume_cut_off(at=AT + timedelta(minutes=6)) == 1


class TestTakeReceipt:
    def test_is_kept_once_and_only_for_what_was_sent(self, senders):
        make_template()
        tell(make_person(email="", phone="+17585550101"), a_key())
        deliver_all()
        delivery = Delivery.objects.get()
        receipt = Receipt(delivery.provider_id, "delivered", AT)

        assert commands.take_receipt(by=BY, at=AT, receipt=receipt)
        assert commands.take_receipt(by=BY, at=AT, receipt=Receipt(delivery.provider_id, "failed", AT))

        delivery.refresh_from_db()
        assert delivery.state == "delivered"

    @pytest.mark.parametrize("provider_id", ["", "somebody-else"])
    def test_a_receipt_for_nothing_of_ours_changes_nothing(self, senders, provider_id):
        make_template()
        tell(make_person(email="a@example.org"), a_key())

        assert not commands.take_receipt(by=BY, at=AT, receipt=Receipt(provider_id, "failed", AT))
        assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}


class TestSendAgain:
    @pytest.mark.parametrize(
        "stranger",
        [
            ANONYMOUS,
            Actor(kind="citizen"),
            Actor(kind="officer", grants=frozenset({Grant("casework.supervise", "elsewhere")})),
        ],
    )
    def test_refuses_whoever_does_not_see_operations(self, senders, stranger):
        make_template()
        tell(make_person(email="a@example.org"), a_key())
        Delivery.objects.update(state="failed")

        with pytest.raises(NotAllowed):
            commands.send_again(by=stranger, at=AT, delivery_id=Delivery.objects.first().id)
        with pytest.raises(NotAllowed):
            queries.list_stuck(viewer=stranger, page=Page())

        assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}

    def test_an_operator_sends_again_what_failed_and_nothing_else(self, senders):
        make_template()
        tell(make_person(email="a@example.org", phone=""), a_key())
        delivery = Delivery.objects.get()

        with pytest.raises(commands.NothingToRepeat):
            commands.send_again(by=OPERATOR, at=AT, delivery_id=delivery.id)
        Delivery.objects.update(state="uncertain")
        commands.send_again(by=OPERATOR, at=AT, delivery_id=delivery.id)
        deliver_all()

        assert len(senders["email"].sent) == 1


class TestCodes:
    def tell(self, *, until=AT + timedelta(minutes=10)):
        make_template(subject="Code {{ code }}", email="It is {{ code }}.", sms="{{ code }}", values=["code"])
        commands.send_to_address(
            by=BY, at=AT, message="hello", values={"code": "123456"}, dedupe_key=a_key(), email="a@example.org",
            phone="+17585550101", code_until=until,
        )  # fmt: skip

    def kept(self):
        told = Message.objects.get()
        rows = Delivery.objects.values_list("text", "code", "error")
        return " ".join([told.subject, told.dedupe_key, *(part for row in rows for part in row)])

    def test_go_out_and_are_forgotten(self, senders):
        self.tell()
        deliver_all()

        assert [m.subject for m in senders["email"].sent] == ["Code 123456"]
        assert [m.text for m in senders["email"].sent + senders["sms"].sent] == ["It is 123456.", "123456"]
        assert "123456" not in self.kept()

    def test_stand_beside_the_text_only_as_long_as_they_work(self, senders):
        self.tell()
        assert not Delivery.objects.filter(text__contains="123456").exists()

        commands.forget_codes(at=AT + timedelta(minutes=9))
        assert "123456" in self.kept()
        commands.forget_codes(at=AT + timedelta(minutes=10))
        assert "123456" not in self.kept()

    @pytest.mark.parametrize("is_forgotten", [True, False])
    def test_are_not_sent_when_they_work_no_more(self, senders, is_forgotten):
        self.tell(until=AT)
        if is_forgotten:
            commands.forget_codes(at=AT)
        deliver_all()

        assert senders["email"].sent == senders["sms"].sent == []
        assert set(Delivery.objects.values_list("state", "code")) == {("failed", "")}

    def test_are_kept_while_the_provider_is_down(self, senders):
        senders["email"].failures.append(AdapterFailure("down", temporary=True))
        self.tell()
        email = Delivery.objects.get(channel="email")
        with pytest.raises(AdapterFailure):
            commands.deliver(at=AT, delivery_id=email.id, is_last_try=False)
        commands.deliver(at=AT, delivery_id=email.id, is_last_try=False)

        assert [m.text for m in senders["email"].sent] == ["It is 123456."]
