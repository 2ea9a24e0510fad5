"""What is past its time, night by night."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.privacy.definitions import Shredding
from digigov.modules.privacy.keeping import get_periods
from digigov.modules.privacy.models import Run
from digigov.modules.privacy.shredding import BATCH, from_the_top, shred_past

ROUNDS = 40  # a night: up to 20,000 rows of each table


def sweep_past(*, by: Actor, at: datetime, rounds: int = ROUNDS) -> Counter[str]:
    """
    Erase what is past its time, in batches, each with its record in a transaction of its own. From the top floor down, round by
    round, so that what belongs to a case goes before the case. Harmless when repeated: the next night finds what this one left.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    run = Run.objects.create(at=at)
    counts, has_more = Counter[str](), False
    for _round in range(rounds):
        found, has_more = _one_round(by=by, at=at)
        counts += found
        if not has_more:
            break
    _written_down(run, counts, has_more, by=by, at=at)
    return counts


def _one_round(*, by: Actor, at: datetime) -> tuple[Counter[str], bool]:
    """One batch of each source; whether a batch was full and something of it went."""
    shredding, counts, has_more = Shredding(by, at, get_periods()), Counter[str](), False
    for holding, source in from_the_top():
        answer = shred_past(holding, source, shredding)
        counts[source.table] += len(answer.going)
        has_more |= len(answer.going) >= BATCH
    return +counts, has_more


@transaction.atomic
def _written_down(run: Run, counts: Counter[str], has_more: bool, *, by: Actor, at: datetime) -> None:
    Run.objects.filter(id=run.id).update(ended_at=at, counts=dict(counts), has_more=has_more)
    if counts:
        audit.record(by=by, at=at, action="privacy.retention-applied", details={"rows": dict(counts)})
