"""Somebody was written down at a counter, and signs up later: the two records become one person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import NotAllowed
from digigov.modules.applications.commands.after import WrongCode, by_code
from digigov.modules.applications.models import Application, Draft
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.identity import queries as identity
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations import queries as staff
from digigov.modules.parties import commands as parties

HERE = system("applications")


@transaction.atomic
def join_written_down(*, by: Actor, at: datetime, reference: str, code: str) -> int:
    """
    The person for whom a counter handed in an application, and the account that took it over with its code, are one: all that
    a counter began or handed in for that person becomes the account's, with what was written down. Returns how many
    applications came with it. Harmless when repeated.

    :raises NotAllowed: if nobody is signed in.
    :raises WrongCode: if the code is wrong, somebody else took the application over, or the person signs in elsewhere.
    :raises DifferentPeople: if what is known of the two does not agree.
    """
    if by.party_id is None:
        raise NotAllowed
    application = by_code(reference, code)
    known_as = application.written_down_as
    if application.party_id != by.party_id or known_as is None or identity.find_account_of(known_as):
        raise WrongCode
    parties.join_person(by=HERE, at=at, party_id=known_as, into_id=by.party_id)
    return _take_on(known_as, party_id=by.party_id, by=by, at=at)


@transaction.atomic
def adopt_written_down(*, at: datetime, party_id: UUID, known_as: UUID) -> int:
    """
    Somebody has shown who they are, and a counter knew them already: what it began or handed in is theirs. Returns how many
    applications came with it. Harmless when repeated; that the two records were joined, the room below has seen to.
    """
    return _take_on(known_as, party_id=party_id, by=HERE, at=at)


def _take_on(known_as: UUID, *, party_id: UUID, by: Actor, at: datetime) -> int:
    for relative in staff.relatives_of(known_as):
        organizations.declare_relative(by=HERE, at=at, party_id=party_id, relative_id=relative)
    Draft.objects.filter(party_id=known_as).update(party_id=party_id)
    others = list(Application.objects.select_for_update().filter(party_id=known_as).order_by("id"))
    for each in others:
        Application.objects.filter(id=each.id).update(party_id=party_id, taken_over_at=at, written_down_as=known_as)
        casework.hand_over_case(by=HERE, at=at, case_id=each.case_id, to_party_id=party_id)
    audit.record(
        by=by, at=at, action="applications.person-joined", subject_id=party_id,
        details={"written_down_as": str(known_as), "applications": [each.reference for each in others]},
    )  # fmt: skip
    return len(others)
