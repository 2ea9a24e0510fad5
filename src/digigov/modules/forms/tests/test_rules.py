"""Pages, conditions, repeats, prefill and look-ups."""

import json

import pytest

from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.forms.questions.base import LookUp, Prefilled
from digigov.modules.forms.rules import (
    DECLARATIONS,
    check_all,
    check_page,
    drop_hidden,
    page_with,
    pages_shown,
    remove_item,
)
from digigov.modules.forms.testing import AT, make_context, make_form, make_form_of_everything, make_page, make_question

CONTEXT = make_context()
EVERYTHING = {
    "name": {"given": "Marie", "family": "Joseph"},
    "born_on": "1984-03-27",
    "purpose": "work",
    "address": {"line1": "12 High Street", "community": "Marchand", "district": "Castries"},
    "phone": "+17584521234",
    "national_id": "0012345",
    "age": 42,
    "price": "10.00",
    "again": True,
    "plate": "PA1234",
    "photo": ["019a0000-0000-7000-8000-000000000001"],
    "spot": {"latitude": 14.0061, "longitude": -60.9815, "landmark": "Bridge"},
    "owners": [{"owner": {"given": "A", "family": "B"}, "share": 100}],
    "true": True,
}


def branching():
    return make_form(
        make_page("one", make_question("travels", "yes_no")),
        make_page("two", make_question("where"), when={"fact": "answers.travels", "is": True}),
        make_page("three", make_question("visa"), when={"fact": "answers.where", "is": "Cuba"}),
        make_page("four", make_question("last", required=False)),
    )


class TestConditions:
    def test_pages_follow_the_answers(self):
        assert pages_shown(branching(), {}) == ("one", "four")
        assert pages_shown(branching(), {"travels": True, "where": "Cuba"}) == ("one", "two", "three", "four")

    def test_what_hangs_on_a_hidden_answer_is_hidden_too(self):
        answers = {"travels": False, "where": "Cuba", "visa": "yes"}
        assert pages_shown(branching(), answers) == ("one", "four")
        assert drop_hidden(branching(), answers) == {"travels": False}

    def test_a_question_hidden_by_its_neighbour_is_neither_asked_nor_kept(self):
        form = make_form(
            make_page(
                "one",
                make_question("other", "yes_no"),
                make_question("which", when={"fact": "answers.other", "is": True}),
            )
        )
        assert check_page(form, "one", {"other": ["no"], "which": ["x"]}, {}, CONTEXT) == {"other": False}
        with pytest.raises(InvalidInput) as caught:
            check_page(form, "one", {"other": ["yes"]}, {}, CONTEXT)
        assert set(caught.value.errors) == {"which"}

    def test_an_answer_changed_earlier_takes_later_ones_with_it(self):
        before = {"travels": True, "where": "Cuba", "visa": "yes", "last": "x"}
        assert check_page(branching(), "one", {"travels": ["no"]}, before, CONTEXT) == {"travels": False, "last": "x"}

    def test_an_unknown_page_is_not_found(self):
        with pytest.raises(NotFound):
            check_page(branching(), "nowhere", {}, {}, CONTEXT)


class TestCheckAll:
    def test_takes_everything_and_is_json(self):
        clean = check_all(make_form_of_everything(), EVERYTHING, CONTEXT)
        assert json.loads(json.dumps(clean)) == clean
        assert check_all(make_form_of_everything(), clean, CONTEXT) == clean

    def test_names_each_question_that_lacks_an_answer(self):
        with pytest.raises(InvalidInput) as caught:
            check_all(make_form_of_everything(), {"owners": [{"share": 50}]}, CONTEXT)
        assert {"name", "purpose", "photo", "true", "owners.0.owner", "owners.0.partner"} <= set(caught.value.errors)
        assert page_with(make_form_of_everything(), "owners.0.owner") == "owners"
        assert page_with(make_form_of_everything(), "true") == DECLARATIONS


class TestRepeat:
    FORM = make_form_of_everything()
    RAW = {"owner-given": ["A"], "owner-family": ["B"], "share": ["100"]}

    def test_items_are_added_replaced_and_removed(self):
        one = check_page(self.FORM, "owners", self.RAW, {}, CONTEXT, index=0)
        two = check_page(self.FORM, "owners", {**self.RAW, "owner-given": ["C"]}, one, CONTEXT, index=1)
        assert [item["owner"]["given"] for item in two["owners"]] == ["A", "C"]
        changed = check_page(self.FORM, "owners", {**self.RAW, "owner-given": ["D"]}, two, CONTEXT, index=0)
        assert [item["owner"]["given"] for item in changed["owners"]] == ["D", "C"]
        assert [i["owner"]["given"] for i in remove_item(self.FORM, "owners", changed, 0)["owners"]] == ["C"]

    def test_too_few_and_too_many(self):
        with pytest.raises(InvalidInput):
            check_page(self.FORM, "owners", {}, {}, CONTEXT)
        full = {"owners": [{"owner": {}, "share": 1}] * 3}
        with pytest.raises(NotFound):
            check_page(self.FORM, "owners", self.RAW, full, CONTEXT, index=3)

    def test_a_condition_sees_its_own_item(self):
        with pytest.raises(InvalidInput) as caught:
            check_page(self.FORM, "owners", {**self.RAW, "share": ["50"]}, {"share": 100}, CONTEXT, index=0)
        assert set(caught.value.errors) == {"partner"}


