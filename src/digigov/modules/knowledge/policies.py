"""Who may."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

WRITE = "knowledge.write"  # in a unit: write its articles, and see what people said of them
SUGGEST = "knowledge.suggest"  # in any unit: note what was suggested and sent while one talks with somebody
APPROVE = "knowledge.approve"  # in a unit: let what another wrote be read by all


class OtherEyes(NotAllowed):
    code = "article-other-eyes"
    message = _("You wrote this. Somebody else must read and approve it.")


def require_other(by: Actor, writer_id: UUID | None) -> None:
    """:raises OtherEyes: if the actor is who wrote it."""
    if by.party_id is None or by.party_id == writer_id:
        raise OtherEyes


def require_writer(by: Actor, *, unit: str) -> None:
    """:raises NotAllowed: unless the actor writes or approves articles of that unit."""
    if not (by.may(WRITE, unit=unit) or by.may(APPROVE, unit=unit)):
        raise NotAllowed


def require_agent(by: Actor) -> None:
    """:raises NotAllowed: unless it is an agent, or the machine for a room above."""
    if not by.is_system:
        by.require(SUGGEST)
