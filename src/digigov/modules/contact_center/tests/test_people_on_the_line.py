"""Who is on the line, and what the desk shows of them."""

from datetime import date, timedelta

import pytest

from digigov.kernel.errors import NotAllowed, NotFound, TooManyRequests
from digigov.kernel.paging import Page
from digigov.modules.contact_center import commands, routing
from digigov.modules.contact_center.commands import NobodyFound, NothingToAsk, SomebodyElse, WrongAnswers
from digigov.modules.contact_center.queries import get_talk
from digigov.modules.contact_center.rules import Sureness
from digigov.modules.contact_center.testing import AT, CHANNEL, after, arrive, make_agent, make_center, present
from digigov.modules.identity.commands import WrongCode
from digigov.modules.identity.testing import code_sent_to
from digigov.modules.notifications.testing import make_template
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
PHONE = "+17585550123"
RIGHT = {"born-on": "1980-05-06", "community": "Gros Ilet", "email": "testa@example.org", "national-id": "1234"}


@pytest.fixture(autouse=True)
def center():
    make_template(
        "caller-code",
        values=["code", "minutes"],
        sms="{{ code }} {{ minutes }}",
        email="{{ code }}",
        subject="{{ minutes }}",
    )
    return make_center()


@pytest.fixture
def person():
    return make_person(
        given_names="Testa", family_name="Fictional", national_id="9101234", born_on=date(1980, 5, 6), phone=PHONE,
        email="testa@example.org", address={"community": "Gros Ilet"},
    )  # fmt: skip


def call_from(address, agent, *, at=AT):
    contact_id = arrive(address=address, at=at)
    routing.assign_all(at=at)
    commands.accept_contact(by=agent, at=at, contact_id=contact_id)
    return contact_id


def shown(agent, contact_id, at=AT):
    return get_talk(viewer=agent, at=at, contact_id=contact_id, page=Page())


def test_a_number_on_record_is_only_probable_and_shows_no_name_case_or_word(person):
    agent = present()
    chat = arrive("chat", address=PHONE)
    commands.take_message(by=CHANNEL, at=AT, contact_id=chat, text="My pension is late")
    commands.abandon_contact(by=CHANNEL, at=after(1), contact_id=chat)
    seen = shown(agent, call_from(PHONE, agent, at=after(60)), at=after(60))

    assert (seen.sureness, seen.person, seen.case_ids, seen.said) == (Sureness.PROBABLE, "", (), ())
    assert [each.channel for each in seen.earlier] == ["chat"]


def test_a_number_that_nobody_has_is_unknown():
    agent = present()
    seen = shown(agent, call_from("+17585550999", agent))
    assert (seen.sureness, seen.party_id) == (Sureness.UNKNOWN, None)


def test_right_answers_show_the_name_and_what_was_said_before(person):
    agent = present()
    contact_id = call_from(PHONE, agent)
    proof_id, asked = commands.begin_questions(by=agent, at=AT, contact_id=contact_id)
    assert "phone" not in asked  # the number that they call from proves nothing more
    commands.answer_questions(by=agent, at=AT, proof_id=proof_id, answers=RIGHT)

    seen = shown(agent, contact_id)
    assert (seen.sureness, seen.person) == (Sureness.ANSWERED, "Testa Fictional")
    assert shown(agent, contact_id, at=AT + timedelta(minutes=61)).sureness == Sureness.PROBABLE


def test_a_wrong_answer_shows_nothing_and_counts(person):
    agent = present()
    contact_id = call_from(PHONE, agent)
    for _each in range(2):
        proof_id, _asked = commands.begin_questions(by=agent, at=AT, contact_id=contact_id)
        with pytest.raises(WrongAnswers):
            commands.answer_questions(by=agent, at=AT, proof_id=proof_id, answers=dict.fromkeys(RIGHT, "1980-05-07"))
        with pytest.raises(NotFound):
            commands.answer_questions(by=agent, at=AT, proof_id=proof_id, answers=RIGHT)
    with pytest.raises(TooManyRequests):
        commands.begin_questions(by=agent, at=AT, contact_id=contact_id)
    assert shown(agent, contact_id).person == ""


def test_whoever_gave_their_number_is_not_asked_for_it(person):
    agent = present()
    contact_id = call_from("+17585550999", agent)
    with pytest.raises(NobodyFound):
        commands.suppose_person(by=agent, at=AT, contact_id=contact_id, national_id="9101234", family_name="Other")
    commands.suppose_person(by=agent, at=AT, contact_id=contact_id, national_id="910 1234", family_name="fictional")
    _proof, asked = commands.begin_questions(by=agent, at=AT, contact_id=contact_id)
    assert "national-id" not in asked


def test_of_somebody_with_little_on_record_nothing_is_asked():
    make_person(phone=PHONE, email="")
    agent = present()
    with pytest.raises(NothingToAsk):
        commands.begin_questions(by=agent, at=AT, contact_id=call_from(PHONE, agent))


def test_a_code_to_the_telephone_on_record_proves_it(person):
    agent = present()
    contact_id = call_from("+17585550999", agent)
    commands.suppose_person(by=agent, at=AT, contact_id=contact_id, national_id="9101234", family_name="Fictional")
    proof_id, where = commands.send_code(by=agent, at=AT, contact_id=contact_id)
    assert PHONE not in where
    digits = code_sent_to(PHONE)
    with pytest.raises(WrongCode):
        commands.take_code(by=agent, at=AT, proof_id=proof_id, digits="0" * len(digits))
    commands.take_code(by=agent, at=AT, proof_id=proof_id, digits=digits)

    assert shown(agent, contact_id).sureness == Sureness.PROVED
    make_person(national_id="9109999", family_name="Else")
    with pytest.raises(SomebodyElse):
        commands.suppose_person(by=agent, at=AT, contact_id=contact_id, national_id="9109999", family_name="Else")


def test_a_colleague_sees_nothing_of_it_and_the_trail_has_who_looked(person):
    agent = present()
    contact_id = call_from(PHONE, agent)
    with pytest.raises(NotAllowed):
        shown(make_agent(), contact_id)
    assert shown(make_agent(manages=True), contact_id).contact.id == contact_id


def test_who_signed_in_needs_no_questions(person):
    agent = present()
    contact_id = arrive("chat", party_id=person, address="session")
    routing.assign_all(at=AT)
    commands.accept_contact(by=agent, at=AT, contact_id=contact_id)
    assert shown(agent, contact_id).sureness == Sureness.PROVED
