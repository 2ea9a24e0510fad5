"""What ``digigov check`` looks at: each function is one thing, and says in a sentence how it is. To add one, add a line."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from digigov.cli.backups.keeping import backups_in
from digigov.cli.backups.stores import store_of
from digigov.cli.failures import first_line
from digigov.cli.releases import newer_migrations, sentence_of_newer
from digigov.cli.replaying import behind, sentence_of
from digigov.cli.trail import sentence_of_fault, sentence_of_head
from digigov.config import env
from digigov.kernel.adapters import check_all
from digigov.kernel.clock import on_the_machine
from digigov.kernel.paging import Page
from digigov.modules.audit.queries import find_chain_fault, find_head, find_unsealed_since
from digigov.modules.catalog.queries import list_services
from digigov.modules.operations.queries import find_last_drill, get_archive, list_depths, list_stuck
from digigov.modules.payments.queries import find_violations
from digigov.modules.privacy.queries import count_unnoted
from digigov.ui import catalogue

LEAST_MAJOR = 15
LEAST_SPACE = 1_000_000_000
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_WITHOUT_BACKUP = timedelta(hours=26)
LONGEST_UNNOTED = timedelta(hours=1)
LONGEST_UNSEALED = timedelta(hours=1)
LONGEST_WITHOUT_DRILL = timedelta(hours=50)
FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")


Checks = tuple[Callable[[datetime], Iterator["Finding"]], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: bool
    sentence: str


def findings_of_data(at: datetime) -> Iterator[Finding]:
    """Those that hold of a restored database too."""
    return all_findings(at, checks=OF_DATA)


def all_findings(at: datetime, *, checks: Checks | None = None) -> Iterator[Finding]:
    """Each check in order; one that breaks is a finding too. Without a database the rest cannot be looked at."""
    for look in CHECKS if checks is None else checks:
        try:
            yield from look(at)
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what we are here to tell
            if look is database:
                yield Finding(
                    "database", False, f"It does not answer: {first_line(error)}. Nothing else was looked at."
                )
                return
            yield Finding(look.__name__, False, f"{type(error).__name__}: {first_line(error)}.")


def database(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, pg_database_size(current_database())"
        )
        major, size = cursor.fetchone()
    yield Finding("database", major >= LEAST_MAJOR, f"PostgreSQL {major}, {size // 1_000_000} MB.")


def migrations(at: datetime) -> Iterator[Finding]:
    newer = newer_migrations()
    if newer:
        yield Finding("migrations", False, sentence_of_newer(newer))
        return
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = ", ".join(f"{each.app_label} {each.name}" for each, _ in missing[:5])
    said = f"{len(missing)} are missing: {names}. Run `digigov migrate`." if missing else "All are applied."
    yield Finding("migrations", not missing, said)


def roles(at: datetime) -> Iterator[Finding]:
    """The application must not be able to rewrite its own trail, nor to change tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        name, is_mighty = cursor.fetchone()
        cursor.execute(
            "SELECT p FROM unnest(%s::text[]) AS p WHERE has_table_privilege('audit_entry', p)"
            " OR has_table_privilege('audit_block', p) OR has_table_privilege('audit_signedhead', p) UNION ALL SELECT 'INSERT numbers into'"
            " WHERE has_column_privilege('audit_entry', 'number', 'INSERT')",
            [list(FORBIDDEN)],
        )
        allowed = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT has_any_column_privilege('registries_answer', 'SELECT')")
        (may_look,) = cursor.fetchone()
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        (may_create,) = cursor.fetchone()
    if is_mighty or may_create:
        yield Finding("roles", False, f"{name} may change tables. The application must not run as the owner.")
    elif allowed:
        yield Finding("roles", False, f"{name} may {', '.join(allowed)} the audit trail. Run `digigov migrate`.")
    elif may_look:
        yield Finding("roles", False, f"{name} may read what registers said, past the gate. Run `digigov migrate`.")
    else:
        yield Finding("roles", True, f"{name} can neither change tables nor the audit trail, nor read past the gate.")


def adapters(at: datetime) -> Iterator[Finding]:
    for slot, health in check_all().items():
        yield Finding(f"adapter {slot}", health.ok, health.detail)


def queues(at: datetime) -> Iterator[Finding]:
    for depth in list_depths():
        late = depth.oldest_due_at is not None and on_the_machine(at) - depth.oldest_due_at > LONGEST_WAIT
        said = f"{depth.due} due, {depth.later} for later, {depth.doing} being done, {depth.failed} given up"
        waited = (
            f"; the oldest waits since {depth.oldest_due_at:%Y-%m-%d %H:%M}" if late and depth.oldest_due_at else ""
        )
        yield Finding(f"queue {depth.name}", not late and not depth.failed, f"{said}{waited}.")
    stalled = [job for job in list_stuck(page=Page(size=100)) if job.state == "stalled"]
    names = ", ".join(sorted({job.task for job in stalled}))
    yield Finding("stalled jobs", not stalled, f"{len(stalled)} stalled: {names}." if stalled else "None.")


