"""On what a question rests, in words and for the browser."""

import pytest

from digigov.modules.forms.definitions import FormPage
from digigov.modules.forms.only_if import OnlyIf, only_if

ASKED = [
    {"id": "owner", "type": "yes_no", "label": "Do you own it?"},
    {
        "id": "use",
        "type": "choice",
        "label": "What for?",
        "choices": [
            {"value": "work", "label": "Work"},
            {"value": "fun", "label": "Fun"},
            {"value": "war", "label": "War"},
        ],
    },
    {"id": "size", "type": "number", "label": "How large?"},
]


def rests(when):
    page = FormPage.model_validate(
        {"id": "p", "title": "P", "questions": [*ASKED, {"id": "more", "type": "text", "label": "More?", "when": when}]}
    )
    return only_if(page.questions[-1], page)


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (None, None),
        ({"fact": "answers.elsewhere", "is": True}, None),
        ({"fact": "answers.owner", "is": False}, OnlyIf("owner", "Do you own it?", ("no",), ("No",))),
        (
            {"fact": "answers.use", "in": ["work", "fun"]},
            OnlyIf("use", "What for?", ("work", "fun"), ("Work", "Fun")),
        ),
        ({"fact": "answers.size", "is": 3}, OnlyIf()),
        ({"fact": "answers.use", "is_not": "war"}, OnlyIf()),
        ({"all": [{"fact": "answers.owner", "is": True}, {"fact": "answers.use", "is": "fun"}]}, OnlyIf()),
    ],
)
def test_it_is_told_in_words_where_that_can_be(when, found):
    assert rests(when) == found
