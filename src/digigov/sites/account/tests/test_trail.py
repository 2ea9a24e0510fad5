import pytest

from digigov.sites.account.trail import in_words


@pytest.mark.parametrize(
    ("kind", "action", "purpose", "told"),
    [
        ("read", "parties.person-read", "decide-case", "Read your details, to decide your application"),
        ("change", "parties.contact-changed", "", "Changed how to reach you"),
        ("read", "something.new", "unheard-of", "Read your data"),
        ("change", "something.new", "", "Changed your data"),
    ],
)
def test_a_line_is_told_in_words(kind, action, purpose, told):
    assert in_words(kind=kind, action=action, purpose=purpose) == told
