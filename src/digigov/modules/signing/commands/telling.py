"""Telling those who are to sign, and whoever asked for it."""

from collections.abc import Iterable
from datetime import datetime

from digigov.kernel.actor import Actor
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications.ports import Occasion
from digigov.modules.parties.queries import tidy_address
from digigov.modules.signing import occasions, rules
from digigov.modules.signing.models import Envelope, Signer


def signers_of(envelope: Envelope, *, lock: bool = False) -> list[Signer]:
    rows = Signer.objects.filter(envelope=envelope).order_by("place")
    return list(rows.select_for_update() if lock else rows)


def tell_whose_turn(envelope: Envelope, signers: list[Signer], *, at: datetime, by: Actor) -> None:
    """Each is told once, when the turn comes; never whoever asks for the signatures."""
    for number in rules.turn([each.state for each in signers], in_order=envelope.in_order):
        signer = signers[number]
        if signer.party_id != envelope.owner_id:
            _tell(signer, occasions.ASKED, f"signing.asked:{signer.id}", at=at, by=by)


def tell_ended(envelope: Envelope, signers: Iterable[Signer], occasion: Occasion, *, at: datetime, by: Actor) -> None:
    """Whoever asked, and those who have signed already, but not whoever ended it."""
    signed = (each.party_id for each in signers if each.state == "signed" and each.party_id)
    for party_id in {envelope.owner_id, *signed}:
        if party_id == by.party_id:
            continue
        key = f"{occasion.message}:{envelope.id}:{party_id}"
        notifications.send(
            by=by, at=at, party_id=party_id, message=occasion.message, service="", version=0, values={}, dedupe_key=key
        )


def _tell(signer: Signer, occasion: Occasion, key: str, *, at: datetime, by: Actor) -> None:
    if signer.party_id:
        notifications.send(
            by=by, at=at, party_id=signer.party_id, message=occasion.message, service="", version=0, values={},
            dedupe_key=key,
        )  # fmt: skip
        return
    email, phone = tidy_address(signer.address)
    notifications.send_to_address(
        by=by, at=at, message=occasion.message, values={}, dedupe_key=key, email=email, phone=phone
    )
