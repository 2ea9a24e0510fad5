"""
Sealing: settled entries into blocks, however out of order their transactions end.

Whoever writes an entry holds a lock on the table, which every INSERT takes before its number is drawn and keeps until its
transaction ends. So whoever reads the last number drawn, then who holds that lock, and then sees all of these gone, has seen every
entry up to that number that there will ever be. Nothing of other databases is waited for, and nothing has to be known after a
restore.
"""

from datetime import datetime

from django.db import connection, transaction

from digigov.modules.audit import chain
from digigov.modules.audit.models import Block

_DRAWN = "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM audit_entry_number"
_WRITERS = """
SELECT coalesce(array_agg(virtualtransaction), '{}') FROM pg_locks
WHERE locktype = 'relation' AND relation = 'audit_entry'::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid IS DISTINCT FROM pg_backend_pid()"""
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('audit.seal'))"
_LAST_OF_BLOCK = """SELECT number FROM audit_entry WHERE number > %s AND number <= %s
                    ORDER BY number OFFSET %s LIMIT 1"""
_ANY = "SELECT EXISTS (SELECT FROM audit_entry WHERE number > %s AND number <= %s)"
_LAST_OF_OLD_BLOCK = "SELECT id FROM audit_entry WHERE number IS NULL AND id > %s ORDER BY id OFFSET %s LIMIT 1"


@transaction.atomic(durable=True)
def find_settled(*, looks: int) -> int | None:
    """A number up to which no entry can come any more; None if some who wrote before still go on after so many looks, 50 ms apart."""
    drawn = chain.one(_DRAWN)
    writers = set(chain.one(_WRITERS))  # only now: of those who drew before, each is among them or has ended
    for _ in range(looks):
        writers &= set(chain.one(_WRITERS))
        if not writers:
            return int(drawn)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
    return None


@transaction.atomic
def seal_next(*, at: datetime, settled: int) -> int | None:
    """Add the next block; returns how many entries it holds, or None if there is nothing left to seal."""
    chain.one(_ONE_AT_A_TIME)
    head = Block.objects.order_by("number").last()
    ends = _next_old(head) if head is None or head.until_id not in (None, chain.LAST_ID) else _next(head, settled)
    if ends is None:
        return None
    number = head.number + 1 if head else 1
    chain.seal(number=number, previous=head.hash if head else chain.NO_HASH, sealed_at=at, **ends)
    return Block.objects.values_list("entries", flat=True).get(number=number)


def _next_old(head: Block | None) -> dict[str, object]:
    """Those from before there were numbers; the last such block, empty on a new installation, reaches to the end of all ids."""
    after = head.until_id if head else chain.FIRST_ID
    until = chain.one(_LAST_OF_OLD_BLOCK, after, chain.LARGEST - 1) or chain.LAST_ID
    return {"after": None, "until": None, "after_id": after, "until_id": until}


def _next(head: Block, settled: int) -> dict[str, object] | None:
    after = chain.BEFORE_ALL_NUMBERS if head.until is None else head.until
    until = chain.one(_LAST_OF_BLOCK, after, settled, chain.LARGEST - 1)
    if until is None and not chain.one(_ANY, after, settled):
        return None
    return {"after": after, "until": until or settled, "after_id": None, "until_id": None}
