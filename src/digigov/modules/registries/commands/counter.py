"""A consent that somebody gives at a counter, before an officer: in words, on paper, or by a code sent to their telephone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications.ports import Occasion
from digigov.modules.organizations import queries as organizations
from digigov.modules.registries import occasions, policies
from digigov.modules.registries.commands.consents import give, tell
from digigov.modules.registries.models import Consent
from digigov.modules.registries.queries import get_registers

WAYS = ("spoken", "paper", "code")
SHORTEST, LONGEST = 10, 300  # characters of evidence
CODE_SECONDS = 600
DIGITS = 8


@transaction.atomic
def send_consent_code(
    *, by: Actor, at: datetime, party_id: UUID, registers: Sequence[str], purpose: str, service: str
) -> None:
    """
    Send the person a code that they read out if they agree. It is good for ten minutes, for this officer, purpose and service.

    :raises NotAllowed: unless an officer serves that person at a counter.
    """
    policies.require_counter(by, party_id=party_id)
    code = _code(by, party_id, registers, purpose, service, at=int(at.timestamp()) // CODE_SECONDS)
    _send(occasions.CONSENT_CODE, by=by, at=at, party_id=party_id, registers=registers, code=code)


@transaction.atomic
def take_consents(
    *,
    by: Actor,
    at: datetime,
    party_id: UUID,
    wanted: Mapping[str, Sequence[str]],
    purpose: str,
    service: str,
    way: str,
    evidence: str = "",
    code: str = "",
) -> None:
    """
    Write down that the person agrees that these fields of these registers are read, how they said so and what shows it. They are
    told, see it in their account and on the slip, and take it back as if they had given it alone.

    :raises NotAllowed: unless an officer serves that person at a counter.
    :raises InvalidInput: without a way, with too little evidence, or with a code that is not the one sent.
    :raises NothingToAgreeTo: if no consent is asked for. :raises NotFound: if there is no such register.
    """
    policies.require_counter(by, party_id=party_id)
    _check(by, party_id, tuple(wanted), purpose, service, way=way, evidence=evidence, code=code, at=at)
    how = {"way": way, "evidence": evidence.strip(), "taken_by": by.party_id, "office": by.office[:80]}
    for register, fields in wanted.items():
        give(by=by, at=at, party_id=party_id, register=register, fields=fields, purpose=purpose, service=service, **how)
    _send(occasions.CONSENT_TAKEN, by=by, at=at, party_id=party_id, registers=tuple(wanted))


@transaction.atomic
def withdraw_at_counter(*, by: Actor, at: datetime, party_id: UUID, consent_id: UUID) -> None:
    """
    Take a consent back for somebody who asks for that at a counter. Harmless when repeated.

    :raises NotAllowed: unless an officer serves that person. :raises NotFound: if the consent is not theirs.
    """
    policies.require_counter(by, party_id=party_id)
    consent = Consent.objects.select_for_update().filter(id=consent_id, party_id=party_id).first()
    if consent is None:
        raise NotFound
    if consent.withdrawn_at is None:
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        tell(by, at, "registries.consent-withdrawn", consent)


def _check(
    by: Actor, party_id: UUID, registers: Sequence[str], purpose: str, service: str, *, way: str, evidence: str, code: str,
    at: datetime,
) -> None:  # fmt: skip
    errors: dict[str, Any] = {}
    if way not in WAYS:
        errors["way"] = _("Say how the person agreed.")
    elif way == "code":
        now = int(at.timestamp()) // CODE_SECONDS
        sent = [_code(by, party_id, registers, purpose, service, at=each) for each in (now, now - 1)]
        if not any(constant_time_compare(code.replace(" ", ""), each) for each in sent):
            errors["code"] = _("This is not the code that was sent, or it is older than ten minutes. Send another one.")
    elif not SHORTEST <= len(evidence.strip()) <= LONGEST:
        errors["evidence"] = (
            _("Say where the signed paper is kept, in 10 to 300 letters.")
            if way == "paper"
            else _("Write what the person said, in 10 to 300 letters.")
        )
    if errors:
        raise InvalidInput(errors)


def _code(by: Actor, party_id: UUID, registers: Sequence[str], purpose: str, service: str, *, at: int) -> str:
    """Nothing is kept: the same question by the same officer in the same ten minutes has the same code."""
    asked = "|".join([str(by.party_id), str(party_id), ",".join(sorted(registers)), purpose, service, str(at)])
    digest = salted_hmac("digigov.registries.consent-code", asked, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def _send(
    occasion: Occasion, *, by: Actor, at: datetime, party_id: UUID, registers: Sequence[str], **values: str
) -> None:
    found = get_registers(frozenset(registers))
    if len(found) < len(set(registers)):
        raise NotFound
    named = ", ".join(sorted(each.name for each in found.values()))
    office = organizations.name_of(by.office) if by.office else ""
    notifications.send(
        by=by, at=at, party_id=party_id, message=occasion.message, service="", version=0,
        values=occasion.values(registers=named, office=office, **values),
        dedupe_key=f"registries.{occasion.message}:{party_id}:{by.party_id}:{int(at.timestamp())}",
    )  # fmt: skip
