"""What government knows about me: everything in one place, room by room; what registers say; a copy of all of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import local_date, now
from digigov.kernel.paging import Page
from digigov.modules.applications.queries import trail_subject
from digigov.modules.assurance.queries import level_of
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog.queries import get_data_protection
from digigov.modules.parties.queries import get_person, records_of
from digigov.modules.privacy import commands, queries
from digigov.modules.privacy.definitions import Whose
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.copy_to_read import copy_to_read
from digigov.sites.account.held_in_words import in_words
from digigov.sites.account.own_registers import ask_registers
from digigov.sites.account.security import freshly_proved
from digigov.sites.request import Request

# name of a page, and what the link says: what else belongs to my data is added here.
ELSEWHERE: tuple[tuple[str, Any], ...] = (
    ("account:consents", _("Registers that you let be read")),
    ("account:signing", _("Sign a paper, or see what you are asked to sign")),
    ("account:mandates", _("Acting for others")),
)


def whose_of(request: Request) -> Whose:
    actor = request.actor
    return Whose(actor.own_party, records_of(actor.own_party), frozenset({actor.own_account}))


@open_to("citizen")
@never_cache
def overview(request: Request) -> HttpResponse:
    """All of it in one place: who looked, what is known, where from, a copy, what was allowed."""
    actor = request.actor
    held = queries.list_holdings(viewer=actor, whose=whose_of(request))
    return render(request, "account/my_data.html", {"held": held, "elsewhere": ELSEWHERE})


@open_to("citizen")
@never_cache
def room(request: Request, room: str) -> HttpResponse:
    """What one part of the window holds, why, by which law, how long; and how to put it right."""
    actor, page = request.actor, Page.from_query(request.GET.get("page"), size=20)
    holding, records = queries.list_records(viewer=actor, whose=whose_of(request), room=room, page=page)
    shown = {
        "holding": holding,
        "kept": queries.kept_of(holding),
        "records": records,
        "in_words": in_words,
        "question": get_data_protection().questions_to,
    }
    return render(request, "account/held.html", shown)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("look-up")
@never_cache
def registers(request: Request) -> HttpResponse:
    """What registers say, asked when the person asks for it: only of whoever has shown who they are."""
    actor = request.actor
    person = get_person(viewer=actor, at=now(), party_id=actor.own_party, purpose=Purpose("own-data"))
    is_known = bool(person.national_id) and level_of(actor.own_party, at=now()) > 0
    said = ask_registers(actor, person.national_id or "") if request.method == "POST" and is_known else None
    shown = {
        "is_known": is_known,
        "said": said,
        "in_words": in_words,
        "question": get_data_protection().questions_to,
    }
    return render(request, "account/own_registers.html", shown)


@open_to("citizen")
@freshly_proved
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("export")
@never_cache
def export(request: Request) -> HttpResponse:
    """A copy of everything, to keep or to take elsewhere."""
    if request.method != "POST":
        return render(request, "account/export.html", {})
    actor, at, whose = request.actor, now(), whose_of(request)
    if request.POST.get("as") == "pdf":
        commands.note_copy(by=actor, at=at, whose=whose)
        return _file(copy_to_read(whose), "application/pdf", f"my-data-{local_date(at)}.pdf")
    body = commands.export(by=actor, at=at, whose=whose, subject=trail_subject(actor.own_party))
    return _file(body, "application/json; charset=utf-8", f"my-data-{local_date(at)}.json")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=kind, headers=headers)
