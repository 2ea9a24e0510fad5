"""A page that forgets a value fails; the design system's macros may leave out what they like."""

import pytest
from django.template import engines
from jinja2 import UndefinedError


@pytest.fixture
def shown():
    return lambda text, **context: engines["jinja2"].from_string(text).render(context)


@pytest.mark.parametrize(
    "text", ["{{ name }}", "{% if name %}x{% endif %}", "{% for a in name %}{% endfor %}", "{{ a.b }}"]
)
def test_a_forgotten_value_is_a_fault(shown, text):
    with pytest.raises(UndefinedError):
        shown(text, a=object())


def test_a_key_that_a_mapping_lacks_is_nothing(shown):
    assert shown("{{ a.b }}{% if a.b.c %}x{% endif %}", a={}) == ""


def test_what_people_write_is_escaped(shown):
    assert shown("{{ name }}", name="<b>") == "&lt;b&gt;"
