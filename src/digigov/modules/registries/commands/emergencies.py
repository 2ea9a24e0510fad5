"""Opening a row in an emergency, without a case; the alarm; and looking at it again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.notifications import commands as notifications
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties.queries import id_with_number
from digigov.modules.registries import occasions, policies, rules
from digigov.modules.registries.commands.reading import Reading, read
from digigov.modules.registries.models import Lookup
from digigov.modules.registries.queries import get_register, overdue_reviews

SHORTEST = 20  # characters: a word is no reason
LONGEST = {"reason": 500, "findings": 1000}
ALARM: Actor = system("registries")
NATIONAL_ID = "national-id"


class SameOfficer(DomainError):
    code = "same-officer"
    message = _("You opened this yourself, or it is about you. Somebody else must look at it.")


class AlreadyReviewed(DomainError):
    code = "already-reviewed"
    message = _("Somebody has looked at this already.")


def open_in_emergency(*, by: Actor, at: datetime, register: str, key: str, reason: str, under: str = "") -> Reading:
    """
    Read what a register opens in an emergency of a row about a person, without a case. Must not run inside a transaction. The
    person sees it in their trail; who protects data is told at once, and somebody else has to look at it again.

    :raises InvalidInput: if the number or a reason in a sentence is missing.
    :raises ReadRefused: unless it is an officer with that permission and a second factor, and the register allows it.
    :raises NotFound: if there is no such register.
    :raises AdapterFailure: if it is down and nothing is kept.
    """
    errors = {}
    if not rules.tidy_key(key):
        errors["key"] = _("Enter the number.")
    if len(reason.strip()) < SHORTEST:
        errors["reason"] = _("Say in a sentence what has happened and why it cannot wait.")
    if errors:
        policies.require_break_glass(by)
        raise InvalidInput(errors)
    use = policies.use_for(get_register(register), policies.EMERGENCY)
    named = under or get_register(register).key
    return read(
        by=by,
        at=at,
        register=register,
        key=key,
        under=under,
        fields=use.fields if use else (),
        purpose=Purpose(policies.EMERGENCY),
        about=id_with_number(key) if named == NATIONAL_ID else None,
        why=reason.strip()[: LONGEST["reason"]],
    )


@transaction.atomic
def raise_alarm(*, at: datetime, lookup_id: UUID) -> None:
    """Tell everybody who reviews emergencies of this one. Each is told once, however often it is called."""
    lookup = Lookup.objects.filter(id=lookup_id, is_emergency=True).first()
    if lookup is None or lookup.review_by is None:
        return
    values = occasions.EMERGENCY.values(
        officer=lookup.officer_name,
        office=organizations.name_of(lookup.office) if lookup.office else "",
        register=get_register(lookup.register).name,
        review_by=f"{local_date(lookup.review_by):%d/%m/%Y}",
    )
    for party_id in organizations.list_holders_with(permission=policies.REVIEW, at=at):
        notifications.send(
            by=ALARM, at=at, party_id=party_id, message=occasions.EMERGENCY.message, service="", version=0, values=values,
            dedupe_key=f"registries.emergency:{lookup.id}:{party_id}",
        )  # fmt: skip


@transaction.atomic
def remind_of_reviews(*, by: Actor, at: datetime) -> int:
    """
    Tell everybody who reviews emergencies how many are overdue, once a day for as long as there are any; returns how many are.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    overdue = overdue_reviews(at=at)
    if not overdue.count:
        return 0
    values = occasions.OVERDUE.values(count=str(overdue.count), days=str(overdue.days))
    for party_id in organizations.list_holders_with(permission=policies.REVIEW, at=at):
        notifications.send(
            by=ALARM, at=at, party_id=party_id, message=occasions.OVERDUE.message, service="", version=0, values=values,
            dedupe_key=f"registries.overdue:{local_date(at)}:{party_id}",
        )  # fmt: skip
    audit.record(
        by=by, at=at, action="registries.reviews-overdue", details={"count": overdue.count, "days": overdue.days}
    )
    return overdue.count


@transaction.atomic
def review_lookup(*, by: Actor, at: datetime, lookup_id: UUID, is_justified: bool | None, findings: str) -> None:
    """
    Say whether it was an emergency, and what was found.

    :raises NotAllowed: unless an officer who protects data does it.
    :raises NotFound: if there is no such emergency.
    :raises SameOfficer: if it is whoever opened the row, or whom it is about.
    :raises AlreadyReviewed: if somebody has.
    :raises InvalidInput: without a verdict or words.
    """
    lookup = Lookup.objects.select_for_update().filter(id=lookup_id, is_emergency=True).first()
    policies.require_reviewer(by)
    if lookup is None:
        raise NotFound
    if by.party_id in (lookup.officer_id, lookup.about):
        raise SameOfficer
    if lookup.reviewed_at is not None:
        raise AlreadyReviewed
    errors = {}
    if is_justified is None:
        errors["verdict"] = _("Say whether it was justified.")
    if len(findings.strip()) < SHORTEST:
        errors["findings"] = _("Say in a sentence what you found.")
    if errors:
        raise InvalidInput(errors)
    lookup.reviewed_at, lookup.reviewed_by, lookup.reviewer_name = at, by.party_id, by.name[:120]
    lookup.is_justified, lookup.findings = is_justified, findings.strip()[: LONGEST["findings"]]
    lookup.save()
    details = {"lookup": str(lookup.id), "justified": is_justified}
    audit.record(by=by, at=at, action="registries.lookup-reviewed", subject_id=lookup.about, details=details)
