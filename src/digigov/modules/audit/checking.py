"""Looking whether the trail is as it was sealed. A fault names its block and what became of the entries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digigov.modules.audit import chain
from digigov.modules.audit.models import Block

RECENT = 50_000  # entries, a second or so
TOGETHER = 200  # blocks in one question
_OF_BEFORE = "SELECT count(*) FROM audit_entry WHERE number IS NULL OR number = %s"
_SEALED_OF_BEFORE = "SELECT coalesce(sum(entries), 0) FROM audit_block WHERE until_id IS NOT NULL"
_FIRST_RECENT = """
SELECT min(number) FROM (SELECT number, sum(entries) OVER (ORDER BY number DESC) - entries AS newer
                         FROM (SELECT * FROM audit_block ORDER BY number DESC LIMIT %s) AS last) AS sums WHERE newer < %s"""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    The first block that is not as it was sealed. ``kind``: entries were ``changed``, ``removed``, ``slipped-in`` or ``replaced`` (by
    others, or each by the next: put in another order);
    the block itself was ``altered``, or one before it is ``missing``.
    """

    block: int
    kind: str
    sealed_at: datetime
    sealed: int
    found: int


def find_fault(
    *, first: int, last: int, tell: Callable[[int, int], None] = lambda block, entries: None
) -> Fault | None:
    """The first fault from one block to another; ``tell`` hears now and then which block was reached, and after how many entries."""
    entries = 0
    for start in range(first, last + 1, TOGETHER):
        end = min(start + TOGETHER - 1, last)
        for row in chain.look(first=start, last=end):
            fault, entries = _fault(row), entries + row[6]
            if fault:
                return fault
        tell(end, entries)
    return None


def _fault(row: tuple[Any, ...]) -> Fault | None:
    number, missing, sealed_at, sealed, ids, hash_, found, ids_found, hash_found = row
    if missing:
        return Fault(number, "missing", sealed_at, sealed, found)
    if hash_ == hash_found:
        return None if (sealed, ids) == (found, ids_found) else Fault(number, "altered", sealed_at, sealed, found)
    if ids == ids_found:
        return Fault(number, "changed", sealed_at, sealed, found)
    kind = "removed" if found < sealed else "slipped-in" if found > sealed else "replaced"
    return Fault(number, kind, sealed_at, sealed, found)


def find_strays() -> Fault | None:
    """Entries without a number that were written after all such had been sealed: the database gives each a number now."""
    last = Block.objects.filter(until_id=chain.LAST_ID).first()
    sealed, found = chain.one(_SEALED_OF_BEFORE), chain.one(_OF_BEFORE, chain.BEFORE_ALL_NUMBERS)
    if last is None or sealed == found:
        return None
    return Fault(last.number, "slipped-in" if found > sealed else "removed", last.sealed_at, sealed, found)


def first_recent() -> int:
    """The first of the newest blocks that hold so many entries together, and at most so many blocks."""
    return chain.one(_FIRST_RECENT, RECENT // 10, RECENT) or 1
