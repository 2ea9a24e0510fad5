"""
Whether a day goes as the plan says: ten agents, 1,000 contacts, 07:00 to 19:00, played through on many seeds; and how long planning takes.

Run: ``python -m bench.workforce`` (no server, no database; ``--days`` and ``--seeds`` make it shorter, ``--record`` writes
``bench/results/workforce.{md,json}``). The contacts are made up: the shape of a day as a rehearsal has it. The plan and its prediction are what
``workforce`` makes of them; the played day knows none of its formulas.
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from typing import Any

from bench.report import write
from digigov.modules.workforce.rules.needs import Aims, Seats, Work, needs_of_day, promise_of, share_out
from digigov.modules.workforce.rules.roster import Question, Roster, plan, seats
from digigov.modules.workforce.rules.shifts import Person, Terms
from digigov.modules.workforce.rules.simulation import Line, Result, Times, play_many

POINTS = 0.03
SHAPE = (3, 5, 7, 9, 10, 10, 9, 8, 7, 6, 6, 6, 7, 7, 7, 6, 5, 5, 4, 4, 3, 3, 2, 2)
CALLS, CHATS, MAILS = 620, 160, 220
CALL_SECONDS, CHAT_SECONDS, MAIL_SECONDS, PATIENCE = 150.0, 480.0, 240.0, 180.0
BOTH = frozenset({"en", "acf"})


def day() -> list[Work]:
    """A thousand contacts over the half hours of a day."""
    return [
        Work(
            CALLS * part / sum(SHAPE), CALL_SECONDS, CHATS * part / sum(SHAPE), CHAT_SECONDS,
            MAILS * part / sum(SHAPE), MAIL_SECONDS,
        )
        for part in SHAPE
    ]  # fmt: skip


def plan_day(work: list[Work], aims: Aims) -> tuple[Roster, list[int], list[Seats]]:
    """All ten on that day, with their breaks; who sits where in each quarter of an hour."""
    needs = needs_of_day(work, aims)
    people = tuple(Person(f"agent-{number}", BOTH) for number in range(10))
    asked = Question(
        (tuple(each.agents for each in needs),), people, terms=Terms(most_days=1), languages={"en": 1, "acf": 1}
    )
    roster = plan(asked)
    there = seats(roster.shifts, asked.hours)
    return roster, there, [share_out(count, needs[number // 2]) for number, count in enumerate(there)]


def measure(*, days: int, seeds: int) -> dict[str, Any]:
    work, aims = day(), Aims()
    begun = time.perf_counter()
    roster, there, seated = plan_day(work, aims)
    planned = time.perf_counter() - begun
    quarters = [work[number // 2] for number in range(len(there))]
    said = promise_of(quarters, seated, aims, patience=PATIENCE)
    calls, voice = tuple(each.calls / 2 for each in quarters), tuple(each.voice for each in seated)
    places = tuple(each.chat * aims.chats_at_once for each in seated)
    chats = tuple(each.chats / 2 for each in quarters)
    lines = {
        "calls, nobody hangs up (Erlang C)": (said.voice, Line(calls, voice, Times(CALL_SECONDS), 20)),
        "calls, callers hang up (Erlang A)": (
            said.impatient,
            Line(calls, voice, Times(CALL_SECONDS), 20, Times(PATIENCE)),
        ),
        "chats (Erlang C over places)": (said.chat, Line(chats, places, Times(CHAT_SECONDS), 60)),
        "calls of other lengths (lognormal)": (
            said.voice,
            Line(calls, voice, Times(CALL_SECONDS, "lognormal", 1.2), 20),
        ),
    }
    rows = {
        name: _row(predicted, [play_many(line, days=days, seed=seed) for seed in range(1, seeds + 1)])
        for name, (predicted, line) in lines.items()
    }
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "days": days, "seeds": seeds, "planned_seconds": round(planned, 2), "agents": len(roster.shifts),
        "contacts": round(sum(each.calls + each.chats + each.mails for each in work)), "gaps": len(roster.gaps),
        "overloaded": said.overloaded, "most_at_desks": max(there), "rows": rows,
    }  # fmt: skip


def _row(predicted: float, played: list[Result]) -> dict[str, float]:
    shares = [each.share for each in played]
    return {
        "predicted": round(predicted, 4),
        "played": round(sum(shares) / len(shares), 4),
        "farthest": round(max(abs(each - predicted) for each in shares), 4),
        "gave_up": round(sum(each.gave_up for each in played) / len(played), 4),
    }


def holds(run: dict[str, Any]) -> bool:
    """Each seed within three points of what was predicted, in the channels that the plan promises."""
    kept = [row["farthest"] <= POINTS for name, row in run["rows"].items() if "lognormal" not in name]
    return all(kept) and not run["overloaded"]


def in_words(run: dict[str, Any]) -> str:
    lines = [
        "# A day of the contact centre, as planned and as played through",
        "",
        f"{run['at']} UTC. {run['agents']} agents, about {run['contacts']} made-up contacts, 07:00 to 19:00; {run['seeds']} seeds of"
        f" {run['days']} days each; planned in {run['planned_seconds']} s, {run['gaps']} gaps, at most {run['most_at_desks']} at their desks.",
        "",
        "| Share in time | predicted | played | farthest seed, points | hang up |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {name} | {row['predicted']:.1%} | {row['played']:.1%} | {row['farthest'] * 100:.1f} | {row['gave_up']:.1%} |"
            for name, row in run["rows"].items()
        ),
        "",
        f"Within three points on every seed: {'yes' if holds(run) else 'NO'}. The last line is for comparison: real calls are not"
        " exponential, and Erlang C promises nothing of them.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--record", action="store_true")
    chosen = parser.parse_args()
    run = measure(days=chosen.days, seeds=chosen.seeds)
    print(in_words(run))
    if chosen.record:
        write("workforce", run, in_words(run))
    return 0 if holds(run) else 1


if __name__ == "__main__":
    sys.exit(main())
