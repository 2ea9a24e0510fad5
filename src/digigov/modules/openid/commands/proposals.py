"""
Four eyes on who may send people here: one officer writes down a system, or what is to change in its entry (where its people are sent
back to above all), and another agrees. An address that one alone could add would be a way to everybody's name.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotAllowed, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.openid import policies
from digigov.modules.openid.commands.clients import (
    ClientKnown,
    locked_client,
    require_right,
    write_client,
)
from digigov.modules.openid.definitions import Registration
from digigov.modules.openid.models import Client, Proposal
from digigov.modules.parties.queries import tidy_address

CHANGES = ("name", "purpose", "unit", "contact", "return_to", "return_to_after", "tell_ended", "scopes", "by_device")


class ProposalWaits(DomainError):
    code = "client-proposal-waits"
    message = _("Another entry or change of this system waits already. It has to be decided first.")


@transaction.atomic
def propose_client(*, by: Actor, at: datetime, wanted: Registration) -> UUID:
    """
    Write down a system for another officer to agree to.

    :raises NotAllowed: unless the actor looks after clients of that unit, with a second factor.
    :raises InvalidInput: with a sentence for each field that needs mending.
    :raises ClientKnown: if the name is taken. :raises ProposalWaits: if it is written down already.
    """
    if Client.objects.filter(id=wanted.id).exists():
        raise ClientKnown
    return _write(wanted, is_new=True, by=by, at=at)


@transaction.atomic
def propose_change(*, by: Actor, at: datetime, wanted: Registration) -> UUID:
    """
    The same for a system that is registered: its entry as it is to be. How it is known, its sector and how it shows who it is stay.

    :raises NotFound: if there is no such system. :raises NotAllowed: and the others: as ``propose_client``.
    """
    row = locked_client(by, wanted.id)
    kept = replace(wanted, sector=row.sector, is_public=not row.secret_digest, signed_by=row.signed_by)
    return _write(kept, is_new=False, by=by, at=at)


@transaction.atomic
def decide_proposal(*, by: Actor, at: datetime, proposal_id: UUID, agrees: bool) -> str:
    """
    Agree, or do not. Returns the secret of a new system, shown this once; '' otherwise.

    :raises NotFound: if no such thing waits, or its system was ended meanwhile. :raises ClientKnown: if its name was taken meanwhile.
    :raises NotAllowed: unless another officer looks after clients of that unit than who wrote it down.
    """
    row = Proposal.objects.select_for_update().filter(id=proposal_id, decided_at=None).first()
    if row is None:
        raise NotFound
    policies.require_registrar(by, unit=row.unit)
    if by.party_id is None or by.party_id == row.asked_by:
        raise NotAllowed
    Proposal.objects.filter(id=row.id).update(decided_by=by.party_id, decided_at=at, is_agreed=agrees)
    wanted = Registration(**row.body)
    if not agrees:
        audit.record(by=by, at=at, action="openid.proposal-refused", details={"client": wanted.id, "unit": row.unit})
        return ""
    if row.is_new:
        return write_client(wanted, by=by, at=at)
    _change(wanted, by=by, at=at)
    return ""


def _write(wanted: Registration, *, is_new: bool, by: Actor, at: datetime) -> UUID:
    policies.require_registrar(by, unit=wanted.unit)
    if by.party_id is None:
        raise NotAllowed  # the machine registers by itself
    require_right(wanted)
    body = {name: list(value) if _is_list(value) else value for name, value in asdict(wanted).items()}
    row = Proposal(client_id=wanted.id, unit=wanted.unit, is_new=is_new, body=body, asked_by=by.party_id, asked_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as waits:
        raise ProposalWaits from waits
    audit.record(by=by, at=at, action="openid.client-proposed", details={"client": wanted.id, "unit": wanted.unit})
    return row.id


def _change(wanted: Registration, *, by: Actor, at: datetime) -> None:
    row = locked_client(by, wanted.id)
    was = {name: getattr(row, name) for name in CHANGES}
    for name in CHANGES:
        value = getattr(wanted, name)
        setattr(row, name, [*value] if _is_list(value) else value)
    row.contact = tidy_address(wanted.contact)[0]
    row.save(update_fields=[*CHANGES])
    changed = sorted(name for name in CHANGES if getattr(row, name) != was[name])
    audit.record(
        by=by, at=at, action="openid.client-changed", details={"client": row.id, "unit": row.unit, "fields": changed}
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
