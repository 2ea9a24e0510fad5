"""Ending visits, and telling somebody what was done to the account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.events import publish
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies
from digigov.modules.identity.events import VisitsEnded
from digigov.modules.identity.models import Account, Recovery, Session
from digigov.modules.identity.queries import name_of_visit
from digigov.modules.notifications.commands import send_to_address
from digigov.modules.parties.queries import contact_of


@transaction.atomic
def sign_out_everywhere(*, by: Actor, at: datetime, keep_session: str | None = None) -> None:
    """End every visit of one's own but this one. :raises NotAllowed: for strangers."""
    account = policies.own_account(by)
    end_sessions(account.id, at=at, keep=keep_session)
    audit.record(by=by, at=at, action="identity.signed-out-everywhere", subject_id=account.party_id)


@transaction.atomic
def sign_out_visit(*, by: Actor, at: datetime, visit: str) -> None:
    """
    End one of one's own visits, by the name that others may know it by.

    :raises NotAllowed: for strangers. :raises NotFound: if it is not one's own, or has ended.
    """
    account = policies.own_account(by)
    ending = [each for each in _keys_of(account.id) if name_of_visit(each) == visit]
    if not ending:
        raise NotFound
    _end(Session.objects.filter(session_key__in=ending), account.id, at=at)
    audit.record(by=by, at=at, action="identity.visit-ended", subject_id=account.party_id)


@transaction.atomic
def end_visits(*, by: Actor, at: datetime, party_id: UUID | None = None) -> int:
    """
    End every visit of a person, or of everybody: for whoever runs the machine, when something was stolen. Returns of how many accounts.

    :raises NotAllowed: unless the machine does it.
    """
    by.require_system()
    signed_in = Session.objects.exclude(account_id=None).values("account_id").distinct()
    theirs = Account.objects.filter(id__in=signed_in, **({"party_id": party_id} if party_id else {}))
    accounts = [*theirs.select_for_update().order_by("id")]
    for account in accounts:
        end_sessions(account.id, at=at, keep=None)
        audit.record(by=by, at=at, action="identity.visits-ended", subject_id=account.party_id)
    return len(accounts)


@transaction.atomic
def note_visit(*, by: Actor, at: datetime, visit: str = "", way: str = "password", second_factor: bool = False) -> None:
    """
    Write down that somebody signed in and how, for the owner to see. Whoever can sign in needs no recovery: one that waits ends.
    ``visit`` is what the log calls it.

    :raises NotAllowed: for strangers.
    """
    account = policies.own_account(by)
    Recovery.objects.filter(account=account).delete()
    details = {"way": way, "second_factor": second_factor, **({"visit": visit} if visit else {})}
    audit.record(by=by, at=at, action="identity.signed-in", subject_id=account.party_id, details=details)


def end_sessions(account_id: UUID, *, at: datetime, keep: str | None) -> None:
    _end(Session.objects.filter(account_id=account_id).exclude(session_key=keep or ""), account_id, at=at)


def _keys_of(account_id: UUID) -> list[str]:
    return [*Session.objects.filter(account_id=account_id).values_list("session_key", flat=True)]


def _end(ending: QuerySet[Session], account_id: UUID, *, at: datetime) -> None:
    names = [name_of_visit(key) for key in ending.values_list("session_key", flat=True)]
    ending.delete()
    if names:
        publish(VisitsEnded(account_id=account_id, visits=names, ended_at=at))


def tell_owner(
    account: Account, *, by: Actor, at: datetime, message: str, values: Mapping[str, Any] | None = None
) -> None:
    """By every address of the account and its person, so that whoever took over one of them is found out by the other."""
    contact = contact_of(account.party_id)
    email, phone = account.email or contact.email, account.phone or contact.phone
    elsewhere = ("" if contact.email == email else contact.email, "" if contact.phone == phone else contact.phone)
    for mail, number in ((email, phone), elsewhere):
        if mail or number:
            send_to_address(
                by=by, at=at, message=message, values=values or {}, dedupe_key=f"identity.{message}:{new_id()}",
                email=mail, phone=number, name=contact.name, language=contact.language,
            )  # fmt: skip
