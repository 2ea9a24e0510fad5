import pytest
from hypothesis import given
from hypothesis import strategies as st

from digigov.modules.notifications.rules import BadTemplate, fill, one_line, values_used


def test_fills_in_values():
    assert fill("Dear {{ name }}", {"name": "Ti Jean"}) == "Dear Ti Jean"


@pytest.mark.parametrize(
    "source",
    [
        "{{ name",
        "{% for %}",
        "{{ name.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
    ],
)
def test_refuses_what_it_cannot_or_must_not_fill(source):
    with pytest.raises(BadTemplate):
        fill(source, {"name": "Ti Jean"})


@pytest.mark.parametrize("source", ["On {{ missing }}", "On {{ missing.day }}", "On {{ missing['day'] }}"])
def test_a_missing_value_leaves_a_gap(source):
    assert fill(source, {}) == "On …"


def test_knows_what_a_template_asks_for():
    assert values_used("{{ a }} {% if b %}{{ c.d }}{% endif %}") == {"a", "b", "c"}


@given(st.text())
def test_a_subject_is_one_line(text):
    assert len(one_line(text, 50).splitlines()) <= 1


@given(st.text(), st.text())
def test_values_are_never_read_as_templates(name, rest):
    assert fill("{{ name }}|", {"name": "{{ rest }}" + name, "rest": rest}).startswith(
        ("{{ rest }}" + name).strip()[:11]
    )
