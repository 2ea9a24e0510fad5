"""How long things are kept, for the tests of other rooms."""

from datetime import UTC, datetime

from digigov.kernel.actor import Actor, system
from digigov.modules.privacy import commands
from digigov.modules.privacy.definitions import RetentionPlan, Whose
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
