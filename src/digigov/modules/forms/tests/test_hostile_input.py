"""Whatever comes in: no crash; and what is taken is taken again as it stands, drawn, put in words, and kept as JSON."""

import json
import string

import pytest
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st

from digigov.kernel.errors import InvalidInput
from digigov.modules.forms.questions import KINDS
from digigov.modules.forms.questions.base import Fault, FileFacts, LookUp, Prefilled, Raw
from digigov.modules.forms.rules import check_all, check_page
from digigov.modules.forms.testing import AT, make_context, make_form, make_form_of_everything, make_page, make_question
from digigov.modules.forms.views import answers_view, error_links, fields_of

FORM = make_form_of_everything()
QUESTIONS = {q.type: q for page in FORM.pages for q in page.questions} | {"declaration": FORM.declarations[0]}
FILE = "019a0000-0000-7000-8000-000000000001"
CONTEXT = make_context(
    files={FILE: FileFacts(FILE, "<b>photo</b>.jpg", "jpeg", 1000)},
    prefilled={"born_on": Prefilled("1984-03-27", "national-id", "<i>Register</i>", AT)},
    look_ups={"plate": LookUp("PA1234", "found", "<i>Register</i>", {"<b>Make": "<script>"}, AT)},
)
LIKELY = [
    "yes",
    "no",
    "work",
    "travel",
    "27",
    "3",
    "1984",
    "14.0061",
    "-60.98",
    "LC05 201",
    "Castries",
    "GB",
    "+1 758 452 1234",
]
LIKELY += [
    "452 1234",
    "a@b.lc",
    "PA 1234",
    "0012345",
    FILE,
    "1,200.50",
    "<script>alert(1)</script>",
    '"><img src=x>',
    "Marchand",
    "March",
]
WORDS = st.one_of(st.sampled_from(LIKELY), st.text(max_size=40), st.text(string.digits + "-.,/ ", max_size=12))
VALUES = st.lists(WORDS, max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["given", "family", "line1", "community", "district", "country", "latitude", "longitude", "place", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
draws = pytest.mark.parametrize("type", sorted(KINDS))


def raw_for(data, question):
    kind = KINDS[question.type]
    boxes = [*kind.parts, "disputed", "confirm", ""]
    return {f"{question.id}-{part}".rstrip("-"): data.draw(VALUES) for part in boxes}


@draws
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_typed_never_crashes_and_what_is_taken_round_trips(type, data):
    question, kind = QUESTIONS[type], KINDS[type]
    try:
        typed = kind.parse(question, Raw(raw_for(data, question), question.id))
        if typed is None:
            return
        value = kind.check(question, typed, CONTEXT)
    except Fault as fault:
        assert str(fault.sentence)
        assert fault.sentence.part in ("", *kind.parts)
        return
    assert json.loads(json.dumps(value)) == value
    json.dumps(value, ensure_ascii=False).encode()
    assert "\x00" not in json.dumps(value, ensure_ascii=False)
    assert kind.check(question, value, CONTEXT) == value
    boxes = {f"{question.id}-{part}".rstrip("-"): list(texts) for part, texts in kind.boxes(question, value).items()}
    assert kind.check(question, kind.parse(question, Raw(boxes, question.id)), CONTEXT) == value
    assert all(isinstance(line, str) for line in kind.display(question, value, CONTEXT))


@draws
@settings(max_examples=40, deadline=None)
@given(value=JSON)
def test_stored_answers_of_any_shape_never_crash(type, value):
    question, kind = QUESTIONS[type], KINDS[type]
    try:
        clean = kind.check(question, value, CONTEXT)
    except Fault:
        return
    assert kind.check(question, clean, CONTEXT) == clean


@settings(max_examples=40, deadline=None)
@given(answers=st.dictionaries(st.sampled_from([*QUESTIONS, "purpose", "owners", "_sources"]), JSON, max_size=5))
def test_whole_forms_never_crash(answers):
    try:
        check_all(FORM, answers, CONTEXT)
    except InvalidInput as error:
        assert error.errors


@pytest.mark.parametrize("page", FORM.pages, ids=lambda page: page.id)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_is_drawn_again_and_escaped(page, data):
    raw = {k: v for question in page.questions for k, v in raw_for(data, question).items()}
    errors, answers = {}, {}
    try:
        answers = check_page(FORM, page.id, raw, {}, CONTEXT, index=0 if page.repeat else None)
    except InvalidInput as error:
        errors = error.errors
    fields = fields_of(FORM, page.id, answers, CONTEXT, raw=raw, errors=errors)
    html = drawn(fields)
    assert "<script>" not in html and "<img src=x>" not in html and "<i>" not in html and "<b>" not in html
    for target in error_links(fields):
        assert f'id="{target}"' in html
    assert answers_view(FORM, answers, CONTEXT) is not None


def drawn(fields):
    macro = get_template("questions/question.html").template.module.question
    return "".join(str(macro(field)) for field in fields)


def test_text_of_a_pack_may_hold_any_sign():
    words = "100% of <b>it</b> & %(more)s"
    choices = [{"value": "a", "label": words, "hint": words}]
    page = make_page("one", make_question("q", "choice", label=words, hint=words, why=words, choices=choices))
    html = drawn(fields_of(make_form(page), "one", {}, CONTEXT))
    assert html.count("100% of &lt;b&gt;it&lt;/b&gt; &amp; %(more)s") == 5
