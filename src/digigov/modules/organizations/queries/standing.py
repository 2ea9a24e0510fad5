"""Rights at a moment: what posts let somebody do, and who holds a role."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from digigov.kernel.actor import ANYWHERE, Grant
from digigov.kernel.once import once
from digigov.modules.organizations.models import Assignment, Relative, Unit

SUPERVISE = "supervise"  # "supervise:<role>" is granted by a role's ``supervises``


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody's posts let them do now. Roles and grants are written out for every unit under the post's own."""

    roles: frozenset[tuple[str, str]] = frozenset()
    grants: frozenset[Grant] = frozenset()
    office: str = ""
    title: str = ""

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role now; ``stands_in`` when for an absent colleague."""

    party_id: UUID
    title: str
    unit: str
    stands_in: bool


def standing_of(party_id: UUID, at: datetime) -> Standing:
    """The rights that follow from the posts held at that moment. Two queries, one when there is no post."""
    held = list(_held(at).filter(party_id=party_id).select_related("post__unit", "post__role").order_by("starts_at"))
    if not held:
        return Standing()
    under = Q()
    for path in {assignment.post.unit.path for assignment in held}:
        under |= Q(path__startswith=path)
    units = list(Unit.objects.filter(under).values_list("code", "path"))

    roles: set[tuple[str, str]] = set()
    grants: set[Grant] = set()
    for assignment in held:
        role, path = assignment.post.role, assignment.post.unit.path
        permissions = [*role.permissions, *(f"{SUPERVISE}:{each}" for each in role.supervises)]
        places = [ANYWHERE] if role.everywhere else [code for code, under_path in units if under_path.startswith(path)]
        for place in places:
            roles.add((role.code, place))
            grants.update(Grant(permission, place) for permission in permissions)
    own = next((each for each in held if each.standing_in_for is None), held[0])
    return Standing(frozenset(roles), frozenset(grants), own.post.unit.code, own.post.title)


def list_holders(*, role: str, unit: str, at: datetime) -> tuple[Holder, ...]:
    """Everyone who holds the role in that unit or in one above it, stand-ins last. Who holds a role is never many."""
    path = Unit.objects.filter(code=unit).values_list("path", flat=True).first()
    if path is None:
        return ()
    rows = (
        _held(at)
        .filter(post__role__code=role, post__unit__code__in=path.strip("/").split("/"))
        .select_related("post__unit")
        .order_by("-post__unit__path", "starts_at", "id")
    )
    found = [Holder(r.party_id, r.post.title, r.post.unit.code, r.standing_in_for is not None) for r in rows[:200]]
    return tuple(sorted(found, key=lambda holder: holder.stands_in))


def list_holders_with(*, permission: str, at: datetime) -> tuple[UUID, ...]:
    """Everyone whose post carries the permission, in whatever unit; of a permission that is told of alarms, never many."""
    rows = _held(at).filter(post__role__permissions__contains=[permission]).order_by("party_id")
    return tuple(rows.values_list("party_id", flat=True).distinct()[:200])


def list_left(*, since: datetime, until: datetime) -> tuple[UUID, ...]:
    """Everyone who ceased to hold a post in that time; of a week, never many."""
    ended = Q(ends_at__gt=since, ends_at__lte=until) | Q(post__abolished_at__gt=since, post__abolished_at__lte=until)
    rows = Assignment.objects.filter(ended).order_by("party_id").values_list("party_id", flat=True)
    return tuple(rows.distinct())


@once
def relatives_of(party_id: UUID) -> frozenset[UUID]:
    """Everyone whom this person has declared as a relative, or who has declared this person."""
    rows = Relative.objects.filter(Q(party_id=party_id) | Q(relative_id=party_id))
    return frozenset(other if one == party_id else one for one, other in rows.values_list("party_id", "relative_id"))


def _held(at: datetime) -> Any:
    return Assignment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        Q(post__abolished_at=None) | Q(post__abolished_at__gt=at),
        starts_at__lte=at,
    )