def worker(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        (alive,) = cursor.fetchone()
    yield Finding(
        "worker", alive > 0, f"{alive} alive." if alive else "None has been heard of for a minute. Start one."
    )


def pack(at: datetime) -> Iterator[Finding]:
    count = len(list_services(page=Page(size=100)))
    said = f"{settings.PACK.name} is loaded, {count} services are offered." if count else "Run `digigov pack load`."
    yield Finding("country pack", count > 0, said)


def languages(at: datetime) -> Iterator[Finding]:
    """A damaged catalogue is read as far as it can be at start-up: people then read English, and nobody hears of it but here."""
    for code, source in catalogue.sources().items():
        found = catalogue.check(source)
        if found.unreadable:
            said = f"{source.name}, line {found.line}: {found.unreadable}. What cannot be read shows in English."
        elif found.placeholders:
            first = found.placeholders[0]
            said = f"{source.name}, line {first.line}: it says {first.said} and must say {first.wanted}."
        else:
            said = f"{source.name} can be read."
        yield Finding(f"language {code}", not (found.unreadable or found.placeholders), said)


def backup(at: datetime) -> Iterator[Finding]:
    found = backups_in(store_of(settings.DIGIGOV_BACKUPS).names("digigov-"))
    if not found:
        yield Finding("backup", settings.REHEARSAL, f"There is none in {settings.DIGIGOV_BACKUPS}.")
        return
    newest = found[-1]
    age = at - newest.made_at
    said = f"The newest is {age.days} days and {age.seconds // 3600} hours old: {newest.name}."
    if not newest.is_sealed:
        said += " It is not encrypted: make a key with `digigov backup --make-key` and set DIGIGOV_BACKUP_RECIPIENTS."
    yield Finding("backup", settings.REHEARSAL or (age < LONGEST_WITHOUT_BACKUP and newest.is_sealed), said)


def erasures(at: datetime) -> Iterator[Finding]:
    """Both ways: what is noted beside the backups is known here, and what is known here is noted there."""
    late, waiting = behind(store_of(settings.DIGIGOV_BACKUPS)), count_unnoted(before=at - LONGEST_UNNOTED)
    if late:
        yield Finding("erasures", False, sentence_of(late))
    elif waiting:
        yield Finding("erasures", False, f"{waiting} wishes to be erased are not noted in {settings.DIGIGOV_BACKUPS}.")
    else:
        yield Finding("erasures", True, "Every wish to be erased is noted beside the backups.")


def books(at: datetime) -> Iterator[Finding]:
    found = find_violations(at=at)
    said = "; ".join(f"{each.rule}: {each.about}" for each in found[:5])
    yield Finding(
        "books", not found, f"{len(found)} faults. {said}" if found else "They balance, and receipts have no gap."
    )


def chain(at: datetime) -> Iterator[Finding]:
    """The newest part of the audit trail; `digigov audit verify` looks over all of it."""
    fault, head, since = find_chain_fault(), find_head(), find_unsealed_since()
    sealed_at = head.sealed_at if head else since
    if fault:
        yield Finding("audit chain", False, sentence_of_fault(fault))
    elif since and sealed_at and at - max(since, sealed_at) > LONGEST_UNSEALED:
        said = f"Nothing was sealed since {sealed_at:%Y-%m-%d %H:%M}: the worker rests, or a transaction goes on for hours."
        yield Finding("audit chain", False, said)
    else:
        yield Finding("audit chain", True, f"{sentence_of_head(head)}." if head else "Nothing is sealed yet.")


def archive(at: datetime) -> Iterator[Finding]:
    """The database's own log, from which one goes back to a minute."""
    state = get_archive()
    if not state.is_on:
        is_elsewhere = env.text("ARCHIVE", "") == "elsewhere"
        said = "is kept elsewhere" if is_elsewhere else "is not kept: what was done since the newest backup can be lost"
        yield Finding("archive", is_elsewhere or settings.REHEARSAL, f"The database's log {said}.")
        return
    kept = f"the last piece {state.last_at:%Y-%m-%d %H:%M:%S}" if state.last_at else "nothing yet"
    if state.is_failing:
        said = f"PostgreSQL cannot hand its log over since {state.failed_at:%Y-%m-%d %H:%M} ({kept}). Its own log says why."
    else:
        said = f"{kept[0].upper()}{kept[1:]}; {state.behind} pieces wait."
    yield Finding("archive", state.is_well, said)


def standby(at: datetime) -> Iterator[Finding]:
    """Whether as many machines follow the database as DIGIGOV_STANDBYS says there are."""
    wanted = env.number("STANDBYS", 0)
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_replication")
        (count,) = cursor.fetchone()
    said = "" if count >= wanted else " What is done now is kept on one machine only: bring the other back."
    yield Finding("standby", count >= wanted, f"{count} of {wanted} follow.{said}")


def drills(at: datetime) -> Iterator[Finding]:
    last = find_last_drill()
    if last is None:
        yield Finding("drill", settings.REHEARSAL, "No backup was ever restored here to try it: `digigov drill`.")
        return
    fresh = settings.REHEARSAL or at - last.at < LONGEST_WITHOUT_DRILL
    said = "everything was there" if last.is_well else f"not all was well: {last.said}"
    yield Finding(
        "drill",
        last.is_well and fresh,
        f"{last.backup} was restored at {last.at:%Y-%m-%d %H:%M} in {last.seconds} s, and {said}.",
    )


def references(at: datetime) -> Iterator[Finding]:
    """Each reference that somebody was given leads to its case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE c.id IS NULL) FROM applications_application AS a"
            " LEFT JOIN casework_case AS c ON c.id = a.case_id AND c.reference = a.reference"
        )
        count, lost = cursor.fetchone()
    yield Finding(
        "references", not lost, f"{lost} of {count} lead to no case." if lost else f"All {count} lead to their case."
    )


def disk(at: datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR).free
    yield Finding("disk", free > LEAST_SPACE, f"{free // 1_000_000} MB free at {settings.VAR}.")


CHECKS: Checks = (
    *(database, migrations, roles, adapters, queues, worker),
    *(pack, languages, books, chain, backup, erasures, archive, standby, drills, disk),
)
OF_DATA = (database, roles, references, books)  # what holds of the data alone, wherever it was restored
