"""A letter for a window envelope, as a tagged PDF. It is drawn, handed over and kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from digigov.modules.documents.rendering import MAIN, render

TEMPLATE = """
#let it = json("values.json")
#set document(title: it.title)
#set page(paper: "a4", margin: (left: 25mm, right: 20mm, y: 20mm))
#set text(lang: it.language, size: 11pt, font: ("Atkinson Hyperlegible Next", "Atkinson Hyperlegible Next Ext", "Libertinus Serif"))
#set heading(numbering: none)
#text(size: 8pt)[#it.sender]
#v(20mm)
#for line in it.to [#line #linebreak()]
#v(20mm)
#it.day
= #it.title
#for paragraph in it.before [#paragraph #parbreak()]
#v(4mm)
#text(size: 20pt, weight: "bold")[#it.code]
#v(4mm)
#for paragraph in it.after [#paragraph #parbreak()]
"""


def draw_post_letter(
    *,
    title: str,
    sender: str,
    to: Sequence[str],
    day: str,
    before: Sequence[str],
    code: str,
    after: Sequence[str],
    language: str,
    at: datetime,
) -> bytes:
    """The PDF: the address where a window shows it, and one code written large between paragraphs."""
    values = {
        "title": title, "sender": sender, "to": [*to], "day": day, "before": [*before], "code": code, "after": [*after],
        "language": language,
    }  # fmt: skip
    return render(files={MAIN: TEMPLATE}, values=values, code=title, at=at)
