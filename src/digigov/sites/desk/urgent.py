"""
What is not as it should be, and what to do now: the first part of the operations page, most urgent first. To add something, write a
function and put it in its place in ``LOOKS``. What each says is explained in ``docs/how-to/operate.md``.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digigov.kernel.adapters import Health
from digigov.kernel.paging import PageOf
from digigov.modules.audit.queries import find_chain_fault
from digigov.modules.operations import queries
from digigov.modules.operations.queries import Database, QueueDepth, StuckJob
from digigov.modules.signatures import queries as signatures
from digigov.sites.status import looking, page

RED, YELLOW = "red", "yellow"
LEAST_SPACE, LITTLE_SPACE = 1_000_000_000, 5_000_000_000
LONGEST_WAIT = timedelta(minutes=5)
SLOW, VERY_SLOW = 500, 1000  # milliseconds within which 95 of 100 requests should be served
MANY_ERRORS, FEWEST_ERRORS = 0.001, 3  # the share that may break, and how many it takes to speak of a share
LONGEST_WITHOUT_DRILL = timedelta(days=2)
FULL = 0.8  # of the connections
SOON, VERY_SOON = timedelta(days=60), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Urgent:
    """``what`` is so, and what to ``do`` about it, each in a sentence or two."""

    level: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page has looked at once; ``machine`` is the moment by the machine's clock, ``at`` by ours."""

    at: datetime
    machine: datetime
    parts: Mapping[str, Health]
    depths: tuple[QueueDepth, ...]
    jobs: PageOf[StuckJob]
    messages: Mapping[str, int]
    traffic: Any
    workers: int
    database: Database
    free: int


def list_urgent(seen: Seen) -> list[Urgent]:
    """Red things first; among those of one colour, as ``LOOKS`` has them."""
    found = [each for look in LOOKS for each in look(seen)]
    return sorted(found, key=lambda each: each.level != RED)


def free_space() -> int:
    return shutil.disk_usage(settings.VAR).free


