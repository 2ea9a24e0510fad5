"""A plain list as a tagged PDF: headings, and what stands under them. No seal, no number: it is nobody's paper but its reader's."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from digigov.modules.documents.rendering import MAIN, render

TEMPLATE = """
#let it = json("values.json")
#set document(title: it.title)
#set page(paper: "a4", margin: 20mm, numbering: "1 / 1")
#set text(lang: it.language, size: 10pt, font: ("Atkinson Hyperlegible Next", "Atkinson Hyperlegible Next Ext", "Libertinus Serif"))
#set heading(numbering: none)
= #it.title
#it.intro
#for part in it.parts [
  == #part.title
  #for line in part.lines [#line #parbreak()]
  #for record in part.records [
    === #record.kind
    #for row in record.rows [- #strong(row.at(0)): #row.at(1)]
  ]
]
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing, with its labels and values."""

    kind: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[str, ...]
    records: tuple[Listed, ...]


def draw_list(*, title: str, intro: str, parts: Sequence[Part], language: str, at: datetime) -> bytes:
    """The PDF. What is in it comes as data and is never read as Typst's own language."""
    values = {"title": title, "intro": intro, "language": language, "parts": [asdict(part) for part in parts]}
    return render(files={MAIN: TEMPLATE}, values=values, code=title, at=at)
