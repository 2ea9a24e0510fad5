"""
The chain in SQL: what stands in a block, as text, and its hash. PostgreSQL does the work; nothing is carried to Python.

The text of a block is one line for the block (its number, the hash before it, where it ends, when it was sealed) and one for
each entry in order, each line a JSON array. Its hash is SHA-256 of that text in UTF-8.
"""

from typing import Any
from uuid import UUID

from django.db import connection

LARGEST = 10_000  # entries in a block: some 4 MB of text
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
BEFORE_ALL_NUMBERS = str(-(2**63))
NO_HASH = "0" * 64

_MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_ENTRY = f"""json_build_array(e.number, e.id, {_MOMENT.format("e.at")}, e.kind, e.action, e.actor_kind, e.account_id, e.party_id,
 e.actor_name, e.office, e.subject_id, e.case_id, e.purpose, e.details)::text"""
_BLOCK = f"json_build_array(b.number, b.previous, b.until, b.until_id, {_MOMENT.format('b.sealed_at')})::text"
_RANGES = {
    "numbers": "e.number > b.after AND e.number <= b.until",
    "ids": "e.number IS NULL AND e.id > b.after_id AND e.id <= b.until_id",
}
_SUM = f"""
LATERAL (
  SELECT count(*) AS entries,
    encode(sha256(coalesce(string_agg(uuid_send(e.id), '' ORDER BY e.number, e.id), '')), 'hex') AS ids,
    encode(sha256(convert_to({_BLOCK} || coalesce(string_agg(E'\\n' || {_ENTRY}, '' ORDER BY e.number, e.id), ''), 'UTF8')), 'hex')
      AS hash
  FROM audit_entry AS e WHERE {{range}}
) AS s"""  # noqa: S608 - the words of this file
_SEAL = (
    """
INSERT INTO audit_block (number, until, until_id, entries, sealed_at, ids, hash)
SELECT b.number, b.until, b.until_id, s.entries, b.sealed_at, s.ids, s.hash
FROM (SELECT %(number)s::bigint AS number, %(previous)s AS previous, %(after)s::bigint AS after, %(until)s::bigint AS until,
      %(after_id)s::uuid AS after_id, %(until_id)s::uuid AS until_id, %(sealed_at)s::timestamptz AS sealed_at) AS b,
"""
    + _SUM
)  # noqa: S608 - the words of this file
_LOOK = f"""
SELECT b.number, b.missing, b.sealed_at, b.entries, b.ids, b.hash, s.entries, s.ids, s.hash
FROM (SELECT *, number <> coalesce(lag(number) OVER w, 0) + 1 AS missing, coalesce(lag(hash) OVER w, '{NO_HASH}') AS previous,
        coalesce(lag(until) OVER w, '{BEFORE_ALL_NUMBERS}') AS after, coalesce(lag(until_id) OVER w, '{FIRST_ID}') AS after_id
      FROM audit_block WHERE number BETWEEN %(first)s - 1 AND %(last)s WINDOW w AS (ORDER BY number)) AS b,
{_SUM} WHERE b.number >= %(first)s AND b.{{column}} IS NOT NULL ORDER BY b.number"""  # noqa: S608 - the words of this file


def seal(**block: Any) -> None:
    """Add a block of this number, between these ends, after this hash."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAL.format(range=_RANGES["ids" if block["until_id"] else "numbers"]), block)


def look(*, first: int, last: int) -> list[tuple[Any, ...]]:
    """Those blocks as they are written, and as they are now."""
    with connection.cursor() as cursor:
        rows = []
        for kind, column in (("ids", "until_id"), ("numbers", "until")):
            cursor.execute(_LOOK.format(range=_RANGES[kind], column=column), {"first": first, "last": last})
            rows += cursor.fetchall()
    return sorted(rows)


def one(sql: str, *values: Any) -> Any:
    """The first cell of the answer, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return row[0] if row else None