def disk(seen: Seen) -> Iterator[Urgent]:
    if seen.free < LITTLE_SPACE:
        yield Urgent(
            RED if seen.free < LEAST_SPACE else YELLOW,
            _("Only %(free)s MB are free on the disk of files and backups.") % {"free": seen.free // 1_000_000},
            _(
                "Move old backups to another machine, then delete them here. At nought nothing can be handed in, and the database stops."
            ),
        )


def worker(seen: Seen) -> Iterator[Urgent]:
    if not seen.workers:
        yield Urgent(
            RED,
            _("No worker gives a sign of life: no message leaves, no document is made, no deadline is watched."),
            _(
                "Start it: systemctl restart digigov-worker. If it does not stay up, its journal says why: journalctl -u digigov-worker -n 50."
            ),
        )


def migrations(seen: Seen) -> Iterator[Urgent]:
    missing = queries.list_missing_migrations()
    if missing:
        yield Urgent(
            RED,
            _("The database is older than this release: %(names)s is missing.") % {"names": ", ".join(missing[:3])},
            _("Run: digigov migrate. Until then pages that need the new tables break."),
        )


def connections(seen: Seen) -> Iterator[Urgent]:
    taken, most = seen.database.connections, seen.database.most_connections
    if taken >= FULL * most:
        yield Urgent(
            RED,
            _("%(taken)s of the %(most)s connections of the database are taken.") % {"taken": taken, "most": most},
            _(
                "See who holds them: SELECT pid, state, state_change, left(query, 60) FROM pg_stat_activity ORDER BY state_change. End what has been idle in a transaction for minutes: SELECT pg_terminate_backend(pid)."
            ),
        )


def errors(seen: Seen) -> Iterator[Urgent]:
    asked, broke = seen.traffic.requests, seen.traffic.errors
    if broke >= FEWEST_ERRORS and broke > MANY_ERRORS * asked:
        yield Urgent(
            RED,
            _("%(broke)s of %(asked)s requests of the last five minutes broke.") % {"broke": broke, "asked": asked},
            _(
                "Read why: journalctl -u digigov-web --since -10min | grep bug. If it began with a new release, go back to the one before (production, “Back to the release before”)."
            ),
        )


def speed(seen: Seen) -> Iterator[Urgent]:
    p95 = seen.traffic.p95
    if p95 is not None and p95 > SLOW and seen.traffic.requests >= 20:
        yield Urgent(
            RED if p95 > VERY_SLOW else YELLOW,
            _("Pages are slow: one in twenty of the last five minutes took longer than %(ms)s ms.") % {"ms": p95},
            _(
                "Look at what takes the machine (top), and at the longest query: SELECT pid, now() - query_start, left(query, 80) FROM pg_stat_activity WHERE state = 'active' ORDER BY 2 DESC. A backup or a drill at this hour is a reason that passes."
            ),
        )


def turned_away(seen: Seen) -> Iterator[Urgent]:
    if seen.traffic.turned_away:
        yield Urgent(
            YELLOW,
            _("More came than can be done: %(count)s requests of the last five minutes were asked to come again.")
            % {"count": seen.traffic.turned_away},
            _("Nothing now: they are told, and nothing is half done. If it comes daily, give the machine more cores."),
        )


def parts(seen: Seen) -> Iterator[Urgent]:
    for slot, health in seen.parts.items():
        if not health.ok:
            yield Urgent(
                RED,
                _("Not well: %(part)s. %(detail)s") % {"part": slot, "detail": health.detail},
                _(
                    "What was begun waits and is tried again by itself. Ask the other side whether they know; if it takes longer than an hour, tell the public below."
                ),
            )


def queues(seen: Seen) -> Iterator[Urgent]:
    for depth in seen.depths:
        if depth.oldest_due_at and seen.machine - depth.oldest_due_at > LONGEST_WAIT:
            minutes = int((seen.machine - depth.oldest_due_at).total_seconds() // 60)
            yield Urgent(
                RED,
                _("Work waits: %(due)s jobs in the queue “%(queue)s”, the oldest for %(minutes)s minutes.")
                % {"due": depth.due, "queue": depth.name, "minutes": minutes},
                _(
                    "If no job is running, restart the worker: systemctl restart digigov-worker. If all run and it does not shrink, start a second one for this queue: digigov worker --queue %(queue)s."
                )
                % {"queue": depth.name},
            )


def chain(seen: Seen) -> Iterator[Urgent]:
    fault = find_chain_fault()
    if fault:
        yield Urgent(
            RED,
            _("The audit trail was changed from outside."),
            _(
                "Change nothing. Run: digigov audit verify, keep what it says, and call whoever answers for the data: somebody with the owner's rights has been at the database."
            ),
        )


def certificates(seen: Seen) -> Iterator[Urgent]:
    for each in signatures.list_expiring(before=seen.at + SOON):
        if each.role in ("root", "issuing"):
            yield Urgent(
                RED if each.expires_at < seen.at + VERY_SOON else YELLOW,
                _("The certificate “%(role)s” of the sealing keys runs out on %(day)s.")
                % {"role": each.role, "day": f"{each.expires_at:%Y-%m-%d}"},
                _(
                    "Take the root's key from the safe and hold the ceremony again: digigov prepare (production, “The keys of the state”)."
                ),
            )


def given_up(seen: Seen) -> Iterator[Urgent]:
    count = sum(depth.failed for depth in seen.depths)
    if count:
        yield Urgent(
            YELLOW,
            ngettext("%(count)s job was given up.", "%(count)s jobs were given up.", count) % {"count": count},
            _(
                "Each stands below with its reason. Mend the cause, then press “Try again”; dismiss only what need never be done."
            ),
        )


def messages(seen: Seen) -> Iterator[Urgent]:
    count = seen.messages.get("failed", 0) + seen.messages.get("uncertain", 0)
    if count:
        yield Urgent(
            YELLOW,
            ngettext("%(count)s message did not arrive.", "%(count)s messages did not arrive.", count)
            % {"count": count},
            _("See below why. “Send again” sends it once more; one that may have left could arrive twice."),
        )


def drill(seen: Seen) -> Iterator[Urgent]:
    """A rehearsal need not be restorable, but a drill that failed is told there too."""
    last = queries.find_last_drill()
    if last and not last.is_well:
        yield Urgent(
            RED,
            _("The newest backup could not be restored: %(why)s") % {"why": last.said},
            _(
                "Run digigov drill by hand and read what it says. Until one succeeds there is no backup to rely on: write one now (systemctl start digigov-backup)."
            ),
        )
    elif not settings.REHEARSAL and (last is None or seen.at - last.at > LONGEST_WITHOUT_DRILL):
        yield Urgent(
            YELLOW,
            _("No backup was restored for trial in the last two days."),
            _("See why: systemctl status digigov-drill.timer digigov-backup.timer; then run digigov drill."),
        )


def archive(seen: Seen) -> Iterator[Urgent]:
    """Off in most rehearsals."""
    state = queries.get_archive()
    if state.is_on and not state.is_well:
        yield Urgent(
            RED,
            _("PostgreSQL cannot hand over its log: %(pieces)s pieces wait.") % {"pieces": state.behind},
            _(
                "What is done now could not be brought back to the minute, and the log fills the disk. Read the database's log, and make room or mend the way to the archive (backup.md)."
            ),
        )


def watch(seen: Seen) -> Iterator[Urgent]:
    state = looking.read(Path(settings.DIGIGOV_STATUS) / page.FILE)
    if state is None or seen.machine - state.at > page.STALE:
        yield Urgent(
            YELLOW,
            _("The public status page is not being written."),
            _("Start its writer: systemctl restart digigov-watch."),
        )


LOOKS: tuple[Callable[[Seen], Iterator[Urgent]], ...] = (
    *(disk, worker, migrations, connections, errors, chain, drill, archive, parts, queues),
    *(speed, certificates, given_up, messages, turned_away, watch),
)
