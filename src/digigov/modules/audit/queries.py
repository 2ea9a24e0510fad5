"""Reading the trail, and looking whether it is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import chain
from digigov.modules.audit.checking import Fault, find_fault, find_strays, first_recent
from digigov.modules.audit.glances import Glance, Subject, Who, get_glance, list_about, list_years_about
from digigov.modules.audit.heads import HeadFault, PublishedHead, all_heads, from_line, list_heads, list_years
from digigov.modules.audit.heads import find_head_fault as find_fault_of_heads
from digigov.modules.audit.models import Block, Entry
from digigov.modules.audit.policies import READ_THE_TRAIL

__all__ = [
    "Fault",
    "Glance",
    "Head",
    "HeadFault",
    "Line",
    "PublishedHead",
    "READ_THE_TRAIL",
    "Subject",
    "Who",
    "all_heads",
    "find_chain_fault",
    "find_fault_of_heads",
    "find_head",
    "find_sealed",
    "find_unsealed_since",
    "from_line",
    "get_glance",
    "list_about",
    "list_heads",
    "list_of_case",
    "list_years",
    "list_years_about",
]


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    kind: str
    action: str
    actor_name: str
    office: str
    purpose: str
    details: dict[str, Any]


def list_of_case(*, viewer: Actor, case_id: UUID, page: Page) -> PageOf[Line]:
    """Everything done and read under a case, newest first. :raises NotAllowed: without ``audit.read``."""
    viewer.require(READ_THE_TRAIL)
    rows = Entry.objects.filter(case_id=case_id).order_by("-at", "-id")
    return page.of(rows, lambda e: Line(e.at, e.kind, e.action, e.actor_name, e.office, e.purpose, e.details))


@dataclass(frozen=True, slots=True)
class Head:
    """A block of the chain, by what stands for it and for all before it: written down elsewhere, it proves them unchanged."""

    block: int
    hash: str
    sealed_at: datetime


def find_head() -> Head | None:
    """The newest block. None also in a database of before there was a chain, which can be backed up before it is migrated."""
    if chain.one("SELECT to_regclass('audit_block')") is None:
        return None
    return _head(Block.objects.order_by("number").last())


def find_sealed(*, hash_: str) -> Head | None:
    """The block of a hash that was written down."""
    return _head(Block.objects.filter(hash=hash_.strip().lower()).first())


def find_unsealed_since() -> datetime | None:
    """When the first entry was written that no block holds yet."""
    until = Block.objects.filter(until__isnull=False).aggregate(last=Max("until"))["last"]
    after = chain.BEFORE_ALL_NUMBERS if until is None else until
    return chain.one("SELECT at FROM audit_entry WHERE number > %s ORDER BY number LIMIT 1", after)  # type: ignore[no-any-return]


def find_chain_fault(
    *, first: int | None = None, tell: Callable[[int, int], None] = lambda block, entries: None
) -> Fault | None:
    """The first fault from that block to the newest; without ``first`` in the newest blocks, as far as a second goes."""
    newest = Block.objects.aggregate(last=Max("number"))["last"] or 0
    return find_strays() or find_fault(first=first or first_recent(), last=newest, tell=tell)


def _head(block: Block | None) -> Head | None:
    return Head(block.number, block.hash, block.sealed_at) if block else None
