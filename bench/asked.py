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


def save(requests: dict[str, list[Asked]], path: Path) -> None:
    path.write_text(json.dumps({page: [asdict(each) for each in asked] for page, asked in requests.items()}))


def load(path: Path) -> dict[str, list[Asked]]:
    return {page: [Asked(**each) for each in asked] for page, asked in json.loads(path.read_text()).items()}
