"""Who may write and read what is known of a person."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

SERVE_PEOPLE = "parties.serve"  # an officer at a counter: find somebody, register somebody, mend contact data
READ_PEOPLE = "parties.read"  # an officer who decides: see the person of a case


def require_own_or_counter(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: unless it is the person, somebody at a counter, or the machine."""
    if not (by.is_system or by.party_id == party_id or by.may(SERVE_PEOPLE)):
        raise NotAllowed


def require_counter(by: Actor) -> None:
    """:raises NotAllowed: unless it is somebody at a counter, or the machine."""
    if not (by.is_system or by.may(SERVE_PEOPLE)):
        raise NotAllowed


def require_reader(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: unless it is the person, an officer who may look at people, or the machine."""
    if not (by.is_system or by.party_id == party_id or by.may(SERVE_PEOPLE) or by.may(READ_PEOPLE)):
        raise NotAllowed
