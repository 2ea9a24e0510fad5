"""What one has reported oneself: signed in, with reference and code, or by the link of a message."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.forms import queries as forms
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import commands, queries
from digigov.modules.service_requests.queries import OwnRequest
from digigov.sites.access import MANDATES, open_to
from digigov.sites.limits import count
from digigov.sites.request import Request
from digigov.sites.wording_requests import STATES, STORY, TAGS

OPENED = "request_opened"  # in the session: reference and code


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def track_request(request: Request) -> HttpResponse:
    """Ask for reference and code. Neither is ever part of an address."""
    typed = {"reference": request.POST.get("reference", "")[:40], "code": request.POST.get("code", "")[:40]}
    error = ""
    if request.method == "POST":
        count(request, "track", subject=parse_reference(typed["reference"]) or "")
        if queries.find_by_code(**typed):
            request.session[OPENED] = typed
            return redirect("portal:tracked-request")
        error = str(commands.WrongRequestCode())
    page = {**typed, "errors": {"reference": error} if error else {}}
    return render(request, "requests/track.html", page, status=404 if error else 200)


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tracked_request(request: Request) -> HttpResponse:
    """The own request, opened by its code in this browser."""
    kept = request.session.get(OPENED)
    found = queries.find_by_code(**kept) if kept else None
    if found is None:
        return redirect("portal:track-request")
    return _page(request, found, by=queries.by_code(found.reference), more={"by_code": True})


@open_to("everyone")
@require_POST
def close_tracked(request: Request) -> HttpResponse:
    """Done: the next person at this screen sees nothing."""
    request.session.pop(OPENED, None)
    return redirect("portal:track-request")


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def request_link(request: Request, link: str) -> HttpResponse:
    """Is it done? Asked on a page, because programs that read mail open links."""
    if request.method == "POST":
        count(request, "request-link")
    found = queries.find_by_link(link)
    return _page(request, found, by=queries.by_code(found.reference), more={"by_link": True})


@open_to("citizen")
@require_safe
def my_requests(request: Request) -> HttpResponse:
    """What the person, or whom they act for, has reported, and what they follow."""
    actor = request.actor
    if actor.acting:
        return redirect(MANDATES)
    page = Page.from_query(request.GET.get("page"))
    found = queries.list_requests_of(viewer=actor, at=now(), party_id=actor.own_party, page=page)
    followed = queries.list_followed(viewer=actor, page=Page(size=50))
    return render(request, "requests/mine.html", {"found": found, "followed": followed, "STATES": STATES, "TAGS": TAGS})


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def my_request(request: Request, reference: str) -> HttpResponse:
    found = queries.get_own(viewer=request.actor, at=now(), reference=reference)
    return _page(request, found, by=request.actor, more={"signed_in": True})


def _page(request: Request, found: OwnRequest, *, by: Actor, more: dict[str, Any]) -> HttpResponse:
    """The request and its story; what its reporter may say is done here."""
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            _do(request, found, by=by)
            done = "portal:tracked-request" if "by_code" in more else ""
            if "signed_in" in more:
                return redirect("portal:my-request", reference=found.reference)
            return redirect(done) if done else render(request, "requests/thanks.html", {"found": found})
        except InvalidInput as refusal:
            errors, status = dict(refusal.errors), 422
        except DomainError as refusal:
            errors, status = {"": refusal}, refusal.status
    form = queries.form_of(found.category, found.version)
    given = {**found.answers, **({"description": found.description} if found.description else {})}
    page = {
        "by_code": False,
        "found": found,
        "unit": organizations.name_of(found.unit),
        "owner": organizations.name_of(found.owner),
        "given": forms.answers_view(form, given, forms.context_at(now())) if "by_link" not in more else (),
        "story": [{"title": STORY.get(each.kind, each.kind), "at": each.at, "text": each.text} for each in found.story],
        "STATES": STATES,
        "TAGS": TAGS,
        "may_reopen": found.state == "closed" and bool(found.reopen_until and now() <= found.reopen_until),
        "text": request.POST.get("text", ""),
        "errors": errors,
        **more,
    }
    return render(request, "requests/own.html", page, status=status)


def _do(request: Request, found: OwnRequest, *, by: Actor) -> None:
    """:raises InvalidInput: if nothing was chosen or written."""
    said, text, at = request.POST.get("done", ""), request.POST.get("text", ""), now()
    if said in ("yes", "no"):
        commands.confirm_request(by=by, at=at, request_id=found.id, is_done=said == "yes", text=text)
    else:
        commands.reply_to_request(by=by, at=at, request_id=found.id, text=text, channel="web")
