"""Drawing in a process of its own."""

import hashlib
import json
import time
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from digigov.kernel.apart import AllAtWork, Apart
from digigov.kernel.errors import DomainError

SECONDS = 15  # by the clock; the process itself has fewer of its own
AT_ONCE, PATIENCE = 2, 5.0  # of each web process; seconds until somebody is told to come again
MOST_PAGES = 500  # nobody looks at more one by one
GIVEN_UP_FOR, MOST_GIVEN_UP = (
    600,
    1000,
)  # seconds in which a file is not tried again that could not be drawn; how many are remembered

_drawing = Apart(f"{__package__}.work", seconds=SECONDS, at_once=AT_ONCE, patience=PATIENCE)
_given_up: dict[bytes, float] = {}


class DrawingBusy(DomainError):
    code = "drawing-busy"
    message = _(
        "Many people are looking at papers at this moment. Wait half a minute and try again, or open the paper itself."
    )
    status = 503
    headers = {"Retry-After": "30"}


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page of so many: what it says, and its picture (PNG) if it was asked for."""

    number: int
    pages: int
    text: str
    picture: bytes


def draw_apart(pdf: bytes, *, number: int, with_picture: bool) -> DrawnPage | None:
    """
    None if the file cannot be drawn, needs more time or memory than one may, or has no such page among its first ``MOST_PAGES``.
    What needed too much is not tried again for a while, whoever asks.

    :raises DrawingBusy: if as many are drawn as may be.
    """
    digest = hashlib.sha256(pdf).digest()
    if not 1 <= number <= MOST_PAGES or _given_up.get(digest, 0) > time.monotonic():
        return None
    try:
        answer = _drawing.ask(json.dumps([number, with_picture]).encode() + b"\n" + pdf)
    except AllAtWork as refusal:
        raise DrawingBusy from refusal
    told, _line, picture = (answer or b"").partition(b"\n")
    try:
        pages, text = json.loads(told)
    except ValueError:  # no answer, or one that was not asked for
        _give_up(digest)
        return None
    if number > pages or (with_picture and not picture):
        return None
    return DrawnPage(number, pages, text, picture)


def _give_up(digest: bytes) -> None:
    while len(_given_up) >= MOST_GIVEN_UP:
        _given_up.pop(next(iter(_given_up)), None)
    _given_up[digest] = time.monotonic() + GIVEN_UP_FOR
