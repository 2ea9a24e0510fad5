"""
Who does something. An actor is made at the door for one request or job and says what its maker may do now.

Rights are computed from the posts that a person holds at that moment, so they end with the post.
"""

from dataclasses import dataclass, field, replace
from uuid import UUID

from digigov.kernel.errors import NotAllowed

ANYWHERE = "*"
LOAD = "catalog.load"  # publishes what a pack says, in every room


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission in one unit (its code), or in every unit when ``unit`` is ``ANYWHERE``."""

    permission: str
    unit: str = ANYWHERE


@dataclass(frozen=True, slots=True)
class Acting:
    """
    For whom somebody acts now, and in which services: worked out at the door for one request, from a mandate that holds.
    ``ground`` is why they may (``parent``, ``agent`` …).
    """

    mandate_id: UUID
    party_id: UUID
    name: str
    ground: str
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """
    The doer of a command or the viewer of a query.

    ``account_id`` is the sign-in, ``party_id`` the person behind it; both are None for the system and for strangers.
    ``roles`` are the (role, unit) pairs of the posts held now; ``office`` is the unit that the audit names.
    ``second_factor`` says that this session was opened with one. ``party_id`` is the person at the keyboard, also when they
    act for another: a room opens to that only by asking ``stands_for`` or ``on_behalf_of``.
    """

    kind: str = "anonymous"  # anonymous · citizen · officer · system
    name: str = ""
    account_id: UUID | None = None
    party_id: UUID | None = None
    grants: frozenset[Grant] = field(default_factory=frozenset)
    roles: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    office: str = ""
    second_factor: bool = False
    acting: Acting | None = None

    @property
    def on_behalf_of(self) -> UUID | None:
        """Whose business this is: that of whoever is acted for, or the own."""
        return self.acting.party_id if self.acting else self.party_id

    def stands_for(self, party_id: UUID | None, *, service: str) -> bool:
        """Whether this is the actor's to do: the own, or while acting for another what that one's mandate names, and no more."""
        if party_id is None or party_id != self.on_behalf_of:
            return False
        return self.acting is None or service in self.acting.services

    def as_oneself(self) -> "Actor":
        """The same at their own business, for whomever they act meanwhile."""
        return replace(self, acting=None)

    @property
    def own_account(self) -> UUID:
        """The account that is signed in. :raises NotAllowed: for strangers and for the machine."""
        if self.account_id is None:
            raise NotAllowed
        return self.account_id

    @property
    def own_party(self) -> UUID:
        """Whoever is signed in, for whomever they act. :raises NotAllowed: for strangers and for the machine."""
        if self.account_id is None or self.party_id is None:
            raise NotAllowed
        return self.party_id

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    def may(self, permission: str, *, unit: str | None = None) -> bool:
        """Whether the actor holds the permission in that unit (in any unit at all when ``unit`` is None)."""
        return any(
            grant.permission == permission and (unit is None or grant.unit in (ANYWHERE, unit)) for grant in self.grants
        )

    def has_role(self, role: str, *, unit: str) -> bool:
        return (role, unit) in self.roles or (role, ANYWHERE) in self.roles

    def units_with(self, permission: str) -> frozenset[str]:
        """Codes of the units where the permission holds; contains ``ANYWHERE`` when it holds everywhere."""
        return frozenset(grant.unit for grant in self.grants if grant.permission == permission)

    def require(self, permission: str, *, unit: str | None = None) -> None:
        """:raises NotAllowed: if the permission is not held there."""
        if not self.may(permission, unit=unit):
            raise NotAllowed

    def require_signed_in(self) -> None:
        """:raises NotAllowed: for strangers and for the machine."""
        if not self.is_signed_in:
            raise NotAllowed

    def require_system(self) -> None:
        """:raises NotAllowed: unless it is the machine: a job, or a room above that has seen the proof."""
        if not self.is_system:
            raise NotAllowed

    def require_loader(self) -> None:
        """:raises NotAllowed: unless the machine loads the pack, or somebody who may publish services."""
        if not self.is_system:
            self.require(LOAD)


ANONYMOUS = Actor()


def system(name: str) -> Actor:
    """The machine itself: a job, a webhook, a migration. ``name`` is what the audit shows."""
    return Actor(kind="system", name=name)
