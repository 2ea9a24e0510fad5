"""What a walk leaves, as it can be kept: its images with their moments. Developed, they are templates that cases are copied from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.copying import Template
from digigov.rehearsal.island.courses import Beat, Step, rules_of
from digigov.rehearsal.island.images import Image
from digigov.rehearsal.island.moments import Course, Explainer


@dataclass(frozen=True, slots=True)
class Posted:
    """What a browser sent from one page, and was taken. ``path`` without the draft's id."""

    path: str
    body: str


@dataclass(frozen=True, slots=True)
class Shot:
    """An image, and how many beats and kept times there had been when it was taken."""

    image: Image
    beats: int
    slots: int


@dataclass
class Album:
    """One example, as it was walked."""

    service: str
    name: str
    words: tuple[str, ...]
    draft_id: UUID
    draft: Shot
    code: str = ""
    pages: list[Posted] = field(default_factory=list)
    hand_in: Posted = Posted("", "")
    stages: list[Shot] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    slots: list[datetime] = field(default_factory=list)


@dataclass
class Walked:
    """One example: its filled-in form, its case at each stage, and when things happen in it."""

    service: str
    name: str
    words: tuple[str, ...]
    draft: Template
    draft_id: UUID
    code: str
    pages: Sequence[Posted]
    hand_in: Posted
    stages: Sequence[Template]
    steps: tuple[Step, ...]
    looks_ahead: bool  # whether what was typed holds a day that was still to come


def developed(album: Album, almanac: Almanac) -> Walked:
    """:raises Unexplained: if a moment in it follows no rule."""

    def template(shot: Shot) -> Template:
        course = Course(tuple(album.moments[: shot.beats]), tuple(album.slots[: shot.slots]))
        return Template(shot.image, Explainer(course, almanac))

    whole = Explainer(Course(tuple(album.moments), tuple(album.slots)), almanac)
    return Walked(
        service=album.service,
        name=album.name,
        words=album.words,
        draft=template(album.draft),
        draft_id=album.draft_id,
        code=album.code,
        pages=album.pages,
        hand_in=album.hand_in,
        stages=[template(each) for each in album.stages],
        steps=rules_of(album.beats, whole),
        looks_ahead=any(days > 0 for days in album.draft.image.answer_days.values()),
    )


def put_down(album: Album) -> dict[str, Any]:
    """As JSON."""
    return {
        "service": album.service,
        "name": album.name,
        "words": list(album.words),
        "draft_id": str(album.draft_id),
        "draft": _shot(album.draft),
        "code": album.code,
        "pages": [[each.path, each.body] for each in album.pages],
        "hand_in": [album.hand_in.path, album.hand_in.body],
        "stages": [_shot(each) for each in album.stages],
        "beats": [
            [each.kind, each.limit.isoformat() if each.limit else None, each.slot, each.weekdays]
            for each in album.beats
        ],
        "moments": [each.isoformat() for each in album.moments],
        "slots": [each.isoformat() for each in album.slots],
    }


def taken_up(said: Mapping[str, Any]) -> Album:
    return Album(
        service=said["service"],
        name=said["name"],
        words=tuple(said["words"]),
        draft_id=UUID(said["draft_id"]),
        draft=_shot_from(said["draft"]),
        code=said["code"],
        pages=[Posted(*each) for each in said["pages"]],
        hand_in=Posted(*said["hand_in"]),
        stages=[_shot_from(each) for each in said["stages"]],
        beats=[
            Beat(kind, datetime.fromisoformat(limit) if limit else None, slot, tuple(weekdays))
            for kind, limit, slot, weekdays in said["beats"]
        ],
        moments=[datetime.fromisoformat(each) for each in said["moments"]],
        slots=[datetime.fromisoformat(each) for each in said["slots"]],
    )  # fmt: skip


def _shot(shot: Shot) -> dict[str, Any]:
    image = shot.image
    return {
        "party": str(image.party),
        "rows": {table: list(map(list, rows)) for table, rows in image.rows.items()},
        "own_words": list(image.own_words),
        "answer_days": {day.isoformat(): days for day, days in image.answer_days.items()},
        "ends": {template: list(days) for template, days in image.ends.items()},
        "appeals": {template: list(told) for template, told in image.appeals.items()},
        "beats": shot.beats,
        "slots": shot.slots,
    }


def _shot_from(said: Mapping[str, Any]) -> Shot:
    image = Image(
        party=UUID(said["party"]),
        rows={table: list(map(tuple, rows)) for table, rows in said["rows"].items()},
        own_words=tuple(said["own_words"]),
        answer_days={date.fromisoformat(day): days for day, days in said["answer_days"].items()},
        ends={template: tuple(days) for template, days in said["ends"].items()},
        appeals={template: tuple(told) for template, told in said["appeals"].items()},
    )
    return Shot(image, said["beats"], said["slots"])
