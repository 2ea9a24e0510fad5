"""Posts and people: join, move, leave, stand in. Rights follow the post and end with it the same minute."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel import once
from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date, local_zone
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.kernel.events import publish
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.organizations import events, policies
from digigov.modules.organizations.models import Assignment, Post, Relative, Role, Unit


class PostTaken(DomainError):
    code = "post-taken"
    message = _("Somebody holds this post in that time. End that first, or enter a stand-in with dates.")


class AlreadyEnded(DomainError):
    code = "assignment-already-ended"
    message = _("This has ended already, and what has been cannot be changed.")


@transaction.atomic
def create_post(*, by: Actor, at: datetime, unit: str, role: str, title: str) -> UUID:
    """
    Make a post in a unit.

    :raises NotAllowed: unless the actor manages the staff of that unit, and the role stands below the own.
    :raises NotFound: if the unit or the role does not exist.
    """
    policies.require_appointer(by, role=role, unit=unit)
    place = Unit.objects.filter(code=unit, is_current=True).first()
    kind = Role.objects.filter(code=role, is_current=True).first()
    if place is None or kind is None:
        raise NotFound
    if not title.strip():
        raise InvalidInput({"title": _("Enter the title of the post.")})

    post = Post.objects.create(id=new_id(), unit=place, role=kind, title=title.strip()[:200], created_at=at)
    audit.record(
        by=by, at=at, action="organizations.post-created", subject_id=post.id, details={"unit": unit, "role": role}
    )
    return post.id


@transaction.atomic
def abolish_post(*, by: Actor, at: datetime, post_id: UUID) -> None:
    """End a post now; whoever holds it loses its rights this minute. :raises NotAllowed: as above."""
    post = _locked_post(post_id)
    policies.require_appointer_to(by, post)
    if post.abolished_at is not None:
        return
    post.abolished_at = at
    post.save(update_fields=["abolished_at"])
    audit.record(by=by, at=at, action="organizations.post-abolished", subject_id=post.id)
    for party_id in (
        post.assignments.exclude(ends_at__lte=at).filter(starts_at__lte=at).values_list("party_id", flat=True)
    ):
        publish(events.PostLeft(party_id=party_id, left_at=at))


@transaction.atomic
def assign(
    *,
    by: Actor,
    at: datetime,
    post_id: UUID,
    party_id: UUID,
    starts_on: date,
    ends_on: date | None = None,
    standing_in_for: UUID | None = None,
) -> UUID:
    """
    Put a person in a post from the first day to the end of the last; ``standing_in_for`` is the absent holder's party.

    :raises NotAllowed: unless the actor manages the staff of the unit and stands above the post, and for oneself.
    :raises InvalidInput: if the days make no sense, or a stand-in has no last day or no holder to stand in for.
    :raises PostTaken: if somebody else holds the post in that time.
    """
    post = _locked_post(post_id)
    policies.require_appointer_to(by, post)
    policies.require_not_oneself(by, party_id=party_id)
    _check_days(post, at=at, starts_on=starts_on, ends_on=ends_on)
    if standing_in_for is not None:
        _check_stand_in(post, party_id=party_id, holder=standing_in_for, ends_on=ends_on)

    try:
        with transaction.atomic():
            made = Assignment.objects.create(
                id=new_id(),
                post=post,
                party_id=party_id,
                starts_at=max(_midnight(starts_on), at) if starts_on == local_date(at) else _midnight(starts_on),
                ends_at=_midnight(ends_on + timedelta(days=1)) if ends_on else None,
                standing_in_for=standing_in_for,
            )
    except IntegrityError as clash:
        raise PostTaken from clash
    action = "stand-in-entered" if standing_in_for else "post-given"
    audit.record(by=by, at=at, action=f"organizations.{action}", subject_id=party_id, details={"post": str(post.id)})
    return made.id


@transaction.atomic
def end_assignment(*, by: Actor, at: datetime, assignment_id: UUID, ends_at: datetime) -> None:
    """
    Take a post back at a moment, now or later. Whoever stands in goes on to the day that was entered.

    :raises NotAllowed: unless the actor manages the staff of the unit and stands above the post.
    :raises AlreadyEnded: if it has ended.
    :raises InvalidInput: if the moment has passed.
    """
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("post__unit", "post__role")
    assignment = locked.filter(id=assignment_id).first()
    if assignment is None:
        policies.require_staff_manager(by, unit="")
        raise NotFound
    policies.require_appointer_to(by, assignment.post)
    if assignment.ends_at is not None and assignment.ends_at <= at:
        raise AlreadyEnded
    if ends_at < at:
        raise InvalidInput({"ends_on": _("The last day cannot lie in the past.")})

    assignment.ends_at = max(ends_at, assignment.starts_at)
    try:
        with transaction.atomic():
            assignment.save(update_fields=["ends_at"])
    except IntegrityError as clash:
        raise PostTaken from clash
    audit.record(
        by=by,
        at=at,
        action="organizations.post-left",
        subject_id=assignment.party_id,
        details={"post": str(assignment.post_id)},
    )
    if assignment.ends_at <= at:
        publish(events.PostLeft(party_id=assignment.party_id, left_at=at))


@transaction.atomic
def move(*, by: Actor, at: datetime, assignment_id: UUID, to_post_id: UUID) -> UUID:
    """
    Move a person from one post to another, now: no minute with both, none with neither.

    :raises NotAllowed: unless the actor manages the staff of both units and stands above both posts.
    :raises PostTaken: if the other post is held.
    """
    party_id = Assignment.objects.filter(id=assignment_id).values_list("party_id", flat=True).first()
    end_assignment(by=by, at=at, assignment_id=assignment_id, ends_at=at)
    if party_id is None:
        raise NotFound
    return assign(by=by, at=at, post_id=to_post_id, party_id=party_id, starts_on=local_date(at))


@transaction.atomic
def declare_relative(*, by: Actor, at: datetime, party_id: UUID, relative_id: UUID) -> None:
    """
    Write down that two people are kin, so that neither decides for the other; again changes nothing.

    :raises NotAllowed: unless one declares one's own relative, or somebody who manages staff does.
    """
    policies.require_own_declaration(by, party_id=party_id)
    if party_id == relative_id:
        raise InvalidInput({"relative_id": _("Choose somebody else.")})
    _relative, is_new = Relative.objects.get_or_create(
        party_id=party_id, relative_id=relative_id, defaults={"declared_at": at}
    )
    if is_new:
        once.forget()
        audit.record(by=by, at=at, action="organizations.relative-declared", subject_id=party_id)
        publish(events.RelativeDeclared(party_id=party_id, relative_id=relative_id))


def _locked_post(post_id: UUID) -> Post:
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "role").filter(id=post_id).first()
    if post is None:
        raise NotFound
    return post


def _check_days(post: Post, *, at: datetime, starts_on: date, ends_on: date | None) -> None:
    if post.abolished_at is not None:
        raise InvalidInput({"post_id": _("This post no longer exists.")})
    if starts_on < local_date(at):
        raise InvalidInput({"starts_on": _("The first day cannot lie in the past.")})
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput({"ends_on": _("The last day must not come before the first.")})


def _check_stand_in(post: Post, *, party_id: UUID, holder: UUID, ends_on: date | None) -> None:
    if ends_on is None:
        raise InvalidInput({"ends_on": _("Enter the last day of standing in.")})
    if holder == party_id:
        raise InvalidInput({"party_id": _("Nobody stands in for themself.")})
    if not Assignment.objects.filter(post=post, party_id=holder, standing_in_for=None).exists():
        raise InvalidInput({"standing_in_for": _("That person does not hold this post.")})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), local_zone())
