"""Mandates that their giver signs: drawn to be read, signed, and only then offered to whoever is to act."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.ids import new_id
from digigov.modules.mandates import commands as mandates
from digigov.modules.mandates.commands import Offer
from digigov.modules.signing.commands.drawn import draw_up, require_drawn, sign_drawn
from digigov.modules.signing.models import DrawnPaper

PURPOSE = "mandate"


@transaction.atomic
def draw_mandate(
    *, by: Actor, at: datetime, wanted: Offer, open_services: frozenset[str], name: str, draw: Callable[[], bytes]
) -> UUID:
    """
    Check what somebody wants to let another do, and draw it to be signed; nothing is given yet. Returns the paper.

    :raises NotAllowed: :raises NotKnown: :raises InvalidInput: as ``mandates.offer`` says.
    :raises NotProved: for whoever has not shown who they are.
    """
    mandates.check_offer(by=by, at=at, wanted=wanted, open_services=open_services)
    carried = _as_data(wanted)
    return draw_up(
        by=by, at=at, purpose=PURPOSE, subject_id=new_id(), says=_digest(carried), name=name, pdf=draw(),
        carried=carried,
    )  # fmt: skip


@transaction.atomic
def sign_mandate(
    *, by: Actor, at: datetime, paper_id: UUID, authorization_id: UUID, open_services: frozenset[str]
) -> UUID:
    """
    Sign the mandate and give it, both or neither; the signed paper is kept with it. Returns the mandate.

    :raises NotFound: unless it was drawn for the actor. :raises SignedAlready: the second time.
    :raises NotAuthorized: as ``signatures.sign_pdf`` says. :raises InvalidInput: and others as ``mandates.offer``.
    """
    paper = require_drawn(by, paper_id)
    if paper.purpose != PURPOSE:
        raise NotFound
    sign_drawn(by=by, at=at, paper_id=paper_id, authorization_id=authorization_id, reason="Mandate")
    wanted = _from_data(paper.carried)
    mandate_id = mandates.offer(by=by, at=at, wanted=wanted, open_services=open_services)
    DrawnPaper.objects.filter(id=paper_id).update(subject_id=mandate_id)
    return mandate_id


def _as_data(wanted: Offer) -> dict[str, Any]:
    return {
        "given_names": wanted.given_names, "family_name": wanted.family_name, "address": wanted.address,
        "services": list(wanted.services), "starts_on": str(wanted.starts_on or ""), "ends_on": str(wanted.ends_on or ""),
    }  # fmt: skip


def _from_data(carried: dict[str, Any]) -> Offer:
    days = {each: date.fromisoformat(carried[each]) if carried[each] else None for each in ("starts_on", "ends_on")}
    return Offer(
        given_names=carried["given_names"], family_name=carried["family_name"], address=carried["address"],
        services=carried["services"], **days,
    )  # fmt: skip


def _digest(carried: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(carried, sort_keys=True).encode()).hexdigest()
