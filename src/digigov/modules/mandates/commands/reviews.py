"""What a review of a decision about who acts for whom undoes."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.modules.assurance.queries import dead_among
from digigov.modules.mandates import occasions, rules
from digigov.modules.mandates.commands.children import is_parent
from digigov.modules.mandates.commands.writing import has_number, let_hold, note, tell
from digigov.modules.mandates.models import Mandate
from digigov.modules.mandates.reading import find_child, find_firm
from digigov.modules.parties.queries import names_of, registered_as


def undo_decision(*, by: Actor, at: datetime, mandate_id: UUID) -> bool:
    """
    A review found that a mandate should not have been refused or ended. What held holds again, and both are told; a refusal no
    longer stands against anybody. False if nothing came of it: its last day is past, a register still says what it said, or there is
    another in its place.

    Not one transaction: it asks the outside.

    :raises NotAllowed: unless the machine does it, after the review. :raises NotFound: if there is nothing to undo.
    :raises RegisterDown: if a register does not answer.
    """
    by.require_system()
    known = Mandate.objects.filter(id=mandate_id, state__in=(rules.REFUSED, rules.ENDED)).first()
    if known is None or known.reason not in rules.AGAINST:
        raise NotFound
    if known.state == rules.ENDED and not _may_hold(known, at=at):
        return False
    try:
        with transaction.atomic():
            return _undo(known, by=by, at=at)
    except IntegrityError:  # another was made meanwhile
        return False


def _undo(known: Mandate, *, by: Actor, at: datetime) -> bool:
    again = Mandate.objects.select_for_update(of=("self",)).filter(id=known.id, state=known.state, reason=known.reason)
    mandate = again.first()
    if mandate is None:
        raise NotFound
    note("mandates.decision-undone", mandate, by=by, at=at, reason=known.reason)
    if mandate.state == rules.REFUSED:
        Mandate.objects.filter(id=mandate.id).update(reason=rules.SET_ASIDE)
        return True
    let_hold(mandate, by=by, at=at, reason="", ended_at=None, ended_by=None, checked_at=at)
    assert mandate.agent_id is not None
    names, since = names_of([mandate.principal_id, mandate.agent_id]), str(int(at.timestamp()))
    principal, agent = names.get(mandate.principal_id, ""), names.get(mandate.agent_id, "")
    tell(mandate.agent_id, occasions.GRANTED, mandate, by=by, at=at, since=since, principal=principal)
    tell(mandate.principal_id, occasions.ACCEPTED, mandate, by=by, at=at, since=since, agent=agent)
    return True


def _may_hold(mandate: Mandate, *, at: datetime) -> bool:
    """Whether nothing else stands against it by now."""
    if mandate.agent_id is None or (mandate.ends_on is not None and mandate.ends_on < local_date(at)):
        return False
    living = {mandate.agent_id} if mandate.ground == rules.ESTATE else {mandate.agent_id, mandate.principal_id}
    return not dead_among(living) and (mandate.how != "register" or _is_named(mandate, mandate.agent_id, at=at))


def _is_named(mandate: Mandate, agent_id: UUID, *, at: datetime) -> bool:
    number = registered_as(mandate.principal_id).partition(":")[2]
    if mandate.ground == rules.PARENT:
        child = find_child(number, at=at, about=mandate.principal_id)
        return child is not None and is_parent(agent_id, child, at=at)
    firm = find_firm(number, at=at, about=mandate.principal_id, with_directors=True)
    return firm is not None and firm.exists and has_number(agent_id, firm.directors, at=at)
