"""Who may say how government is built and who sits where."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.organizations.models import Post, Role

MANAGE_STAFF = "staff.manage"  # in a unit: make posts, join, move, leave, stand in
MANAGE_ORGANIZATIONS = "organizations.manage"  # everywhere: load the definitions of units, roles and calendar; any post


class NotBelow(NotAllowed):
    code = "post-not-below"
    message = _("This post is not one of those below yours. Whoever stands above it gives it and takes it back.")


def require_loader(by: Actor) -> None:
    """:raises NotAllowed: unless it is the machine (a pack is loaded) or somebody who keeps the organisation."""
    if not by.is_system:
        by.require(MANAGE_ORGANIZATIONS)


def require_staff_manager(by: Actor, *, unit: str) -> None:
    """:raises NotAllowed: unless the actor manages the staff of that unit, or is the machine."""
    if not by.is_system:
        by.require(MANAGE_STAFF, unit=unit)


@dataclass(frozen=True, slots=True)
class Line:
    """
    The posts that somebody may make, give and take back: every post of some units for who keeps the organisation there, and
    else units by the role of the post.
    """

    whole_units: frozenset[str]
    below: Mapping[str, frozenset[str]]

    def holds(self, *, role: str, unit: str) -> bool:
        return any({unit, ANYWHERE} & units for units in (self.whole_units, self.below.get(role, frozenset())))

    def posts(self) -> Q:
        found = _in("unit__code", self.whole_units)
        for role, units in self.below.items():
            found |= Q(role__code=role) & _in("unit__code", units)
        return found


def line_of(by: Actor) -> Line:
    """What stands below one's own posts: the roles that each role held appoints, in the units where it is held. One query."""
    if by.is_system:
        return Line(frozenset({ANYWHERE}), {})
    held = Role.objects.filter(code__in={role for role, _unit in by.roles}, permissions__contains=MANAGE_STAFF)
    appoints = dict(held.values_list("code", "appoints"))
    below: dict[str, set[str]] = defaultdict(set)
    for own, unit in by.roles:
        for role in appoints.get(own, ()):
            below[role].add(unit)
    return Line(by.units_with(MANAGE_ORGANIZATIONS), {role: frozenset(units) for role, units in below.items()})


def require_appointer(by: Actor, *, role: str, unit: str) -> None:
    """
    :raises NotAllowed: unless the actor manages the staff of that unit, or is the machine.
    :raises NotBelow: if a post of that role does not stand below one of the actor's own.
    """
    require_staff_manager(by, unit=unit)
    if not line_of(by).holds(role=role, unit=unit):
        raise NotBelow


def require_appointer_to(by: Actor, post: Post) -> None:
    require_appointer(by, role=post.role.code, unit=post.unit.code)


def require_not_oneself(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: if somebody would give a post to themself."""
    if by.party_id is not None and by.party_id == party_id:
        raise NotAllowed


def require_own_declaration(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: unless one declares one's own relative, or somebody who manages staff anywhere does."""
    if not (by.is_system or by.party_id == party_id or by.may(MANAGE_STAFF)):
        raise NotAllowed


def _in(field: str, units: frozenset[str]) -> Q:
    return ~Q(pk__in=[]) if ANYWHERE in units else Q(**{f"{field}__in": units})
