"""One-click sign-in for the cast. These addresses exist only while ``settings.REHEARSAL`` is set."""

from itertools import groupby

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.modules.organizations.queries import names_of
from digigov.rehearsal.cast import account_of, cast, get_member, password
from digigov.rehearsal.models import Island
from digigov.sites.access import open_to
from digigov.sites.account.session import open_session
from digigov.sites.request import Request
from digigov.ui.navigation import link

if not settings.REHEARSAL:
    raise ImproperlyConfigured("One-click sign-in exists only in rehearsals.")


@open_to("everyone")
def show_cast(request: Request) -> HttpResponse:
    """Everyone whom one can be, grouped by what they do."""
    officers = [member for member in cast() if member.is_officer]
    names = names_of({member.unit for member in officers})
    groups = [(names.get(unit, unit), list(members)) for unit, members in groupby(officers, lambda member: member.unit)]
    citizens = [member for member in cast() if not member.is_officer]
    return render(
        request,
        "rehearsal/cast.html",
        {"citizens": citizens, "groups": groups, "password": password(), "island": Island.objects.first()},
    )


@open_to("everyone")
@require_POST
def sign_in_as(request: Request, key: str) -> HttpResponse:
    """Be one of the cast. An officer's second factor counts as used."""
    member = get_member(key)
    account_id = account_of(member, at=now()) if member else None
    if member is None or account_id is None:
        raise NotFound
    open_session(request, account_id, second_factor=member.is_officer)
    there = link("desk:queue") if member.is_officer else link("portal:home")
    return HttpResponseRedirect(there or "/rehearsal/")
