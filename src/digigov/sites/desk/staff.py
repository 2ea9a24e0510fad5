"""The posts of the units whose staff one manages; and one's own declared relatives."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.identity.queries import find_owner
from digigov.modules.organizations import commands, queries
from digigov.modules.parties.queries import find_matching, names_of
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.request import Request

MANAGE = "staff.manage"
UNITS = Page(size=100)


@open_to(MANAGE)
def posts(request: Request) -> HttpResponse:
    """Who sits where: a unit and what lies under it."""
    actor = request.actor
    units = queries.list_units_managed(viewer=actor, page=UNITS).items
    codes = [unit.code for unit in units]
    chosen = request.GET.get("unit") or (actor.office if actor.office in codes else codes[0])
    found = queries.list_posts(
        viewer=actor, at=now(), unit=chosen, page=Page.from_query(request.GET.get("page"), size=50)
    )
    page = {
        "units": units,
        "chosen": chosen,
        "posts": found,
        "names": names_of(queries.parties_in(found)),
        "places": queries.names_of({post.unit for post in found}),
        "here_in_nav": "desk:staff",
    }
    return render(request, "desk/staff/posts.html", page)


@open_to(MANAGE)
def new_post(request: Request) -> HttpResponse:
    actor, errors = request.actor, {}
    given = {name: request.POST.get(name, "") for name in ("unit", "role", "title")}
    if request.method == "POST":
        try:
            post_id = commands.create_post(by=actor, at=now(), **given)
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            return redirect("desk:staff-post", post_id=post_id)
    page = {
        "units": queries.list_units_managed(viewer=actor, page=UNITS).items,
        "roles": queries.list_roles(viewer=actor),
        "errors": errors,
        "given": {**given, "unit": given["unit"] or request.GET.get("unit", "")},
        "here_in_nav": "desk:staff",
    }
    return render(request, "desk/staff/new_post.html", page, status=422 if errors else 200)


@open_to("officer")
def relatives(request: Request) -> HttpResponse:
    """An officer's own relatives: their applications never come to this desk."""
    actor, errors = request.actor, {}
    if request.method == "POST":
        try:
            relative = person_typed(request)
            commands.declare_relative(by=actor, at=now(), party_id=actor.own_party, relative_id=relative)
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            return redirect("desk:relatives")
    known = names_of(queries.relatives_of(actor.own_party))
    page = {
        "errors": errors,
        "given": request.POST,
        "relatives": sorted(known.values()),
        "here_in_nav": "desk:relatives",
    }
    return render(request, "desk/staff/relatives.html", page, status=422 if errors else 200)


def person_typed(request: Request) -> Any:
    """
    The person whose number and family name were typed. Both must be known, so that nobody can look up whose number it is.

    :raises InvalidInput: if they do not belong together.
    """
    limits.count(request, "match-person")
    found = find_matching(
        national_id=request.POST.get("national_id", ""), family_name=request.POST.get("family_name", "")
    )
    if found is None:
        raise InvalidInput({"national_id": _("Nobody is registered with this number and this family name.")})
    return found


def owner_typed(request: Request) -> Any:
    """
    The same of somebody who has an account; where no number is on record, by the address that signs in and the family name.

    :raises InvalidInput: as ``person_typed``.
    """
    try:
        return person_typed(request)
    except InvalidInput:
        address, name = request.POST.get("national_id", ""), request.POST.get("family_name", "")
        found = find_owner(address=address, family_name=name)
        if found is None:
            raise InvalidInput(
                {"national_id": _("Nobody has an account with this number or address and this family name.")}
            ) from None
        return found
