"""The rows of the rehearsal's registers, from the YAML beside this file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Rows:
    """``key`` is the column of the register's own key; ``under`` maps each identifier to the column that holds it."""

    key: str
    under: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]

    def find(self, *, key: str, under: str) -> Mapping[str, Any] | None:
        column = self.under.get(under)
        wanted = _comparable(key)
        if column is None or not wanted:
            return None
        return next((row for row in self.rows if _comparable(str(row.get(column, ""))) == wanted), None)


@cache
def registers() -> dict[str, Rows]:
    """Every register by its id."""
    return {file.stem: _load(file) for file in sorted(DATA.glob("*.yaml"))}


def _load(file: Path) -> Rows:
    written = yaml.safe_load(file.read_text())
    return Rows(key=written["key"], under=written["under"], rows=tuple(written["rows"]))


def _comparable(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
