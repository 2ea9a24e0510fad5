"""Who may read what, for what, and on what ground. Every answer has a reason with a code: ``reasons.py`` has the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotAllowed, NotFound
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import queries as casework
from digigov.modules.registries import consenting
from digigov.modules.registries.definitions import Register, Use
from digigov.modules.registries.reasons import NO

ASSIST = "counter.assist"
BREAK_GLASS = "registries.break-glass"
REVIEW = "registries.review"
EMERGENCY = "emergency"
OWN_DATA = "own-data"  # everybody may read all that a register says of themself


class ReadRefused(NotAllowed):
    """``reason`` is one of ``reasons.NO``."""

    code = "read-refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(NO[reason])


@dataclass(frozen=True, slots=True)
class Leave:
    """Why somebody may read (one of ``reasons.YES``), and on what ground: a law, or a consent."""

    reason: str
    basis: str


def leave_to_read(
    by: Actor,
    *,
    at: datetime,
    register: Register,
    fields: Sequence[str],
    about: UUID | None,
    purpose: Purpose,
    service: str = "",
) -> Leave:
    """
    Rows about a thing (a vehicle, a parcel) are open to whoever fills in a form that asks for it. Rows about a person are
    open to that person, to an officer under a case or at a counter, and to the machine. All of them only for what the register's
    definition says, and where it asks for consent, with it.

    :raises ReadRefused: otherwise.
    """
    if not set(fields) <= {field.name for field in register.fields}:
        raise ReadRefused("no-such-field")
    reason = _who(by, at=at, register=register, about=about, purpose=purpose, service=service)
    if reason == "own" and purpose.code == OWN_DATA:
        return Leave(reason, "law: right of access to one's own data")
    use = use_for(register, purpose.code)
    if use is None:
        raise ReadRefused("no-basis")
    if not set(fields) <= set(use.fields):
        raise ReadRefused("field-not-for-purpose")
    if use.basis == "consent":
        consent = consenting.find_covering(
            party_id=about, at=at, register=register.id, fields=fields, purpose=use.purpose, service=service
        )
        if consent is None:
            raise ReadRefused("no-consent")
        return Leave(reason, f"consent {consent}")
    return Leave(reason, f"law: {use.law or register.law or 'assumed'}"[:200])


def use_for(register: Register, purpose: str) -> Use | None:
    return next((use for use in register.uses if use.purpose == purpose), None)


def require_break_glass(by: Actor) -> None:
    """:raises ReadRefused: unless an officer with a second factor may open registers in an emergency."""
    if by.kind != "officer" or not by.may(BREAK_GLASS):
        raise ReadRefused("no-permission")
    if not by.second_factor:
        raise ReadRefused("no-second-factor")


def require_reviewer(by: Actor) -> None:
    """:raises NotAllowed: unless it is an officer who looks after the protection of data."""
    if by.kind != "officer":
        raise NotAllowed
    by.require(REVIEW)


def _who(by: Actor, *, at: datetime, register: Register, about: UUID | None, purpose: Purpose, service: str) -> str:
    if by.is_system:
        return "machine"
    if purpose.code == EMERGENCY:
        require_break_glass(by)
        return "emergency"
    if register.about == "thing":
        return "thing"
    if about is not None and about == by.party_id:
        return "own"
    if by.stands_for(about, service=service):
        return "acting"
    if by.kind != "officer":
        raise ReadRefused("not-yours" if by.is_signed_in else "not-signed-in")
    return _officer(by, at=at, about=about, purpose=purpose)


def _officer(by: Actor, *, at: datetime, about: UUID | None, purpose: Purpose) -> str:
    if not by.second_factor:
        raise ReadRefused("no-second-factor")
    if purpose.case_id is None:
        if about is not None and by.may(ASSIST):
            return "counter"
        raise ReadRefused("no-case")
    try:
        case = casework.get_case(viewer=by, at=at, case_id=purpose.case_id, purpose=purpose)
    except (DomainError, NotFound):
        raise ReadRefused("no-part-in-case")
    if about is not None and case.applicant_id != about:
        raise ReadRefused("other-persons-case")
    return "case"
