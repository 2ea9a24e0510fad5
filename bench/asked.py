"""Requests as they are prepared when an installation is filled, and taken when it is loaded."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. ``page`` is the line of the report that it counts for; ``expect`` the status of success."""

    page: str
    method: str
    path: str
    session: str = ""
    body: str = ""
    language: str = "en"
    expect: int = 200


def save(visits: dict[str, list[list[Asked]]], path: Path) -> None:
    """By kind of person: each visit is what one of them asks for, one after the other."""
    rows = {kind: [[asdict(each) for each in visit] for visit in made] for kind, made in visits.items()}
    path.write_text(json.dumps(rows))


def load(path: Path) -> dict[str, list[list[Asked]]]:
    rows = json.loads(path.read_text())
    return {kind: [[Asked(**each) for each in visit] for visit in made] for kind, made in rows.items()}


def by_page(visits: dict[str, list[list[Asked]]]) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = {}
    for made in visits.values():
        for visit in made:
            for each in visit:
                found.setdefault(each.page, []).append(each)
    return found
