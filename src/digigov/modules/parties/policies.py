"""Who may write and read what is known of a person."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

ANSWER_PEOPLE = "contact.answer"  # somebody of the contact centre, with that person on the line
SERVE_PEOPLE = "counter.assist"  # an officer at a counter: find somebody, register somebody, mend contact data


def require_own_or_counter(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: unless it is the person, somebody at a counter, or the machine."""
    if not (by.is_system or by.party_id == party_id or by.may(SERVE_PEOPLE)):
        raise NotAllowed


def require_counter(by: Actor) -> None:
    """:raises NotAllowed: unless it is somebody at a counter, or the machine."""
    if not (by.is_system or by.may(SERVE_PEOPLE)):
        raise NotAllowed


def require_officer(by: Actor) -> None:
    """:raises NotAllowed: unless an officer asks. Which people stand on the officer's list is for the room above to say."""
    if by.kind != "officer":
        raise NotAllowed


def require_reader(by: Actor, *, party_id: UUID, case_id: UUID | None) -> None:
    """
    :raises NotAllowed: unless it is the person, whoever acts for them, somebody at a counter or of the contact centre, the machine, or
        an officer who reads for a case.

    Whether that officer may see that case, or has that person on the line, is for the room above to say, before it asks here; the trail keeps both names.
    """
    reads_for_a_case = by.kind == "officer" and case_id is not None
    is_own = party_id in (by.party_id, by.on_behalf_of)
    serves = by.may(SERVE_PEOPLE) or by.may(ANSWER_PEOPLE)
    if not (by.is_system or is_own or serves or reads_for_a_case):
        raise NotAllowed
