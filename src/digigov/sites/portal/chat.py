"""
Chat with 311: its page for everybody, with or without JavaScript. The key of a chat is a cookie that these pages alone get; where a
script reads and writes, it sends the key itself (``chat_window``), so the same works where cookies are blocked.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.ids import new_id
from digigov.modules.contact_center import commands, queries
from digigov.modules.contact_center.commands import Arrival, ChatUnknown
from digigov.modules.contact_center.queries import Reading
from digigov.sites.access import open_to
from digigov.sites.limits import count, limited
from digigov.sites.request import Request

CHANNEL = system("chat")
COOKIE, COOKIE_PATH = "chat", "/help/chat/"
LONGEST = 2000  # letters in one message


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("chat")
@never_cache
def chat(request: Request) -> HttpResponse:
    """Whether somebody is there, and the questions before a chat; outside the hours a message instead."""
    token = request.COOKIES.get(COOKIE, "")
    open_here = queries.read_chat(token=token) if token else None
    if open_here is not None and open_here.state != "over":
        return redirect("portal:chat-talk")
    if request.method != "POST":
        return begin_page(request)
    if "message" in request.POST:
        return leave_message(request)
    try:
        token = begin(request, party=True)
    except DomainError as error:
        return begin_page(request, error=error)
    answer = redirect("portal:chat-talk")
    answer.set_cookie(
        COOKIE, token, path=COOKIE_PATH, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def talk(request: Request) -> HttpResponse:
    """What was said, and what one wants to say. Each look notes that the browser is still there."""
    token = request.COOKIES.get(COOKIE, "")
    reading = queries.read_chat(token=token)
    if reading is None:
        return redirect("portal:chat")
    if request.method == "POST":
        error = take(request, token)
        if error is None:
            return redirect("portal:chat-talk")
        return talk_page(request, token, error=error)
    commands.note_here(by=CHANNEL, at=now(), token=token)
    return talk_page(request, token)


@open_to("everyone")
@require_POST
@never_cache
def end(request: Request) -> HttpResponse:
    """The citizen is done; what was said can still be kept."""
    token = request.COOKIES.get(COOKIE, "")
    if queries.read_chat(token=token) is not None:
        commands.leave_chat(by=CHANNEL, at=now(), token=token)
    return redirect("portal:chat-talk")


@open_to("everyone")
@require_safe
@never_cache
def transcript(request: Request) -> HttpResponse:
    """All of it as plain text, to keep."""
    return transcript_of(request.COOKIES.get(COOKIE, ""))


def begin(request: Request, *, party: bool) -> str:
    """
    ``party``: whoever is signed in is known by it. :raises DomainError: as ``begin_chat``.
    """
    actor = request.actor if party else None
    known = actor.party_id if actor and actor.is_signed_in and actor.acting is None else None
    arrival = Arrival(
        channel="chat", language=request.POST.get("language", ""), topic=request.POST.get("topic", ""),
        name=request.POST.get("name", "").strip(), party_id=known, external_id=_once(request),
    )  # fmt: skip
    if not arrival.topic:
        raise InvalidInput({"topic": _("Choose what it is about.")})
    return commands.begin_chat(by=CHANNEL, at=now(), arrival=arrival)


def _once(request: Request) -> str | None:
    """The form's own number, so that pressing twice begins one chat. Too short to be ours could be guessed, and is not believed."""
    typed = request.POST.get("once", "")
    return typed if len(typed) == len(_number()) else None


def _number() -> str:
    return secrets.token_urlsafe(24)


def take(request: Request, token: str, *, field: str = "text") -> DomainError | None:
    """What somebody wrote; the sentence if it could not be taken."""
    text, client = request.POST.get(field, ""), request.POST.get("id", "")[:64]
    try:
        count(request, "chat-write", subject=token[:100])
        if len(text) > LONGEST:
            raise InvalidInput({"text": _("This is too long. Send it in parts.")})
        commands.write_in_chat(by=CHANNEL, at=now(), token=token, text=text, external_id=client or None)
    except DomainError as error:
        return error
    return None


