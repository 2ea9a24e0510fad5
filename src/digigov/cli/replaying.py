"""
A database that was put back must not know people again who were erased since. What lies beside the backups tells it: by the
names of the notes it is seen whether it is behind, with the private key it catches up.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection

from digigov.cli.backups import erasures
from digigov.cli.backups.erasures import Noted
from digigov.cli.backups.sealing import ENDING
from digigov.cli.backups.stores import Store, store_of
from digigov.cli.failures import CliFailure
from digigov.kernel.actor import system
from digigov.modules.privacy import commands, queries

MACHINE = system("privacy")
HOW = "Run `digigov retention --replay`, with --identity KEY, before anybody is let in."


def places(*named: str) -> list[str]:
    """Where notes may lie: those named, and beside the backups of here; each once."""
    return list(dict.fromkeys([*(each for each in named if each), str(settings.DIGIGOV_BACKUPS)]))


def lists_in(found: Sequence[str], *, identities: Sequence[Any], made_at: str) -> list[Store]:
    """
    Those places that hold a list, each of which these keys open.

    :raises CliFailure: if none does: whoever was erased since would come back, and nobody would know.
    """
    lists = [store for store in map(store_of, found) if erasures.is_in(store)]
    if not lists:
        raise CliFailure(
            f"There is no list of who was erased since ({erasures.FOLDER} in {' or '.join(found)}). Nothing was replaced. "
            "Bring it, and name its place with --erasures. If it is lost, say --without-erasures, and let the data protection "
            f"officer ask again for everybody who was erased since {made_at}."
        )
    for store in lists:
        erasures.opens(store, identities)
    return lists


def behind(store: Store) -> list[Noted]:
    """What this database does not know of the wishes that are noted there; what is over first."""
    known = queries.versions_of_erasures()
    found = [each for each in erasures.newest_in(store).values() if known.get(each.erasure_id, 0) < each.version]
    return sorted(found, key=lambda each: (erasures.STATES.index(each.state), each.name))


def put_back(stores: Sequence[Store], *, identities: Sequence[Any], at: datetime, say: Callable[[str], None]) -> int:
    """Bring this database up to what is noted; returns how many wishes it did not know. Harmless when repeated."""
    counts = dict.fromkeys(erasures.STATES, 0)
    for store in stores:
        for noted in behind(store):
            note = erasures.read(store, noted, identities)
            counts[note.state] += commands.put_erasure_back(by=MACHINE, at=at, note=note)
    if total := sum(counts.values()):
        say(
            f"{total} wishes to be erased were newer than this database: {counts['done']} people were erased again, "
            f"{counts['withdrawn']} had withdrawn it, {counts['waiting'] + counts['held']} wait."
        )
    return total


def note_all(place: str, *, at: datetime, say: Callable[[str], None]) -> None:
    """Every wish has its note beside this backup, whatever was lost there; and there is a list, though nobody asked."""
    store, recipients = store_of(place), erasures.recipients()
    erasures.begin(store, at=at, recipients=recipients)
    try:
        known, there = queries.versions_of_erasures(), erasures.newest_in(store)
        noted = [each for each, version in known.items() if each in there and there[each].version >= version]
        for note in queries.all_notes(but=noted):
            erasures.write(store, note, recipients=recipients)
    except ProgrammingError:
        say("Who asked to be erased was not noted: the database is of an older version.")


def catch_up(*, at: datetime, say: Callable[[str], None]) -> None:
    """
    Before the site opens: put back what needs no key, as nothing does in a rehearsal.

    :raises CliFailure: if this database does not know of an erasure that is noted beside the backups.
    """
    late = late_notes(say=say)
    if any(each.name.endswith(ENDING) for each in late):
        raise CliFailure(sentence_of(late))
    if late:
        put_back([store_of(settings.DIGIGOV_BACKUPS)], identities=[], at=at, say=say)


def require_caught_up(*, say: Callable[[str], None]) -> None:
    """:raises CliFailure: if this database does not know of an erasure that is noted beside the backups."""
    if late := late_notes(say=say):
        raise CliFailure(sentence_of(late))


def sentence_of(late: Sequence[Noted]) -> str:
    return (
        f"This database was put back from before {len(late)} changes of wishes to be erased that are noted in "
        f"{settings.DIGIGOV_BACKUPS}. {HOW}"
    )


def late_notes(*, say: Callable[[str], None]) -> list[Noted]:
    """None where the place cannot be reached (a hurricane must not keep the site shut), nor where nobody is known at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM parties_person)")
        (has_people,) = cursor.fetchone()
    try:
        return behind(store_of(settings.DIGIGOV_BACKUPS)) if has_people else []
    except (CliFailure, OSError) as failure:
        say(f"Whether somebody was erased since could not be seen: {failure}")
        return []
