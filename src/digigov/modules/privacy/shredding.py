"""Going through the rooms from the top floor down: what goes, what stays and why, and the record of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from digigov.modules.privacy import keeping
from digigov.modules.privacy.definitions import NOBODY, Holding, Shredding, Source, Stay
from digigov.modules.privacy.models import Destruction
from digigov.modules.privacy.records import holdings

BATCH = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of the rows of one source: how many go, and how many stay for which reason."""

    holding: Holding
    source: Source
    going: tuple[Any, ...]
    staying: Mapping[Stay, tuple[Any, ...]]


def from_the_top() -> Iterator[tuple[Holding, Source]]:
    """Every source, those of upper floors first, and in a room what belongs to a row before the row."""
    known = holdings()
    for room in settings.DIGIGOV_SHRED_ORDER:
        for source in reversed(known[room].sources):
            yield known[room], source


def foresee(shredding: Shredding) -> tuple[Answer, ...]:
    """What would become of everything of one person. Nothing changes."""
    assert shredding.whose is not None
    return tuple(
        sort_out(holding, source, list(source.rows(shredding.whose)), shredding) for holding, source in from_the_top()
    )


def sort_out(holding: Holding, source: Source, rows: list[Any], shredding: Shredding) -> Answer:
    going, staying = list[Any](), dict[Stay, list[Any]]()
    said: Mapping[Any, Stay | None] = source.stays(rows, shredding) if source.stays else {}
    for row in rows:
        why = said[row.pk] if row.pk in said else keeping.why_by_rule(source, row, shredding)
        if why is None:
            going.append(row.pk)
        else:
            staying.setdefault(Stay(why.reason, why.law or holding.basis, why.until), []).append(row.pk)
    if source.names:
        shredding.kept.extend(staying)
    return Answer(holding, source, tuple(going), {why: tuple(ids) for why, ids in staying.items()})


def shred_person(shredding: Shredding) -> tuple[Answer, ...]:
    """Erase what nothing keeps, in the transaction of the caller. What another source ended already counts there."""
    assert shredding.whose is not None
    for holding in holdings().values():
        if holding.first:
            holding.first(shredding)
    answers = []
    for holding, source in from_the_top():
        rows = list(_locked(source.rows(shredding.whose)))
        answer = sort_out(holding, source, rows, shredding)
        _end(source, answer, rows, shredding)
        answers.append(answer)
    return tuple(answers)


@transaction.atomic
def shred_past(holding: Holding, source: Source, shredding: Shredding) -> Answer:
    """Erase a batch of rows past their time, with the record of it; what belongs to a batch of cases all at once."""
    past = past_of(source, shredding)
    rows = list(_locked(past if source.past else past[:BATCH]))
    answer = sort_out(holding, source, rows, shredding)
    _end(source, answer, rows, shredding)
    if answer.going:
        record(answer, shredding)
    return answer


def past_of(source: Source, shredding: Shredding) -> QuerySet[Any]:
    """Rows past their time that still hold something, oldest first."""
    model = source.rows(NOBODY).model
    past = (
        source.past(shredding.at, shredding.periods)
        if source.past
        else keeping.past_rows(source.rule, at=shredding.at, periods=shredding.periods)
    )
    found = model._default_manager.filter(past) if past is not None and source.shred else model._default_manager.none()
    return (found.filter(source.left) if source.left is not None else found).order_by("pk")


def _locked(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_for_update(of=("self",))


def _end(source: Source, answer: Answer, rows: list[Any], shredding: Shredding) -> None:
    going = set(answer.going)
    if going and source.shred:
        source.shred([row for row in rows if row.pk in going], shredding)


def record(answer: Answer, shredding: Shredding, *, erasure_id: UUID | None = None) -> None:
    """Write down what became of these rows: counts and a digest of their ids."""
    common = {
        "at": shredding.at, "erasure_id": erasure_id, "decided_by": shredding.by.party_id, "room": answer.holding.room,
        "table": answer.source.table, "column": answer.source.column,
        "rule": "asked" if erasure_id else f"retention:{answer.source.rule.period or answer.source.rule.kind}",
    }  # fmt: skip
    lines = []
    if answer.going:
        effect = answer.source.effect
        lines.append(Destruction(**common, effect=effect, count=len(answer.going), digest=digest_of(answer.going)))
    for why, ids in answer.staying.items() if erasure_id else ():
        told = {"reason": why.reason, "law": why.law[:300], "until": why.until}
        lines.append(Destruction(**common, **told, effect="kept", count=len(ids), digest=digest_of(ids)))
    Destruction.objects.bulk_create(lines)


def digest_of(ids: Iterable[Any]) -> str:
    """SHA-256 over the ids in order: whoever has the ids of a backup can show that they are those."""
    return hashlib.sha256("\n".join(sorted(str(each) for each in ids)).encode()).hexdigest()


def totals(answers: Iterable[Answer]) -> Counter[str]:
    found = Counter[str]()
    for each in answers:
        found[each.source.effect] += len(each.going)
        found["kept"] += sum(len(ids) for ids in each.staying.values())
    return found