def leave_message(request: Request) -> HttpResponse:
    """Outside the hours: it is answered in writing, by whoever comes first."""
    address, text = request.POST.get("address", "").strip(), request.POST.get("message", "").strip()
    errors: dict[str, Any] = {}
    if not _is_address(address):
        errors["address"] = _("Write an e-mail address or a telephone number at which we can answer you.")
    if not text or len(text) > LONGEST:
        errors["message"] = _("Write your message in at most 2,000 letters.")
    if errors:
        return begin_page(request, error=InvalidInput(errors))
    arrival = Arrival(channel="web-form", language=get_language() or "", address=address.lower().replace(" ", ""))
    contact_id = commands.receive_contact(by=CHANNEL, at=now(), arrival=arrival)
    commands.take_message(by=CHANNEL, at=now(), contact_id=contact_id, text=text)
    return render(request, "chat/left.html", {"framed": request.path.endswith("/window/")})


def begin_page(request: Request, *, error: DomainError | None = None, framed: bool = False) -> HttpResponse:
    plan = queries.get_plan()
    errors = dict(error.errors) if isinstance(error, InvalidInput) else {"": str(error)} if error else {}
    named = dict(settings.LANGUAGES)
    speaks = request.POST.get("language") or get_language()
    return render(
        request,
        "chat/begin.html",
        {
            "plan": plan, "opening": queries.opening(at=now()), "errors": errors, "typed": request.POST, "framed": framed,
            "spoken": [{"code": code, "name": named.get(code, code)} for code in plan.languages], "speaks": speaks,
            "once": _number(),
        },
        status=error.status if error else 200,
    )  # fmt: skip


def talk_page(request: Request, token: str, *, error: DomainError | None = None, framed: bool = False) -> HttpResponse:
    reading = queries.read_chat(token=token)
    if reading is None:
        raise ChatUnknown
    parts = _all_of(token, reading)
    errors = (
        {"text": next(iter(error.errors.values())) if isinstance(error, InvalidInput) else str(error)} if error else {}
    )
    answer = render(
        request,
        "chat/talk.html",
        {
            "reading": parts[-1], "messages": [each for part in parts for each in part.messages], "token": token,
            "errors": errors, "typed": request.POST.get("text", "") if error else "", "framed": framed,
            "client_id": new_id(), "live": settings.DIGIGOV_LIVE,
        },
        status=error.status if error else 200,
    )  # fmt: skip
    if settings.DIGIGOV_LIVE:
        answer._csp_update = {"connect-src": [settings.DIGIGOV_LIVE]}  # type: ignore[attr-defined]
    return answer


def transcript_of(token: str) -> HttpResponse:
    """:raises ChatUnknown: without the key of a chat."""
    first = queries.read_chat(token=token)
    if first is None:
        raise ChatUnknown
    who = {"citizen": _("You"), "agent": _("311"), "machine": _("DigiGov")}
    lines = [
        f"{each.at:%Y-%m-%d %H:%M} UTC  {who[each.author]}: {each.text}"
        for part in _all_of(token, first)
        for each in part.messages
    ]
    answer = HttpResponse(
        "\n".join([_("Your chat with 311"), "", *lines, ""]), content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="chat-311.txt"'
    return answer


def _all_of(token: str, first: Reading) -> list[Reading]:
    """A chat of thousands of messages comes in parts."""
    parts = [first]
    while parts[-1].is_full and len(parts) < 50:
        following = queries.read_chat(token=token, mark=parts[-1].mark)
        if following is None:
            break
        parts.append(following)
    return parts


def _is_address(text: str) -> bool:
    digits = [each for each in text if each.isdigit()]
    if 7 <= len(digits) <= 15 and all(each.isdigit() or each in "+-() " for each in text):
        return True
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
