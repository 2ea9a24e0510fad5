from datetime import date, timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.modules.assurance import commands, queries
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.testing import (
    AT,
    BORN,
    ENTRY,
    NUMBER,
    PHONE,
    make_dead,
    make_known,
    make_plan,
    make_proved,
    shown,
)
from digigov.modules.audit.commands import Purpose
from digigov.modules.identity.commands import CodeExpired, WrongCode
from digigov.modules.identity.testing import code_sent_to, load_messages, make_me, messages_to
from digigov.modules.parties.queries import get_person
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import make_row, registers_down

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(minutes=3)


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_plan()
    make_known()


@pytest.fixture
def me():
    return make_me(party_id=make_person(given_names="Testa Ann", family_name="Fictional"))


def begin(me, **other):
    return commands.begin_remote(by=me, at=AT, shown=shown(**other), language="en")


def last(me):
    return Proofing.objects.filter(party_id=me.party_id).order_by("-begun_at", "-id").first()


def person(me):
    return get_person(viewer=me, at=AT, party_id=me.party_id, purpose=Purpose("own-data"))


class TestShowingItFromHome:
    def test_with_the_code_that_went_to_the_telephone_on_record(self, me):
        begin(me)
        assert queries.level_of(me.party_id, at=SOON) == 0
        commands.finish_remote(by=me, at=SOON, digits=code_sent_to(PHONE))

        assert queries.level_of(me.party_id, at=SOON) == 1
        found = person(me)
        assert (found.given_names, found.born_on, found.national_id) == ("Testa", BORN, NUMBER)
        assert "shown who you are" in messages_to(found.email)[-1]

    def test_it_counts_for_five_years(self, me):
        begin(me)
        commands.finish_remote(by=me, at=SOON, digits=code_sent_to(PHONE))

        assert queries.level_of(me.party_id, at=AT + timedelta(days=5 * 365)) == 1
        assert queries.level_of(me.party_id, at=AT + timedelta(days=5 * 366)) == 0

    def test_a_birth_certificate_bears_the_name_at_birth(self):
        married = make_me(party_id=make_person(given_names="Testa", family_name="Wedded"))
        make_known(full_name={"given": "Testa", "family": "Wedded"})
        make_row(
            "proof-births", ENTRY, {"full_name": {"given": "Testa", "family": "Fictional"}, "born_on": BORN.isoformat()},
            under="entry-number",
        )  # fmt: skip

        assert begin(married, paper="birth", number=ENTRY)

    def test_of_what_was_shown_little_is_kept(self, me):
        begin(me)
        commands.finish_remote(by=me, at=SOON, digits=code_sent_to(PHONE))

        kept = last(me)
        assert kept.claim == {}
        assert [each["end"] for each in kept.evidence] == ["001", "001"]
        assert NUMBER not in str(kept.evidence)

    def test_the_person_sees_which_registers_were_read_and_why(self, me):
        begin(me)

        entries = apps.get_model("audit", "Entry").objects.filter(
            subject_id=me.party_id, action="registries.register-read"
        )
        read = sorted((entry.details["fields"][0].split(".")[0], entry.purpose) for entry in entries)
        assert read == [
            ("proof-deaths", "prove-identity"),
            ("proof-licences", "prove-identity"),
            ("proof-people", "prove-identity"),
        ]


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("typed", "reason"),
        [
            ({"born_on": date(1991, 12, 4)}, "person-born"),
            ({"national_id": "9100002"}, "person-unknown"),
            ({"number": "880002"}, "paper-unknown"),
        ],
        ids=str,
    )
    def test_in_one_sentence_whatever_was_wrong(self, me, typed, reason):
        with pytest.raises(commands.NotShown):
            begin(me, **typed)

        assert (last(me).state, last(me).reason) == ("refused", reason)
        assert messages_to(PHONE) == []

    def test_a_name_that_is_not_the_register_s(self):
        with pytest.raises(commands.NotShown):
            begin(make_me(party_id=make_person(given_names="Otto", family_name="Fictional")))

    def test_the_numbers_of_somebody_who_has_died(self, me):
        make_dead()
        with pytest.raises(commands.NotShown):
            begin(me)
        assert last(me).reason == "died"

    def test_a_paper_that_has_expired(self, me):
        make_known(expires_on="2026-05-31")
        with pytest.raises(commands.NotShown):
            begin(me)

    @pytest.mark.parametrize(
        ("known", "reason"),
        [({"born_on": date(1990, 1, 1)}, "known-born"), ({"national_id": "9100009"}, "known-number")],
    )
    def test_what_says_something_else_than_was_written_down_before(self, known, reason):
        me = make_me(party_id=make_person(given_names="Testa", family_name="Fictional", **known))
        with pytest.raises(commands.NotShown):
            begin(me)
        assert last(me).reason == reason

    def test_somebody_whose_number_signs_in_already(self, me):
        make_proved(make_me().party_id, number=NUMBER)
        begin(me)
        with pytest.raises(commands.NotShown):
            commands.finish_remote(by=me, at=SOON, digits=code_sent_to(PHONE))

        assert (last(me).state, last(me).reason) == ("refused", "number-taken")
        assert queries.level_of(me.party_id, at=SOON) == 0

    def test_without_a_telephone_on_record_there_is_nowhere_to_send_a_code(self, me):
        make_known(phone="")
        with pytest.raises(commands.NoPhoneOnRecord):
            begin(me)

    @pytest.mark.parametrize(
        "missing", [{"national_id": "1"}, {"number": " "}, {"paper": "card"}, {"paper": "x"}], ids=str
    )
    def test_what_is_not_whole_is_not_compared(self, me, missing):
        with pytest.raises(InvalidInput):
            begin(me, **missing)
        assert last(me) is None

    def test_a_register_that_does_not_answer_refuses_nobody(self, me):
        with registers_down(), pytest.raises(commands.RegistersDown):
            begin(me)
        assert last(me) is None
        assert begin(me)

    def test_strangers_and_the_machine_have_nothing_to_show(self):
        for by in (ANONYMOUS, system("x")):
            with pytest.raises(NotAllowed):
                begin(by)

    def test_whoever_has_shown_it_need_not_again(self, me):
        make_proved(me.party_id, number=NUMBER)
        with pytest.raises(commands.AlreadyProved):
            begin(me)


