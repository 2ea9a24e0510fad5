"""Five times as many people as usual for a minute: what is turned away, how, and how soon all is well again."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bench import load, report
from bench.installation import Installation
from bench.load import Answer
from bench.people import Crowd, Drawn

BEFORE, AFTER, TIMES, SECONDS = 15, 45, 5, 60
WINDOW, STEP = 5, 1
MOST_TO_RECOVER = 30
LONGEST = 10_000  # milliseconds: whoever waits longer believes that it hangs


def measure(installation: Installation, crowd: Crowd, *, rate: float, seconds: int = SECONDS) -> dict[str, Any]:
    drawn = list(_drawn(crowd, rate, seconds))
    answers = load.run(
        drawn,
        port=installation.port,
        slow_port=installation.slow_port,
        folder=installation.var,
        lanes=load.CROWDED,
    )
    return told(answers, begun=BEFORE, over=BEFORE + seconds) | {"rate": rate, "times": TIMES, "seconds": seconds}


def _drawn(crowd: Crowd, rate: float, seconds: int) -> Iterator[Drawn]:
    start = 0
    for times, lasts in ((1, BEFORE), (TIMES, seconds), (1, AFTER)):
        for each in crowd.draw(rate=times * rate, seconds=lasts):
            yield replace(each, at=start + each.at)
        start += lasts


def told(answers: list[Answer], *, begun: float, over: float) -> dict[str, Any]:
    """``begun`` and ``over``: when the spike was, in seconds."""
    inside = [each for each in answers if 1000 * begun <= each.due < 1000 * over]
    away = [each for each in answers if each.is_turned_away]
    kinds = {"reads": load.READS, "writes": load.WRITES}
    found = {
        "asked": len(inside),
        "served": round(sum(each.is_right for each in inside) / (over - begun), 1),
        "turned_away": {kind: _share([each for each in inside if each.page in pages]) for kind, pages in kinds.items()},
        "without_retry_after": sum(not each.says_when for each in away),
        "unanswered": sum(each.status == 0 for each in answers),
        "wrong": sum(not each.is_right and not each.is_turned_away and each.status != 0 for each in answers),
        "longest": round(max(each.latency for each in answers)),
        "of_the_served": report.line([each for each in inside if each.is_right], over - begun),
        "recovered_in": recovered_in([each for each in answers if each.due >= 1000 * over], over),
    }
    return found | {"holds": holds(found)}


def _share(answers: list[Answer]) -> float:
    return round(sum(each.is_turned_away for each in answers) / max(1, len(answers)), 3)


def recovered_in(answers: list[Answer], over: float) -> int | None:
    """After so many seconds every window is within the bars again, without an error, to the end; None: never."""
    end = math.ceil(max((each.due for each in answers), default=0) / 1000)
    found, at = None, over
    while at + WINDOW <= end:
        is_well = _is_well([each for each in answers if 1000 * at <= each.due < 1000 * (at + WINDOW)])
        found = (round(at - over) if found is None else found) if is_well else None
        at += STEP
    return found


def _is_well(window: list[Answer]) -> bool:
    """As in ``report.BARS``, the bar of 95 in a hundred; a window is too short for 99."""
    for kind, pages in (("reads", load.READS), ("writes", load.WRITES)):
        times = [each.latency for each in window if each.page in pages]
        if report.percentile(times, 0.95) > report.BARS[kind]["p95"]:
            return False
    return all(each.is_right for each in window)


def holds(found: dict[str, Any]) -> bool:
    is_answered = not found["unanswered"] and not found["wrong"] and found["longest"] <= LONGEST
    is_told = not found["without_retry_after"]
    recovered = found["recovered_in"]
    return is_answered and is_told and recovered is not None and recovered <= MOST_TO_RECOVER
