"""What every way of getting a mandate shares: writing it down, letting it hold, telling of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.assurance.queries import level_of
from digigov.modules.audit import commands as audit
from digigov.modules.mandates import rules
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import HERE, WHY
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications.ports import Occasion
from digigov.modules.organizations import commands as organizations
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import get_person

MOST_AT_ONCE = 30  # of one principal that wait or hold


class NotKnown(DomainError):
    code = "mandate-not-known"
    message = _("Show who you are first: only then can you act for another, or let another act for you.")
    status = 403


class TooManyMandates(DomainError):
    code = "too-many-mandates"
    message = _("Very many people may act here already. End one first.")


class ActsAlready(DomainError):
    code = "acts-already"
    message = _("This is written down already.")


def require_known(party_id: UUID, *, at: datetime) -> None:
    """:raises NotKnown: unless it was checked who this is."""
    if level_of(party_id, at=at) < 1:
        raise NotKnown


def has_number(party_id: UUID, numbers: tuple[str, ...] | None, *, at: datetime) -> bool:
    """Whether a register names this person by the number of the ID card."""
    person = get_person(viewer=HERE, at=at, party_id=party_id, purpose=WHY)
    return person.national_id in (numbers or ())


def checked_services(services: list[str], *, open_services: frozenset[str]) -> list[str]:
    """:raises InvalidInput: if none is chosen, or one that is not open to this."""
    chosen = sorted(set(services))
    if not chosen or not open_services.issuperset(chosen):
        raise InvalidInput({"services": _("Choose what this is for.")})
    return chosen


def write(*, by: Actor, at: datetime, **columns: Any) -> Mandate:
    """A new row. :raises TooManyMandates: if thirty wait or hold for this principal."""
    live = Mandate.objects.filter(principal_id=columns["principal_id"], state__in=(*rules.WAITING, rules.ACTIVE))
    if live.count() >= MOST_AT_ONCE:
        raise TooManyMandates
    assert by.party_id is not None
    mandate = Mandate(granted_by=by.party_id, office=by.office, begun_at=at, **columns)
    mandate.save(force_insert=True)
    note("mandates.begun", mandate, by=by, at=at)
    return mandate


def let_hold(mandate: Mandate, *, by: Actor, at: datetime, **more: Any) -> None:
    """From now on the agent may act, and as an officer decides nothing of the principal's. Runs inside a transaction."""
    for name, value in {
        **more,
        "state": rules.ACTIVE,
        "decided_at": at,
        "code": "",
        "named": {},
        "address": {},
    }.items():
        setattr(mandate, name, value)
    mandate.waits_until = None
    mandate.save()
    assert mandate.agent_id is not None
    organizations.declare_relative(by=HERE, at=at, party_id=mandate.agent_id, relative_id=mandate.principal_id)
    if mandate.ground not in rules.GIVEN:
        parties.reach_through(by=HERE, at=at, party_id=mandate.principal_id, representative_id=mandate.agent_id)
    note("mandates.holds", mandate, by=by, at=at)


def note(action: str, mandate: Mandate, *, by: Actor, at: datetime, **details: str) -> None:
    """In the trail of both."""
    known = {"mandate": str(mandate.id), "ground": mandate.ground, **details}
    for subject in filter(None, (mandate.principal_id, mandate.agent_id)):
        audit.record(by=by, at=at, action=action, subject_id=subject, details=known)


def tell(
    party_id: UUID, occasion: Occasion, mandate: Mandate, *, by: Actor, at: datetime, since: str = "", **values: str
) -> None:
    """Once for each mandate, or, where it holds anew, for each time ``since`` which it does."""
    notifications.send(
        by=by, at=at, party_id=party_id, message=occasion.message, service="", version=0,
        values=occasion.values(**values), dedupe_key=f"{occasion.message}:{mandate.id}:{party_id}{since and ':'}{since}",
    )  # fmt: skip
