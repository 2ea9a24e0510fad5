import pytest

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.forms import commands, queries
from digigov.modules.forms.testing import AT, make_context, make_form, make_page, make_question
from digigov.modules.registries.queries import get_registers
from digigov.modules.registries.testing import make_register, make_row, registers_down

pytestmark = pytest.mark.django_db

ME = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
CHOICES = [{"value": "female", "label": "Female"}, {"value": "male", "label": "Male"}]
FORM = make_form(
    make_page(
        "you",
        make_question("name", "name", prefill={"register": "people", "field": "full_name"}),
        make_question("sex", "choice", choices=CHOICES, prefill={"register": "people", "field": "sex"}),
        make_question("born_on", "date", latest="-18 years", prefill={"register": "people", "field": "born_on"}),
    )
)
FIELDS = [
    {"name": "full_name", "label": "Name", "type": "name"},
    {"name": "sex", "label": "Sex"},
    {"name": "born_on", "label": "Born on", "type": "date"},
]


def prefill(**others):
    asked = {"by": ME, "at": AT, "form": FORM, "context": make_context(), "party_id": ME.party_id}
    return commands.prefill(**{**asked, "national_id": "0012345", **others})


class TestPrefill:
    @pytest.fixture(autouse=True)
    def people(self):
        make_register("people", fields=FIELDS)
        row = {"full_name": {"given": "A", "family": "B"}, "sex": "Female", "born_on": "1990-01-02"}
        make_row("people", "0012345", row)

    def test_holds_what_the_questions_would_take(self):
        made = prefill()
        assert {question: held.value for question, held in made.values.items()} == {
            "name": {"given": "A", "family": "B"},
            "sex": "female",
            "born_on": "1990-01-02",
        }
        assert made.unavailable == ()
        assert commands.Prefilling.from_json(made.as_json()) == made

    def test_what_the_question_would_refuse_is_not_offered(self):
        make_row("people", "0099999", {"born_on": "2020-01-01", "sex": "Unknown"})
        assert prefill(national_id="0099999").values == {}

    def test_whoever_asks_for_somebody_else_is_not_offered_what_is_known_of_the_asker(self):
        own = {"fact": "answers.for_other", "is": False}
        name = make_question("name", "name", prefill={"register": "people", "field": "full_name", "when": own})
        form = make_form(make_page("whose", make_question("for_other", "yes_no")), make_page("who", name))
        made = prefill(form=form)

        assert made.fitting(form, {"for_other": False}) == made.values != {}
        assert made.fitting(form, {"for_other": True}) == {}
        assert made.fitting(form, {}) == {}

    def test_without_a_number_nobody_is_asked(self):
        assert prefill(national_id=None).values == {}

    def test_a_register_that_is_down_is_named_and_the_form_still_opens(self):
        with registers_down():
            made = prefill()
        assert (made.values, made.unavailable) == ({}, ("People",))

    def test_no_more_than_the_budget_is_spent(self):
        assert prefill(budget=0).unavailable == ("People",)

    def test_refuses_to_look_at_somebody_else(self):
        for who in (ANONYMOUS, Actor(kind="citizen", party_id=new_id())):
            with pytest.raises(NotAllowed):
                prefill(by=who)


class TestLookUpNumbers:
    FORM = make_form(
        make_page(
            "car",
            make_question("has_car", "yes_no"),
            make_question(
                "plate",
                "register_number",
                identifier="plate-number",
                register="vehicles",
                shows=["make", "licensed_until"],
                when={"fact": "answers.has_car", "is": True},
            ),
        )
    )
    RAW = {"has_car": ["yes"], "plate": ["pa 1234"]}

    @pytest.fixture(autouse=True)
    def vehicles(self):
        fields = [
            {"name": "make", "label": "Make"},
            {"name": "licensed_until", "label": "Licensed until", "type": "date"},
        ]
        make_register("vehicles", about="thing", key="plate-number", also_by=["name"], fields=fields)
        row = {"make": "Fiction", "licensed_until": "2027-03-31"}
        make_row("vehicles", "PA1234", row, under="plate-number")
        make_row("vehicles", "The Blue One", row, under="name", row_key="PA1234")

    def look_up(self, raw, answers=None):
        asked = {"by": ANONYMOUS, "at": AT, "form": self.FORM, "page_id": "car", "context": make_context()}
        return commands.look_up_numbers(**asked, raw=raw, answers=answers or {})

    def test_shows_what_the_register_says(self):
        found = self.look_up(self.RAW)["plate"]
        assert (found.number, found.state) == ("PA1234", "found")
        assert dict(found.values) == {"Make": "Fiction", "Licensed until": "31 March 2027"}

    def test_finds_a_thing_by_its_exact_name(self):
        assert self.look_up({**self.RAW, "plate": ["The Blue One"]})["plate"].number == "PA1234"

    def test_says_that_there_is_none_or_that_nobody_could_look(self):
        assert self.look_up({**self.RAW, "plate": ["PA9"]})["plate"].state == "not-found"
        with registers_down():
            assert self.look_up(self.RAW)["plate"].state == "unavailable"

    def test_a_hidden_question_is_not_looked_up(self):
        assert self.look_up({**self.RAW, "has_car": ["no"]}) == {}

    def test_a_confirmed_number_is_not_looked_up_again_and_drawn_with_what_was_said(self):
        context = make_context(look_ups=self.look_up(self.RAW))
        with pytest.raises(InvalidInput):
            queries.check_page(self.FORM, "car", self.RAW, {}, context)
        answers = queries.check_page(self.FORM, "car", {**self.RAW, "plate-confirm": ["PA1234"]}, {}, context)
        raw = {**self.RAW, "plate": ["PA1234"]}
        assert self.look_up(raw, answers) == {}
        assert queries.check_page(self.FORM, "car", raw, answers, make_context()) == answers
        field = queries.fields_of(self.FORM, "car", answers, make_context())[1]
        assert dict(field.extras["look_up"].values)["Make"] == "Fiction"
        changed = queries.check_page(self.FORM, "car", {**raw, "plate": ["PA7"]}, answers, make_context())
        assert "_looked_up" not in changed


def test_what_a_register_said_reads_as_people_write_it():
    make_register("people", fields=[*FIELDS, {"name": "owes", "label": "Owes", "type": "yes_no"}])
    register = get_registers(frozenset(["people"]))["people"]
    said = {"born_on": "1990-01-02", "full_name": {"given": "A", "family": "B"}, "owes": False, "sex": None, "old": 1}

    words = dict(queries.register_in_words(register, said, said, make_context()))

    assert words == {"Born on": "2 January 1990", "Name": "A B", "Owes": "No"}
