"""
What is not as it should be, and what to do now: the first part of the operations page, most urgent first. To add something, write a
function and put it in its place in ``LOOKS``. What each says is explained in ``docs/how-to/operate.md``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digigov.kernel.adapters import Health
from digigov.kernel.paging import PageOf
from digigov.modules.operations import queries
from digigov.modules.operations.queries import BackedUp, Database, Looked, QueueDepth, StuckJob
from digigov.modules.registries.queries import overdue_reviews
from digigov.modules.signatures import queries as signatures
from digigov.sites.desk.disk import Disk
from digigov.sites.desk.work_in_words import WORK
from digigov.sites.status import page
from digigov.sites.status.looking import State
from digigov.ui.format import moment

RED, YELLOW = "red", "yellow"
OURS = {
    "embeddings",
    "key-store",
    "root-key-store",
    "scanner",
}  # parts that are on this machine; the others are somebody else's
LEAST_SPACE, LITTLE_SPACE = 1_000_000_000, 5_000_000_000
LONGEST_WAIT = timedelta(minutes=5)
SLOW, VERY_SLOW = 500, 1000  # milliseconds within which 95 of 100 requests should be served
MANY_ERRORS, FEWEST_ERRORS = 0.001, 3  # the share that may break, and how many it takes to speak of a share
LONGEST_WITHOUT_DRILL = timedelta(days=2)
LONGEST_WITHOUT_BACKUP = timedelta(hours=26)
LONGEST_UNSEEN = timedelta(minutes=30)
LONGEST_OVERDUE = 3  # days
FULL = 0.8  # of the connections
SOON, VERY_SOON = timedelta(days=60), timedelta(days=14)
TLS_SOON, TLS_VERY_SOON = timedelta(days=21), timedelta(days=5)


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
    disk: Disk
    trail: Looked | None
    backup: BackedUp | None
    outside: State | None


def list_urgent(seen: Seen) -> list[Urgent]:
    """Red things first; among those of one colour, as ``LOOKS`` has them."""
    found = [each for look in LOOKS for each in look(seen)]
    return sorted(found, key=lambda each: each.level != RED)


def disk(seen: Seen) -> Iterator[Urgent]:
    if seen.disk.free < LITTLE_SPACE:
        yield Urgent(
            RED if seen.disk.free < LEAST_SPACE else YELLOW,
            _("Only %(free)s of %(total)s MB are free on the disk of %(place)s.")
            % {"free": _mb(seen.disk.free), "total": _mb(seen.disk.total), "place": settings.VAR},
            " ".join(_what_may_go(seen.disk)),
        )


def _what_may_go(disk: Disk) -> Iterator[str]:
    """What takes room and is not needed, with its name and size; and what must stay."""
    if disk.left:
        yield _("Delete what a killed backup or drill left: %(names)s.") % {"names": ", ".join(disk.left)}
    if disk.backups > 1:
        yield _("%(count)s backups take %(size)s MB in %(place)s: copy all but the newest to another machine, then delete them here.") % {"count": disk.backups, "size": _mb(disk.backups_bytes), "place": settings.DIGIGOV_BACKUPS}  # fmt: skip
    yield _("Old logs: journalctl --vacuum-size=200M. What else is large: du -xh --max-depth=3 / | sort -h | tail.")
    yield _("Never delete under files, keys or the database's folder: at nought nothing can be handed in, but nothing is lost.")  # fmt: skip


def _mb(size: int) -> str:
    return f"{size // 1_000_000:,}"


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
    """Those of others in one line, as one waits for all of them alike; those on this machine in another."""
    down = {slot: health.detail for slot, health in seen.parts.items() if not health.ok}
    ours = {slot: detail for slot, detail in down.items() if slot in OURS}
    theirs = {slot: detail for slot, detail in down.items() if slot not in OURS}
    if ours:
        yield Urgent(
            RED,
            _("Not well on this machine: %(parts)s.") % {"parts": _each(ours)},
            _("Mend what it says, then digigov check. Papers cannot be sealed without the keys; all else goes on."),
        )
    if theirs:
        yield Urgent(
            RED,
            _("Does not answer, or refuses: %(parts)s.") % {"parts": _each(theirs)},
            _(
                "What was begun waits and is tried again by itself. Ask the other side whether they know; if it takes longer than an hour, tell the public below."
            ),
        )


def _each(parts: Mapping[str, str]) -> str:
    return ", ".join(f"{slot} ({detail.rstrip('.')})" for slot, detail in parts.items())


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
    """What a job found when it last looked; that it looks no more is told while there is a worker that should."""
    if seen.trail and not seen.trail.is_well:
        yield Urgent(
            RED,
            _("The audit trail was changed from outside (%(said)s).") % {"said": seen.trail.said},
            _(
                "Change nothing. Run: digigov audit verify, keep what it says, and call whoever answers for the data: somebody with the owner's rights has been at the database."
            ),
        )
    elif seen.trail and seen.workers and seen.machine - seen.trail.at > LONGEST_UNSEEN:
        yield Urgent(
            YELLOW,
            _("Nobody has looked whether the audit trail is whole for over half an hour."),
            _("Run: digigov audit verify. Look below whether “%(work)s” was given up.")
            % {"work": WORK["operations.look_at_trail"]()},
        )


def reviews(seen: Seen) -> Iterator[Urgent]:
    """Registers that were opened in an emergency; whose is not for this page."""
    overdue = overdue_reviews(at=seen.at)
    if overdue.is_nobodys:
        yield Urgent(
            RED,
            _("A register was opened in an emergency, and nobody may look at it again."),
            _(
                "Give a post the permission registries.review (staff, or organizations.yaml): until then nobody is told of emergencies."
            ),
        )
    elif overdue.count:
        yield Urgent(
            RED if overdue.days >= LONGEST_OVERDUE else YELLOW,
            ngettext(
                "%(count)s register opened in an emergency was not looked at again in time.",
                "%(count)s registers opened in an emergency were not looked at again in time.",
                overdue.count,
            )
            % {"count": overdue.count}
            + " "
            + ngettext("The oldest is %(count)s day late.", "The oldest is %(count)s days late.", overdue.days)
            % {"count": overdue.days},
            _(
                "Call the data protection officer: they are reminded each day, and have not looked. If the post is vacant, say so to the permanent secretary."
            ),
        )


def tls(seen: Seen) -> Iterator[Urgent]:
    """The certificate that browsers meet. Who renews it by itself does so a month before."""
    found = seen.outside.certificate if seen.outside else None
    if found and found.until is None:
        yield Urgent(
            RED,
            _("Browsers refuse the window's TLS certificate, or nobody answers at its address: %(said)s.")
            % {"said": found.said},
            _(
                "Is the proxy up: systemctl status nginx (or caddy); which certificate it serves: openssl s_client -connect HOST:443. If only this machine cannot reach its own address, name the door in DIGIGOV_TLS_DOOR (operate.md)."
            ),
        )
    elif found and found.until and found.until - seen.machine < TLS_SOON:
        yield Urgent(
            RED if found.until - seen.machine < TLS_VERY_SOON else YELLOW,
            _("The window's TLS certificate runs out on %(day)s: then no browser opens it.")
            % {"day": f"{found.until:%Y-%m-%d}"},
            _(
                "Renew it (certbot renew; Caddy does so itself, its journal says why not), then systemctl reload nginx: until then the old one is served."
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


def backup(seen: Seen) -> Iterator[Urgent]:
    """What was written; that it can be restored is the drill's to say."""
    if settings.REHEARSAL:
        return
    if seen.backup is None or seen.at - seen.backup.made_at > LONGEST_WITHOUT_BACKUP:
        yield Urgent(
            RED if seen.backup else YELLOW,
            _("The newest backup is of %(moment)s.") % {"moment": moment(seen.backup.made_at)}
            if seen.backup
            else _("No backup is on record here."),
            _(
                "Write one now: systemctl start digigov-backup. Why it was not: journalctl -u digigov-backup -n 50, and systemctl status digigov-backup.timer."
            ),
        )
    elif not seen.backup.is_sealed:
        yield Urgent(
            YELLOW,
            _("The newest backup is not encrypted: whoever gets the file has everybody's data."),
            _("Make a key with digigov backup --make-key and name it in DIGIGOV_BACKUP_RECIPIENTS (backup.md)."),
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
    if seen.outside is None or seen.machine - seen.outside.at > page.STALE:
        yield Urgent(
            YELLOW,
            _("The public status page is not being written."),
            _("Start its writer: systemctl restart digigov-watch."),
        )


LOOKS: tuple[Callable[[Seen], Iterator[Urgent]], ...] = (
    *(disk, worker, migrations, tls, connections, errors, chain, reviews, backup, drill, archive, parts, queues),
    *(speed, certificates, given_up, messages, turned_away, watch),
)