class TestPrefill:
    FORM = make_form(make_page("one", make_question("born_on", "date")))
    HELD = make_context(prefilled={"born_on": Prefilled("1984-03-27", "national-id", "National ID register", AT)})

    def test_what_the_register_holds_counts_when_nothing_is_said(self):
        answers = check_page(self.FORM, "one", {}, {}, self.HELD)
        assert answers["born_on"] == "1984-03-27"
        assert answers["_sources"]["born_on"]["source"] == "National ID register"
        assert "_disputed" not in answers

    def test_what_the_person_says_is_wrong_is_kept_with_a_flag(self):
        raw = {"born_on-disputed": ["yes"], "born_on": ["1985-03-27"]}
        answers = check_page(self.FORM, "one", raw, {}, self.HELD)
        assert (answers["born_on"], answers["_disputed"]) == ("1985-03-27", ["born_on"])
        assert answers["_sources"]["born_on"]["value"] == "1984-03-27"
        assert "_disputed" not in check_page(self.FORM, "one", {}, answers, self.HELD)

    @pytest.mark.parametrize(
        ("typed", "left"), [({}, None), ({"born_on-disputed": ["yes"], "born_on": ["1990-01-02"]}, "1990-01-02")]
    )
    def test_what_is_known_of_the_asker_goes_when_the_form_turns_out_to_be_about_another(self, typed, left):
        own = {"register": "people", "field": "born_on", "when": {"fact": "answers.for_other", "is": False}}
        whose = make_page("whose", make_question("for_other", "yes_no"))
        form = make_form(whose, make_page("one", make_question("born_on", "date", prefill=own)))
        mine = check_page(form, "whose", {"for_other": ["no"]}, {}, self.HELD)
        mine = check_page(form, "one", typed, mine, self.HELD)

        theirs = check_page(form, "whose", {"for_other": ["yes"]}, mine, make_context())

        assert theirs.get("born_on") == left
        assert ("born_on" in theirs.get("_sources", {})) is (left is not None)

    def test_saying_it_is_wrong_asks_for_the_right_answer(self):
        with pytest.raises(InvalidInput):
            check_page(self.FORM, "one", {"born_on-disputed": ["yes"]}, {}, self.HELD)


class TestLookUp:
    FORM = make_form(make_page("one", make_question("plate", "register_number", identifier="plate-number")))
    FOUND = LookUp("PA1234", "found", "Vehicle register", {"Make": "Suzuki"}, AT)

    def check(self, raw, look_up, answers=None):
        return check_page(self.FORM, "one", raw, answers or {}, make_context(look_ups={"plate": look_up}))

    def test_is_shown_and_confirmed_before_it_counts(self):
        with pytest.raises(InvalidInput) as caught:
            self.check({"plate": ["pa 1234"]}, self.FOUND)
        assert caught.value.errors["plate"].asks_to_confirm
        answers = self.check({"plate": ["pa 1234"], "plate-confirm": ["PA1234"]}, self.FOUND)
        assert answers["plate"] == "PA1234"
        assert answers["_looked_up"]["plate"]["values"] == {"Make": "Suzuki"}
        assert self.check({"plate": ["PA1234"]}, self.FOUND, answers) == answers

    def test_an_old_confirmation_does_not_count_for_another_number(self):
        with pytest.raises(InvalidInput):
            self.check({"plate": ["PA9"], "plate-confirm": ["PA1234"]}, LookUp("PA9", "found", "Vehicle register"))

    def test_nothing_found_asks_to_check_the_number(self):
        with pytest.raises(InvalidInput) as caught:
            self.check({"plate": ["PA1"]}, LookUp("PA1", "not-found", "Vehicle register"))
        assert "PA1" in caught.value.errors["plate"]
        answers = self.check(
            {"plate": ["PA1"], "plate-confirm": ["PA1"]}, LookUp("PA1", "not-found", "Vehicle register")
        )
        assert answers["_looked_up"]["plate"]["state"] == "not-found"

    def test_a_register_that_is_down_does_not_stop_anybody(self):
        answers = self.check({"plate": ["PA1"]}, LookUp("PA1", "unavailable", "Vehicle register"))
        assert answers["_looked_up"]["plate"]["state"] == "unavailable"
        with pytest.raises(InvalidInput):
            self.check({"plate": ["PA1"]}, LookUp("PA1", "found", "Vehicle register"), answers)
