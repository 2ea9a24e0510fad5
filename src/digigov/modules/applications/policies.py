"""Who may see and change a draft or an application: whose it is, whoever acts for them, and the officer who helps at a counter."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.applications import rules
from digigov.modules.applications.models import Application, Draft

ASSIST = "counter.assist"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks for a draft: the actor, and the token that their browser keeps when nobody is signed in on it."""

    actor: Actor
    token: str = ""

    def holds(self, draft: Draft) -> bool:
        if self.actor.stands_for(draft.party_id, service=draft.service):
            return True
        if draft.assisted_by and draft.assisted_by == self.actor.party_id:
            return self.actor.may(ASSIST)
        return bool(draft.holder_hash and self.token and rules.same(draft.holder_hash, hash_of(self.token)))


def hash_of(secret: str) -> str:
    return rules.hash_of(secret, key=settings.SECRET_KEY)


def require_draft(holder: Holder, draft: Draft | None) -> Draft:
    """:raises NotFound: also when it is somebody else's, so that nobody learns that it exists."""
    if draft is None or not holder.holds(draft):
        raise NotFound
    return draft


def require_owner(actor: Actor, application: Application | None) -> Application:
    """:raises NotFound: also when it is somebody else's."""
    if application is None or not actor.stands_for(application.party_id, service=application.service):
        raise NotFound
    return application


def by_code(reference: str) -> Actor:
    """Whoever holds the code of an application: they act for nobody by name, and the trail says how they came in."""
    return system(f"code of {reference}")


def opens(application: Application | None, code: str) -> bool:
    """Whether the code is that application's."""
    typed = hash_of(rules.tidy_code(code))
    return rules.same(application.code_hash if application else "", typed) and application is not None


def may_be_taken_over(application: Application) -> bool:
    """Handed in at a counter or without an account, and nobody's own since."""
    return application.taken_over_at is None and bool(application.assisted_by or application.party_id is None)


def require_not_the_assistant(actor: Actor, application: Application) -> None:
    """:raises NotAllowed: for the officer at the counter, whom the code was shown so that the person gets it."""
    if application.assisted_by is not None and application.assisted_by == actor.party_id:
        raise NotAllowed


def require_assistant(actor: Actor, party_id: UUID | None, *, unit: str) -> None:
    """
    :raises NotAllowed: unless the actor may help at a counter with what that unit offers, and is not helping themself to a
        case of their own.
    """
    actor.require(ASSIST, unit=unit)
    if party_id is not None and party_id == actor.party_id:
        raise NotAllowed
