"""The desk of 311: how one stands, what is in one's hands, the queue, and who is at work."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.contact_center import commands, queries
from digigov.modules.contact_center.commands import Arrival
from digigov.sites.access import open_to
from digigov.sites.request import Request

HERE = "desk:contacts"
ANSWER = "contact.answer"
STATES = {
    "ready": _("Ready"),
    "break": _("On a break"),
    "meeting": _("In a meeting"),
    "training": _("In training"),
    "after-call": _("Writing up"),
    "away": _("Away: a contact rang and was not answered"),
    "off": _("Not at work"),
}
IN_PERSON = ("walk-in", "voice", "post")  # what an agent writes down that no machine brings
SHOWN = 25


@open_to(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: Request) -> HttpResponse:
    """Everything at a glance; change how one stands, or write down who is there."""
    actor, errors = request.actor, {}
    if request.method == "POST":
        try:
            if request.POST.get("do") == "arrive":
                return _arrive(request)
            commands.change_state(by=actor, at=now(), state=request.POST.get("state", ""))
            return redirect(HERE)
        except InvalidInput as refusal:
            errors = refusal.errors
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            errors = {"": refusal}
    else:
        commands.note_seen(by=actor, at=now())
    state, since = queries.find_own_state(viewer=actor)
    plan = queries.get_plan()
    page: dict[str, Any] = {
        "plan": plan,
        "channels": {each.id: each.name for each in plan.channels},
        "topics": {each.id: each.name for each in plan.topics},
        "came_by": [plan.channel(each) for each in IN_PERSON if plan.channel(each)],
        "live": settings.DIGIGOV_LIVE,
        "named_languages": dict(settings.LANGUAGES),
        "states": STATES,
        "state": state,
        "since": since,
        "mine": queries.list_in_hand(viewer=actor),
        "waiting": queries.list_waiting(viewer=actor, page=Page.from_query(request.GET.get("page"), size=SHOWN)),
        "colleagues": queries.list_agents(viewer=actor, page=Page(size=SHOWN)),
        "opening": queries.opening(at=now()),
        "at": now(),
        "soon": now() + timedelta(minutes=15),
        "errors": errors,
        "typed": request.POST,
    }
    return live(render(request, "desk/contact/contacts.html", page, status=422 if errors else 200))


@open_to(ANSWER)
@require_POST
def here(request: Request) -> HttpResponse:
    """The desk is still open in the agent's browser."""
    commands.note_seen(by=request.actor, at=now())
    return HttpResponse(status=204)


def live(answer: HttpResponse) -> HttpResponse:
    """A page that is told what is new; in a rehearsal the live process has a port of its own."""
    if settings.DIGIGOV_LIVE:
        answer._csp_update = {"connect-src": [settings.DIGIGOV_LIVE]}  # type: ignore[attr-defined]
    return answer


def _arrive(request: Request) -> HttpResponse:
    """Somebody stands before the agent, or rang on a line that no machine answers: it is theirs at once."""
    typed = request.POST
    if typed.get("channel") not in IN_PERSON:
        raise InvalidInput({"channel": _("Choose how they have come.")})
    arrival = Arrival(
        channel=typed["channel"], language=typed.get("language", ""), topic=typed.get("topic", ""),
        name=typed.get("name", "").strip()[:120], subject=typed.get("subject", "").strip()[:200],
    )  # fmt: skip
    contact_id = commands.receive_own_contact(by=request.actor, at=now(), arrival=arrival)
    return redirect("desk:contact", contact_id=contact_id)
