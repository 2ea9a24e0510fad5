from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.parties import commands, queries, rules
from digigov.modules.parties.testing import make_person

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
WHY = Purpose("serve-at-counter")
COUNTER = Actor(
    kind="officer", account_id=new_id(), party_id=new_id(), grants=frozenset({Grant("counter.assist", "police")})
)
STRANGERS = {
    "stranger": ANONYMOUS,
    "citizen": Actor(kind="citizen", account_id=new_id(), party_id=new_id()),
    "officer of another kind": Actor(
        kind="officer", account_id=new_id(), party_id=new_id(), grants=frozenset({Grant("staff.manage", "police")})
    ),
}


@pytest.fixture(params=STRANGERS)
def refused(request):
    return STRANGERS[request.param]


def read_lines(person):
    return apps.get_model("audit", "Entry").objects.filter(subject_id=person, kind="read").order_by("id")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("758 555 0123", "+17585550123"), ("+1 (758) 555-0123", "+17585550123"), ("+442079460000", "+442079460000")],
)
def test_a_phone_number_is_stored_one_way(typed, stored):
    assert rules.tidy_phone(typed) == stored


@pytest.mark.parametrize("typed", ["", "12", "not a number", "+999999999999999999"])
def test_what_is_no_phone_number_is_refused(typed):
    assert rules.tidy_phone(typed) == ""


@pytest.mark.parametrize("typed", ["", "a", "a@b", "a b@example.org", "a@example.org,b@example.org", "<a@example.org>"])
def test_what_is_no_address_is_refused(typed):
    assert rules.tidy_email(typed) == ""


@pytest.mark.django_db
class TestListNames:
    def test_is_noted_once_a_day(self):
        person = make_person(given_names="Ana", family_name="Mango")
        for at in (AT, AT.replace(hour=15), AT.replace(day=2)):
            names = queries.list_names(viewer=COUNTER, at=at, party_ids=[person], purpose=WHY)

        assert names == {person: "Ana Mango"}
        assert [line.at for line in read_lines(person)] == [AT, AT.replace(day=2)]

    @pytest.mark.parametrize("who", ["stranger", "citizen"])
    def test_is_for_officers(self, who):
        person = make_person()
        with pytest.raises(NotAllowed):
            queries.list_names(viewer=STRANGERS[who], at=AT, party_ids=[person], purpose=WHY)

        assert not read_lines(person).exists()

    def test_finds_ids_by_every_word_of_a_name(self):
        ana, _other = (
            make_person(given_names="Ana", family_name="Mango"),
            make_person(given_names="Rose", family_name="Mango"),
        )

        assert queries.ids_named("mango ana", most=5) == {ana}
        assert queries.ids_named(" ", most=5) == frozenset()
        with pytest.raises(queries.TooManyNamed):
            queries.ids_named("mango", most=1)


@pytest.mark.django_db
class TestRegisterPerson:
    def test_writes_contact_data_one_way(self):
        person = make_person(given_names=" Ti  Jean ", email="Ti.Jean@Example.org", phone="758 555 0123")

        contact = queries.contact_of(person)

        assert contact.name == "Ti Jean Fictional"
        assert (contact.email, contact.phone) == ("ti.jean@example.org", "+17585550123")

    def test_refuses_a_number_that_belongs_to_somebody(self):
        make_person(national_id="ab 12-34")

        with pytest.raises(commands.PersonAlreadyKnown):
            make_person(national_id="AB1234")

    def test_refuses_everyone_but_a_counter(self, refused):
        with pytest.raises(NotAllowed):
            commands.register_person(by=refused, at=AT, given_names="Nobody", national_id="N1")

        assert queries.find_by_national_id(viewer=system("t"), at=AT, national_id="N1", purpose=WHY) is None

    @pytest.mark.parametrize(
        "wrong",
        [{"given_names": " "}, {"email": "no"}, {"phone": "1"}, {"language": "xx"}, {"born_on": date(2027, 1, 1)}],
    )
    def test_refuses_what_cannot_be_right(self, wrong):
        with pytest.raises(InvalidInput) as refusal:
            make_person(**wrong)

        assert set(refusal.value.errors) == set(wrong)


@pytest.mark.django_db
class TestUpdateContact:
    def test_leaves_what_is_not_given(self):
        person = make_person(phone="758 555 0123")
        me = Actor(kind="citizen", account_id=new_id(), party_id=person)

        commands.update_contact(by=me, at=AT, party_id=person, language="acf")

        contact = queries.contact_of(person)
        assert (contact.phone, contact.language) == ("+17585550123", "acf")

    def test_refuses_everyone_but_the_person_and_a_counter(self, refused):
        person = make_person(phone="758 555 0123")

        with pytest.raises(NotAllowed):
            commands.update_contact(by=refused, at=AT, party_id=person, phone="758 555 0199")

        assert queries.contact_of(person).phone == "+17585550123"


@pytest.mark.django_db
class TestReading:
    def test_a_person_reads_their_own_data(self):
        person = make_person()
        me = Actor(kind="citizen", account_id=new_id(), party_id=person)

        assert queries.get_person(viewer=me, at=AT, party_id=person, purpose=WHY).id == person

    def test_refuses_everyone_else(self, refused):
        person = make_person(national_id="X1")

        for ask in (
            lambda: queries.get_person(viewer=refused, at=AT, party_id=person, purpose=WHY),
            lambda: queries.find_by_national_id(viewer=refused, at=AT, national_id="X1", purpose=WHY),
            lambda: queries.search_people(viewer=refused, at=AT, words="Testa", purpose=WHY, page=Page()),
        ):
            with pytest.raises(NotAllowed):
                ask()

    def test_nobody_is_found_by_nothing(self):
        make_person()

        assert not queries.search_people(viewer=COUNTER, at=AT, words=" ", purpose=WHY, page=Page()).items
        with pytest.raises(NotFound):
            queries.get_person(viewer=COUNTER, at=AT, party_id=new_id(), purpose=WHY)

    def test_the_counter_finds_by_parts_of_names_or_by_number(self):
        person = make_person(given_names="Marie-Ange", family_name="Sansvent", national_id="Q 77")
        make_person(given_names="Marie", family_name="Other")

        def found(words):
            return [p.id for p in queries.search_people(viewer=COUNTER, at=AT, words=words, purpose=WHY, page=Page())]

        assert found("sansv marie") == [person]
        assert found("q77") == [person]
        assert len(found("marie")) == 2

    def test_each_person_shown_is_noted_with_who_looked_and_why(self):
        person = make_person(given_names="Solange")

        queries.search_people(viewer=COUNTER, at=AT, words="Solange", purpose=WHY, page=Page())
        queries.get_person(viewer=COUNTER, at=AT, party_id=person, purpose=WHY)

        assert [(line.action, line.purpose) for line in read_lines(person)] == [
            ("parties.people-searched", "serve-at-counter"),
            ("parties.person-read", "serve-at-counter"),
        ]
