"""Pure decisions of requests: working hours, what lies near what, what may follow what, and what evidence is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from math import cos, hypot, radians
from zoneinfo import ZoneInfo

OPEN, ACKNOWLEDGED, IN_HAND, ANSWERED, CLOSED = "open", "acknowledged", "in-hand", "answered", "closed"
AT_WORK = (OPEN, ACKNOWLEDGED, IN_HAND)
STATES = (*AT_WORK, ANSWERED, CLOSED)
METERS_IN_A_DEGREE = 111_200
SHORE = 3_000  # so far from the outline the country still goes: jetties, buoys, islets
SHORTEST_PROOF = 20  # signs of a written proof
LONGEST_TEXT = 4000
PUBLIC_TEXT = 500

Week = Mapping[int, Sequence[tuple[time, time]]]
USUAL: Week = {day: ((time(8), time(16, 30)),) for day in range(5)}  # where no office says its hours
FARTHEST = 1500  # days looked through for working hours; a clock that needs more is a fault of the pack


class NoWorkingHours(ValueError):
    """The week has no hours, or they never come to so many."""


def after_hours(
    start: datetime, hours: float, *, week: Week, is_open: Callable[[date], bool], zone: ZoneInfo
) -> datetime:
    """The moment at which so many working hours have passed since ``start``; within the hours of that day."""
    here, left = start.astimezone(zone), timedelta(hours=hours)
    for number in range(FARTHEST):
        day = here.date() + timedelta(days=number)
        for opens, closes in sorted(week.get(day.weekday(), ())) if is_open(day) else ():
            begins, ends = datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)
            begins = max(begins, here)
            if begins >= ends:
                continue
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
    raise NoWorkingHours


def meters(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two points of latitude and longitude, as flat as a small island allows."""
    across = (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2))
    return hypot(across, a[0] - b[0]) * METERS_IN_A_DEGREE


def degrees_of(distance: float, *, latitude: float) -> tuple[float, float]:
    """How many degrees of latitude and longitude so many meters are there at most."""
    return distance / METERS_IN_A_DEGREE, distance / (METERS_IN_A_DEGREE * max(0.01, cos(radians(latitude))))


def is_in_country(latitude: float, longitude: float, ring: Sequence[tuple[float, float]]) -> bool:
    """Inside the outline (longitude, latitude), or no farther from it than the shore goes. Without an outline, everywhere."""
    if len(ring) < 3:
        return True
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
            inside = not inside
        if _from_side(latitude, longitude, (x1, y1), (x2, y2)) <= SHORE:
            return True
    return inside


def _from_side(latitude: float, longitude: float, a: tuple[float, float], b: tuple[float, float]) -> float:
    flat = cos(radians(latitude))
    (ax, ay), (bx, by) = ((x * flat, y) for x, y in (a, b))
    px, py = longitude * flat, latitude
    long = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / long)) if long else 0.0
    return hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay)) * METERS_IN_A_DEGREE


def above(unit: str, *, parent: str | None, otherwise: Sequence[tuple[str, frozenset[str]]]) -> str | None:
    """
    Who answers what is about a unit: the one above it, or of the ``otherwise`` (each with the units above it and itself) the first
    that does not lie within it.
    """
    if parent is not None:
        return parent
    return next((code for code, line in otherwise if unit not in line), None)


def proves(kind: str, *, accepted: Sequence[str], text: str, media_types: Sequence[str]) -> bool:
    """Whether what lies there is evidence of the kind that the category asks for."""
    if kind not in accepted:
        return False
    if kind == "written":
        return len(text.strip()) >= SHORTEST_PROOF
    return any(each.startswith("image/") for each in media_types) if kind == "photo" else bool(media_types)


def median(days: Sequence[float]) -> float | None:
    if not days:
        return None
    ordered, middle = sorted(days), len(days) // 2
    return ordered[middle] if len(days) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
