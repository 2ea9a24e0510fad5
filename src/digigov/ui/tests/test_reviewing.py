"""A sheet goes to a reviewer and comes back."""

import csv
import io
import re

import pytest

from digigov.ui import catalogue, reviewing
from digigov.ui.reviewing import SheetRefused, take_sheet, texts_of, write_sheet

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: digigov/sites/portal/find.py
#, fuzzy
msgid "Find a service"
msgstr "Jwenn yon sèvis"

#: lca/services/legal-affairs/birth-certificate/form.yaml
#, fuzzy, python-format
msgid "Dear %(name)s"
msgstr "Chè %(name)s"

#: digigov/sites/portal/find.py
msgid "My name is"
msgstr "Non mwen sé"

#: digigov/ui/phrases.py
#, fuzzy, python-format
msgid "%(count)s day"
msgid_plural "%(count)s days"
msgstr[0] "%(count)s jou"
msgstr[1] "%(count)s jou"
"""


@pytest.fixture
def source(tmp_path):
    made = tmp_path / "acf.po"
    made.write_text(PO, encoding="utf-8")
    return made


def sheet_of(source, said, **which):
    """The sheet as a reviewer sends it back, with what was ``said`` of some texts."""
    written = io.StringIO()
    write_sheet(texts_of(source, **which), written)
    rows = list(csv.DictReader(io.StringIO(written.getvalue())))
    back = io.StringIO()
    sheet = csv.DictWriter(back, reviewing.COLUMNS)
    sheet.writeheader()
    sheet.writerows({**row, "reviewed": said.get(row["English"], "")} for row in rows)
    return io.StringIO(back.getvalue())


def message(source, english):
    return catalogue.read(source).get(english)


def test_lists_what_awaits_a_reviewer_by_room_with_the_english_beside():
    assert reviewing.room_of("lca/services/legal-affairs/birth-certificate/form.yaml") == "birth-certificate"
    assert reviewing.room_of("lca/messages/received.yaml") == "messages"
    assert reviewing.room_of("digigov/modules/casework/steps.py") == "casework"


def test_only_unreviewed_and_only_a_room(source):
    assert [(text.room, text.english, text.said) for text in texts_of(source, unreviewed=True, room="portal")] == [
        ("portal", "Find a service", "Jwenn yon sèvis")
    ]
    assert {text.english for text in texts_of(source)} >= {"My name is", "%(count)s day", "%(count)s days"}


def test_what_was_reviewed_is_no_draft_any_more_and_says_who_said_so(source):
    taken = take_sheet(source, sheet_of(source, {"Find a service": "Touvé yon sèvis"}), reviewer="A. Reader, 2026")

    reviewed = message(source, "Find a service")
    assert (taken, reviewed.string, reviewed.fuzzy) == (1, "Touvé yon sèvis", False)
    assert "Reviewed by A. Reader, 2026" in reviewed.user_comments
    assert message(source, "Dear %(name)s").fuzzy
    assert catalogue.check(source) == catalogue.Checked()


def test_ok_says_that_the_draft_is_right(source):
    take_sheet(source, sheet_of(source, {"Dear %(name)s": "ok"}), reviewer="A. Reader")

    assert (message(source, "Dear %(name)s").string, message(source, "Dear %(name)s").fuzzy) == ("Chè %(name)s", False)


def test_both_forms_of_a_text_that_counts(source):
    said = {"%(count)s day": "%(count)s jou", "%(count)s days": "ok"}

    assert take_sheet(source, sheet_of(source, said), reviewer="A. Reader") == 1
    assert not message(source, "%(count)s day").fuzzy


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Dear %(name)s": "Chè non"}, "Line 2: it must say %(name)s, and says none"),
        ({"Gone": "Pati"}, "no text is “Gone” any more"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_and_nothing_is_written(source, said, why):
    before, sheet = source.read_text(), sheet_of(source, {"Find a service": "Touvé", **said})
    gone = f"portal,,Gone,,{said.get('Gone', '')},,0\r\n"

    with pytest.raises(SheetRefused, match=re.escape(why)):
        take_sheet(source, io.StringIO(sheet.getvalue() + gone), reviewer="A. Reader")

    assert source.read_text() == before
