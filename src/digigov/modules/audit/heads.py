"""The head of a day: the statement that is signed, publishing it, and looking whether the chain still holds each."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from digigov.kernel.clock import local_date
from digigov.modules.audit.models import Block, SignedHead
from digigov.modules.audit.ports import Signed, head_signer


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """One line of what is published. ``statement`` is what was signed, ``signature`` an ECDSA signature (P-256, SHA-256, DER)."""

    day: date
    block: int
    hash: str
    entries: int
    statement: str
    signature: bytes
    key: str


@dataclass(frozen=True, slots=True)
class HeadFault:
    """
    A published head that the chain does not bear out. ``kind``: ``forged`` (no key of ours signed it), ``cut`` (the chain ends before
    it), ``rewritten`` (another hash stands there), ``recounted`` (as many entries do not lead to it). ``whole_to`` is the block
    of the last head before it that holds.
    """

    day: date
    block: int
    kind: str
    whole_to: int


def statement_of(*, day: date, block: int, hash_: str, entries: int) -> str:
    """The text that is signed. Its first words belong to no other signature of the state."""
    said = {"digigov": "audit head 1", "date": day.isoformat(), "block": block, "head": hash_, "entries": entries}
    return json.dumps(said, separators=(",", ":"))


def publish_head(*, at: datetime) -> PublishedHead | None:
    """
    Sign the newest block and keep it as the day's head; None if the day has one, or nothing is sealed yet. The key is asked
    outside any transaction of ours: it may stand in a box of its own.
    """
    day, newest = local_date(at), Block.objects.order_by("number").last()
    if newest is None or SignedHead.objects.filter(day=day).exists():
        return None
    entries = Block.objects.filter(number__lte=newest.number).aggregate(sum=Sum("entries"))["sum"] or 0
    statement = statement_of(day=day, block=newest.number, hash_=newest.hash, entries=entries)
    signed = head_signer().sign(statement.encode(), at=at)
    with transaction.atomic():
        row, is_new = SignedHead.objects.get_or_create(
            day=day,
            defaults={
                "block": newest.number, "hash": newest.hash, "entries": entries, "statement": statement,
                "signature": signed.signature, "key": signed.key, "signed_at": at,
            },
        )  # fmt: skip
    return _published(row) if is_new else None


def list_heads(*, year: int) -> tuple[PublishedHead, ...]:
    """The heads of a year, the first day first; for everybody. The calendar keeps it short."""
    return tuple(_published(row) for row in SignedHead.objects.filter(day__year=year).order_by("day"))


def list_years() -> tuple[int, ...]:
    return tuple(day.year for day in SignedHead.objects.dates("day", "year"))


def all_heads() -> Iterator[PublishedHead]:
    """Every head that this database says was published, the first day first."""
    return (_published(row) for row in SignedHead.objects.order_by("day").iterator(chunk_size=1000))


def from_line(line: Mapping[str, Any]) -> PublishedHead:
    """
    A head as somebody saved it from the published page. What counts is the statement, for that is signed.

    :raises ValueError: if it is none.
    """
    try:
        statement = str(line["statement"])
        said = json.loads(statement)
        return PublishedHead(
            day=date.fromisoformat(said["date"]),
            block=int(said["block"]),
            hash=str(said["head"]),
            entries=int(said["entries"]),
            statement=statement,
            signature=base64.b64decode(line["signature"], validate=True),
            key=str(line["key"]),
        )
    except (KeyError, TypeError, ValueError) as why:  # base64 raises a ValueError too
        raise ValueError(f"this is no published head: {why}") from None


def find_head_fault(heads: Iterable[PublishedHead]) -> HeadFault | None:
    """The first of these heads, oldest first, that is not signed by a key of ours or does not stand in the chain."""
    whole_to = 0
    for head in sorted(heads, key=lambda each: (each.day, each.block)):
        kind = _fault_of(head)
        if kind:
            return HeadFault(head.day, head.block, kind, whole_to)
        whole_to = head.block
    return None


def _fault_of(head: PublishedHead) -> str:
    said = statement_of(day=head.day, block=head.block, hash_=head.hash, entries=head.entries)
    signed = Signed(head.signature, head.key)
    if said != head.statement or not head_signer().is_genuine(said.encode(), signed, on=head.day):
        return "forged"
    block = Block.objects.filter(number=head.block).values_list("hash", flat=True).first()
    if block is None:
        return "cut"
    if block != head.hash:
        return "rewritten"
    entries = Block.objects.filter(number__lte=head.block).aggregate(sum=Sum("entries"))["sum"]
    return "" if entries == head.entries else "recounted"


def _published(row: SignedHead) -> PublishedHead:
    return PublishedHead(
        day=row.day,
        block=row.block,
        hash=row.hash,
        entries=row.entries,
        statement=row.statement,
        signature=bytes(row.signature),
        key=row.key,
    )
