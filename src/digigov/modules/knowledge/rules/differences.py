"""What changed between two versions, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


@dataclass(frozen=True, slots=True)
class Line:
    is_now: Literal["same", "gone", "new"]
    text: str


def lines_between(before: str, after: str) -> tuple[Line, ...]:
    """Every line of both, in reading order."""
    return tuple(_lines(before.splitlines(), after.splitlines()))


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Line("same", text) for text in old[i:j])
        else:
            yield from (Line("gone", text) for text in old[i:j])
            yield from (Line("new", text) for text in new[k:m])
