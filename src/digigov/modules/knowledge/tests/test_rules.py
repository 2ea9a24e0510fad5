"""Markdown that cannot hurt, what may be counted of a search, and what a text must be."""

import pytest

from digigov.modules.knowledge.rules.asked import countable
from digigov.modules.knowledge.rules.differences import Line, lines_between
from digigov.modules.knowledge.rules.markdown import to_html, to_words
from digigov.modules.knowledge.rules.writing import Text, faults_of


def test_markdown_becomes_the_look_of_the_site():
    made = to_html("# Big\n\nGo **now**.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")

    assert '<h2 class="govuk-heading-m">Big</h2>' in made
    assert '<p class="govuk-body">Go <strong>now</strong>.</p>' in made
    assert '<ul class="govuk-list govuk-list--bullet">' in made
    assert '<td class="govuk-table__cell">2</td>' in made


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](https://spy.example/pixel.png)",
        "<iframe src=https://x.example></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<style>body{display:none}</style>",
        "<form action=https://x.example><input></form>",
        '[x](https://x.example "onmouseover=alert(1)")',
        "[a]: javascript:alert(1)\n\n[a]",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<!--<script>alert(1)//-->",
    ],
)
def test_nothing_hostile_comes_through(hostile):
    made = to_html(hostile).lower()

    for sign in (
        "<script",
        "<img",
        "<iframe",
        "<svg",
        "<style",
        "<form",
        "<input",
        'href="javascript',
        'href="data',
        'href="vbscript',
        "<!--",
    ):
        assert sign not in made
    assert ' onerror="' not in made and ' onmouseover="' not in made and 'title="' not in made


def test_deep_nesting_and_long_lines_end():
    assert to_html(">" * 3000 + "x") and to_html("*a" * 8000) and to_html("[" * 8000)


def test_a_link_says_nothing_of_where_it_was_clicked():
    assert to_html("[x](https://x.example)").count('rel="noopener"') == 1


def test_the_index_gets_only_what_is_read():
    assert to_words("Go **now**").split() == ["Go", "now"]
    assert "secret" not in to_words("Go to [the page](https://x.example/secret)")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Lost my PASSPORT!", "lost my passport"),
        ("call 311 or 758-555-0101", "call 311 or"),
        ("my id is 9000101 and ana@mail.example", "my id is and"),
        ("A26-0000123-4 where is it", "where is it"),
        ("  ", ""),
        ("12345", ""),
        ("chimen-an kasé", "chimen-an kasé"),
        ("x" * 300, "x" * 80),
    ],
)
def test_what_is_counted_names_nobody(typed, kept):
    assert countable(typed) == kept


def test_differences_in_reading_order():
    assert lines_between("a\nb\nc", "a\nB\nc\nd") == (
        Line("same", "a"), Line("gone", "b"), Line("new", "B"), Line("same", "c"), Line("new", "d"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "x"}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"summary": "y" * 241}, "summary"),
        ({"body": "short"}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "Look [here](ftp://files.example/x) for the form."}, "body"),
        ({"body": "Look [here](//files.example/x) for the form."}, "body"),
        ({"words": ("w",) * 31}, "words"),
        ({"words": ("w" * 61,)}, "words"),
    ],
)
def test_what_must_be_mended_is_said_beside_its_box(changed, field):
    good = {"title": "My card is lost", "summary": "Ask for another.", "body": "Go to the office with your card."}

    assert faults_of(Text(**good)) == {}
    assert set(faults_of(Text(**(good | changed)))) == {field}


def test_an_alert_has_its_time():
    good = Text(title="Shops closed", summary="All stay closed.", body="Stay at home until it is over.")

    assert set(faults_of(good, is_alert=True)) == {"ends_at"}


def test_raw_html_is_shown_as_it_was_typed():
    assert "&lt;h2&gt;Pay here&lt;/h2&gt;" in to_html("<h2>Pay here</h2>")
