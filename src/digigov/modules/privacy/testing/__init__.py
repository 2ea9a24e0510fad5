"""How long things are kept, for the tests of other rooms."""

from datetime import UTC, datetime
from typing import Any

from digigov.kernel.actor import Actor, system
from digigov.kernel.ids import new_id
from digigov.modules.privacy import commands
from digigov.modules.privacy.definitions import ErasureNote, RetentionPlan, Whose
from digigov.modules.privacy.queries import periods_named

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def make_plan(*, years: int = 6, services: dict[str, int] | None = None) -> RetentionPlan:
    """Every period that a room names, all of one length."""
    periods = [{"id": each, "years": years, "law": "A law"} for each in sorted(periods_named())]
    plan = RetentionPlan.model_validate({"law": "A law", "pause_days": 14, "remind_days": 3, "periods": periods})
    commands.load_plan(by=system("test"), at=AT, definition=plan, services=services or {"shop-licence": 5})
    return plan


def whose_of(actor: Actor) -> Whose:
    """One's own, without records that were joined."""
    assert actor.party_id is not None and actor.account_id is not None
    return Whose(actor.party_id, frozenset({actor.party_id}), frozenset({actor.account_id}))


def put_beside(note: ErasureNote) -> None:
    """A place beside the backups for tests that do not look into it; those that do replace it."""


def make_note(whose: Whose, *, state: str = "done", version: int = 2, **others: Any) -> ErasureNote:
    """What lies beside the backups of somebody who asked to be erased."""
    ended_at = AT if state in ("done", "withdrawn") else None
    held = {"held_at": AT, "held_by": whose.party_id} if state == "held" else {"held_at": None, "held_by": None}
    values = {
        "id": new_id(), "version": version, "state": state, "reference": "E26-0000000-0", "closes": True, "whose": whose,
        "asked_at": AT, "asked_by": whose.party_id, "begins_at": AT, "ended_at": ended_at, **held,
    }  # fmt: skip
    return ErasureNote(**{**values, **others})
