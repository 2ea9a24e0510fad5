"""One post: put somebody in it, let somebody stand in, move its holder, take it back, end it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digigov.kernel.clock import local_date, local_zone, now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.organizations import commands, queries
from digigov.modules.parties.queries import names_of
from digigov.sites.access import open_to
from digigov.sites.desk.staff import MANAGE, owner_typed
from digigov.sites.request import Request


@open_to(MANAGE)
def show(request: Request, post_id: UUID) -> HttpResponse:
    return _page(request, post_id)


@open_to(MANAGE)
@require_POST
def join(request: Request, post_id: UUID) -> HttpResponse:
    """Put somebody in the post, from a day on."""

    def do() -> None:
        commands.assign(
            by=request.actor,
            at=now(),
            post_id=post_id,
            party_id=owner_typed(request),
            starts_on=_day(request, "starts_on"),
        )

    return _try(request, post_id, do)


@open_to(MANAGE)
@require_POST
def stand_in(request: Request, post_id: UUID) -> HttpResponse:
    """Let somebody stand in for the absent holder, from one day to another."""

    def do() -> None:
        holder = queries.get_post(viewer=request.actor, at=now(), post_id=post_id).holder
        if holder is None:
            raise InvalidInput({"national_id": _("Nobody holds this post.")})
        commands.assign(
            by=request.actor,
            at=now(),
            post_id=post_id,
            party_id=owner_typed(request),
            starts_on=_day(request, "starts_on"),
            ends_on=_day(request, "ends_on"),
            standing_in_for=holder.party_id,
        )

    return _try(request, post_id, do)


@open_to(MANAGE)
@require_POST
def leave(request: Request, post_id: UUID) -> HttpResponse:
    """Take the post back: this minute, or at the end of a day."""

    def do() -> None:
        wanted = request.POST.get("ends_on", "")
        at = now()
        end = _day(request, "ends_on") if wanted else None
        commands.end_assignment(
            by=request.actor,
            at=at,
            assignment_id=_id(request, "assignment_id"),
            ends_at=datetime.combine(end + timedelta(days=1), time(), local_zone()) if end else at,
        )

    return _try(request, post_id, do)


@open_to(MANAGE)
@require_POST
def move(request: Request, post_id: UUID) -> HttpResponse:
    """Move the holder to a vacant post, this minute."""

    def do() -> None:
        commands.move(
            by=request.actor,
            at=now(),
            assignment_id=_id(request, "assignment_id"),
            to_post_id=_id(request, "to_post_id"),
        )

    return _try(request, post_id, do)


@open_to(MANAGE)
@require_POST
def abolish(request: Request, post_id: UUID) -> HttpResponse:
    commands.abolish_post(by=request.actor, at=now(), post_id=post_id)
    return redirect("desk:staff")


def _try(request: Request, post_id: UUID, do: Callable[[], None]) -> HttpResponse:
    try:
        do()
    except InvalidInput as refusal:
        return _page(request, post_id, errors=refusal.errors)
    except (commands.PostTaken, commands.AlreadyEnded) as refusal:
        return _page(request, post_id, errors={"": refusal})
    return redirect("desk:staff-post", post_id=post_id)


def _page(request: Request, post_id: UUID, *, errors: dict[str, Any] | None = None) -> HttpResponse:
    actor, at = request.actor, now()
    post = queries.get_post(viewer=actor, at=at, post_id=post_id)
    vacant = queries.list_vacant_posts(viewer=actor, at=at, page=Page(size=100))
    page = {
        "post": post,
        "place": queries.name_of(post.unit),
        "names": names_of(queries.parties_in([post])),
        "vacant": [each for each in vacant if each.id != post.id],
        "vacant_places": queries.names_of({each.unit for each in vacant}),
        "errors": errors or {},
        "given": request.POST,
        "tried": request.resolver_match.url_name if request.resolver_match else "",
        "today": local_date(at).isoformat(),
        "here_in_nav": "desk:staff",
    }
    return render(request, "desk/staff/post.html", page, status=422 if errors else 200)


def _day(request: Request, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise InvalidInput({name: _("Enter a date.")}) from None


def _id(request: Request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NotFound from None