class TestTheCode:
    def test_a_wrong_one_counts_and_five_are_too_many(self, me):
        begin(me)
        right = code_sent_to(PHONE)
        wrong = "000000" if right != "000000" else "111111"
        for _try in range(5):
            with pytest.raises(WrongCode):
                commands.finish_remote(by=me, at=SOON, digits=wrong)
        with pytest.raises(CodeExpired):
            commands.finish_remote(by=me, at=SOON, digits=right)
        assert queries.level_of(me.party_id, at=SOON) == 0

    def test_it_works_for_ten_minutes(self, me):
        begin(me)
        with pytest.raises(CodeExpired):
            commands.finish_remote(by=me, at=AT + timedelta(minutes=11), digits=code_sent_to(PHONE))

    def test_it_works_for_nobody_else(self, me):
        begin(me)
        with pytest.raises(NotFound):
            commands.finish_remote(by=make_me(), at=SOON, digits=code_sent_to(PHONE))

    def test_begun_again_the_first_one_is_worth_nothing(self, me):
        begin(me)
        first = code_sent_to(PHONE)
        commands.begin_remote(by=me, at=SOON, shown=shown(), language="en")
        second = code_sent_to(PHONE)
        if first != second:
            with pytest.raises(WrongCode):
                commands.finish_remote(by=me, at=SOON, digits=first)
        commands.finish_remote(by=me, at=SOON, digits=second)

        assert Proofing.objects.filter(party_id=me.party_id, state="ended", reason="begun-again").count() == 1

    def test_given_up_it_is_worth_nothing(self, me):
        begin(me)
        commands.stop_own(by=me, at=SOON)
        with pytest.raises(NotFound):
            commands.finish_remote(by=me, at=SOON, digits=code_sent_to(PHONE))

    def test_too_late_it_has_lapsed(self, me):
        begin(me)
        assert commands.lapse(at=SOON) == 0
        assert commands.lapse(at=AT + timedelta(minutes=11)) == 1
        assert (last(me).state, last(me).claim) == ("lapsed", {})
