"""What planning knows of an agent, and the address of their calendar."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.workforce import policies, reading
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import Agent

MOST_HOURS = 80


@transaction.atomic
def set_agent(
    *, by: Actor, at: datetime, party_id: UUID, languages: Collection[str], weekly_hours: float | None = None
) -> None:
    """
    Write down which languages somebody answers in, and for how many hours a week they are employed (None: as everybody).

    :raises NotAllowed: unless the actor plans. :raises NotFound: if that is no agent. :raises InvalidInput: for what nobody works.
    """
    policies.require_planner(by)
    if party_id not in reading.agents(at):
        raise NotFound
    known = [each for each in workforce().languages if each in languages]
    if not known:
        raise InvalidInput({"languages": _("Choose at least one language.")})
    if weekly_hours is not None and not 1 <= weekly_hours <= MOST_HOURS:
        raise InvalidInput({"weekly_hours": _("Enter hours a week from 1 to 80, or leave it empty.")})
    minutes = None if weekly_hours is None else round(weekly_hours * 60)
    Agent.objects.update_or_create(
        party_id=party_id, defaults={"languages": known, "weekly_minutes": minutes, "changed_at": at}
    )
    audit.record(by=by, at=at, action="workforce.agent-set", subject_id=party_id)


@transaction.atomic
def make_feed(*, by: Actor, at: datetime) -> str:
    """
    A new secret for the address of one's own calendar; the one before works no more. Only its digest is kept.

    :raises NotAllowed: unless the actor is an agent.
    """
    me = policies.require_agent(by)
    secret = secrets.token_urlsafe(32)
    Agent.objects.update_or_create(
        party_id=me,
        defaults={"feed": digest(secret), "changed_at": at},
        create_defaults={"feed": digest(secret), "changed_at": at, "languages": ["en"]},
    )
    audit.record(by=by, at=at, action="workforce.feed-made", subject_id=me)
    return secret


def digest(secret: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
