"""How each wish to be erased stands, kept beside the backups so that it outlives the database; and put back after a restore."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.references import pass_by
from digigov.modules.audit import commands as audit
from digigov.modules.privacy.commands.erasing import look_again_on, plan_erasure
from digigov.modules.privacy.definitions import ErasureNote, Shredding, Whose
from digigov.modules.privacy.keeping import get_periods
from digigov.modules.privacy.models import Erasure
from digigov.modules.privacy.ports import put_beside_backups
from digigov.modules.privacy.shredding import record, shred_person, totals

BATCH = 500


def note_of(row: Erasure) -> ErasureNote:
    return ErasureNote(
        id=row.id, version=row.version, state=row.state, reference=row.reference, closes=row.closes,
        whose=Whose(row.party_id, frozenset(row.party_ids), frozenset(row.account_ids)),
        asked_at=row.asked_at, asked_by=row.asked_by, begins_at=row.begins_at,
        held_at=row.held_at, held_by=row.held_by, ended_at=row.ended_at,
    )  # fmt: skip


def note_erasures(*, by: Actor) -> int:
    """
    Put what changed beside the backups, each outside any transaction; returns how many. What cannot be put there now stays to be
    put there. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    rows = list(Erasure.objects.filter(noted__lt=F("version")).order_by("id")[:BATCH])
    for row in rows:
        put_beside_backups(note_of(row))
        Erasure.objects.filter(id=row.id, noted__lt=row.version).update(noted=row.version)
    return len(rows)


@transaction.atomic
def put_erasure_back(*, by: Actor, at: datetime, note: ErasureNote) -> bool:
    """
    After a restore: let a wish stand as it did when it was noted. Whoever had been erased is erased once more, and not told a
    second time; what was withdrawn or held up is so again. Returns whether this database was behind. Harmless when repeated.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    found = Erasure.objects.select_for_update().filter(id=note.id).first()
    if found is not None and found.version >= note.version:
        return False
    if found is None:
        pass_by(note.reference)
    Erasure.objects.update_or_create(id=note.id, defaults=_columns(note, found))
    if note.state == "done":
        _erase_again(note, by=by, at=at)
    details = {"reference": note.reference, "state": note.state}
    audit.record(by=by, at=at, action="privacy.erasure-put-back", subject_id=note.whose.party_id, details=details)
    return True


def _columns(note: ErasureNote, found: Erasure | None) -> dict[str, Any]:
    """What somebody wrote is not in the note: what this database still knows of it stays, but for a wish that is over."""
    is_over = note.state in ("withdrawn", "done")
    written = "" if is_over or found is None else found.hold_reason
    if note.state == "held" and not written:
        written = gettext("The reason was lost with the database. Ask the data protection officer.")
    return {
        "reference": note.reference, "party_id": note.whose.party_id, "party_ids": sorted(note.whose.party_ids),
        "account_ids": sorted(note.whose.account_ids), "closes": note.closes, "state": note.state,
        "asked_at": note.asked_at, "asked_by": note.asked_by, "begins_at": note.begins_at,
        "held_at": note.held_at, "held_by": note.held_by, "hold_reason": written,
        "ground": "" if is_over or found is None else found.ground, "ended_at": note.ended_at,
        "version": note.version, "noted": note.version,
    }  # fmt: skip


def _erase_again(note: ErasureNote, *, by: Actor, at: datetime) -> None:
    """
    What stays by law is looked at again on its day, as after any erasure; and an account that had been closed is closed once that
    has ended which had ended already, and is under way again in the older database.
    """
    periods = get_periods()
    closes, _answers = plan_erasure(note.whose, by=by, at=at, closes=note.closes, periods=periods)
    shredding = Shredding(by, at, periods, note.whose, closes)
    answers = shred_person(shredding)
    for each in answers:
        record(each, shredding, erasure_id=note.id)
    again_on = look_again_on(answers, at=at) if note.closes or not note.whose.account_ids else None
    Erasure.objects.filter(id=note.id).update(again_on=again_on)
    details = {"reference": note.reference, "on": local_date(at).isoformat(), **totals(answers)}
    audit.record(by=by, at=at, action="privacy.erasure-replayed", subject_id=note.whose.party_id, details=details)
