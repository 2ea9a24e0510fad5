"""Pure decisions of the centre: places in the queue, hours, what may be shown of whom."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from digigov.modules.contact_center.definitions import Channel, Routing, Topic
from digigov.modules.organizations.definitions import Hours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: see ``Contact``."""

    rank_at: datetime
    widen_at: datetime
    open_at: datetime


def place(channel: Channel, routing: Routing, *, at: datetime, priority: int) -> Place:
    """Where a contact stands that comes now: earlier by what its priority is worth. Mail is never taken without its language."""
    opens = timedelta(days=3) if channel.lane == "mail" else timedelta(seconds=max(routing.open, routing.widen))
    return Place(
        rank_at=at - timedelta(seconds=routing.step * priority),
        widen_at=at + timedelta(seconds=routing.widen),
        open_at=at + max(opens, timedelta(seconds=routing.widen)),
    )


def skill_of(topic: Topic | None) -> str:
    return (topic.skill or "") if topic else ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the centre is open, and when that changes next; None if it never opens again within two weeks."""

    is_open: bool
    changes_at: datetime | None


def opening(
    hours: tuple[Hours, ...], *, at: datetime, zone: ZoneInfo, closed_on: frozenset[date] = frozenset()
) -> Opening:
    """From an office's hours in its own zone; on the days of ``closed_on`` it does not open."""
    here = at.astimezone(zone)
    for ahead in range(15):
        day = here.date() + timedelta(days=ahead)
        for opens, closes in _spans(hours, day) if day not in closed_on else ():
            begins, ends = (datetime.combine(day, each, zone) for each in (opens, closes))
            if begins <= at < ends:
                return Opening(True, ends)
            if at < begins:
                return Opening(False, begins)
    return Opening(False, None)


def _spans(hours: tuple[Hours, ...], day: date) -> list[tuple[time, time]]:
    name = DAYS[day.weekday()]
    return sorted((time.fromisoformat(h.opens), time.fromisoformat(h.closes)) for h in hours if name in h.days)


class Sureness(IntEnum):
    """How far it is known who is on the line. Each lets the desk show what those before it do, and more."""

    UNKNOWN = 0  # nobody: what is said in this contact, and nothing else
    PROBABLE = 1  # an address or a name that is on record: when there were contacts, on which channel and topic
    ANSWERED = 2  # knew what is on record: what was said before, which cases there are and how they stand
    PROVED = 3  # a code to the address on record, or signed in: what is in them; doing things with them


def sureness(name: str, *, until: datetime | None, at: datetime) -> Sureness:
    """What counts now: what was shown is only probable again once its time is over."""
    found = Sureness[name.upper()]
    if found > Sureness.PROBABLE and (until is None or until <= at):
        return Sureness.PROBABLE
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a person that somebody on the telephone can be asked for."""

    born_on: date | None
    national_id: str
    community: str
    phone: str
    email: str

    def askable(self, *, given: str) -> tuple[str, ...]:
        """Which questions there are, by kind, without what they gave themselves to be found by: a ``number`` or an address."""
        found = {
            "national-id": self.national_id if given != "number" else "",
            "born-on": self.born_on,
            "community": self.community,
            "phone": self.phone if given != self.phone else "",
            "email": self.email if given != self.email else "",
        }
        return tuple(kind for kind, value in found.items() if value)

    def is_right(self, kind: str, answer: str) -> bool:
        """Whether somebody's answer says what is on record, however it is written. Of numbers the last four characters do."""
        if kind == "born-on":
            return self.born_on is not None and answer.strip() == self.born_on.isoformat()
        said, known = plain(answer), plain(str(getattr(self, kind.replace("-", "_"))))
        if kind in ("national-id", "phone"):
            return len(said) >= 4 and len(known) >= 4 and known[-4:] == said[-4:]
        return bool(said) and said == known


def plain(text: str) -> str:
    """Letters and digits alone, without accents, small."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in decomposed if each.isalnum())
