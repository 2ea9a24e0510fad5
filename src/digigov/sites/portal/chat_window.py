"""
The chat on other pages of government: what their one line loads, the frame it opens, and the addresses at which a script of ours reads and
writes. No cookie plays a part, since browsers block them in frames: whoever has the key of a chat sends it, in a form or in the header
``X-Chat-Token``, which no foreign page can add. Whoever comes through the frame is never signed in.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, NotAllowed
from digigov.modules.contact_center import commands, queries
from digigov.modules.contact_center.commands import ChatUnknown
from digigov.sites.access import View, open_to
from digigov.sites.languages import known
from digigov.sites.limits import limited
from digigov.sites.portal import chat
from digigov.sites.request import Request


def _framed(answer: HttpResponse) -> HttpResponse:
    """Only pages of the hosts in the settings may show it."""
    ancestors = ["'self'", *settings.DIGIGOV_CHAT_HOSTS]
    answer._csp_replace = {"frame-ancestors": ancestors}  # type: ignore[attr-defined]
    return answer


@open_to("everyone")
@require_safe
@cache_control(public=True, max_age=3600)
def widget(request: Request) -> HttpResponse:
    """The script of the one line; ``?language=acf`` for its words in Kwéyòl."""
    asked = request.GET.get("language", "")
    language = asked if known(asked) else "en"
    with translation.override(language):
        answer = render(
            request, "chat/widget.js", {"language": language}, content_type="text/javascript; charset=utf-8"
        )
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@csrf_exempt
@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("chat")
@xframe_options_exempt
@never_cache
def window(request: Request) -> HttpResponse:
    """The questions before a chat, and then at once the chat: its key stands in the page, which is kept nowhere."""
    with translation.override(_language(request)):
        if request.method != "POST":
            return _framed(chat.begin_page(request, framed=True))
        _require_own_page(request)
        if "message" in request.POST:
            return _framed(chat.leave_message(request))
        try:
            token = chat.begin(request, party=False)
        except DomainError as error:
            return _framed(chat.begin_page(request, error=error, framed=True))
        return _framed(chat.talk_page(request, token, framed=True))


@csrf_exempt
@open_to("everyone")
@require_POST
@xframe_options_exempt
@never_cache
def window_talk(request: Request) -> HttpResponse:
    """The chat again, by its key: after the page around it has changed, or where scripts do not run."""
    _require_own_page(request)
    token, what = request.POST.get("token", ""), request.POST.get("what", "")
    with translation.override(_language(request)):
        if queries.read_chat(token=token) is None:
            return _framed(chat.begin_page(request, framed=True))
        if what == "keep":
            return chat.transcript_of(token)
        error = chat.take(request, token) if what == "say" else None
        if what == "end":
            commands.leave_chat(by=chat.CHANNEL, at=now(), token=token)
        else:
            commands.note_here(by=chat.CHANNEL, at=now(), token=token)
        return _framed(chat.talk_page(request, token, error=error, framed=True))


def _by_key(view: View) -> View:
    """Answers in JSON; a refusal too, with its sentence."""

    def answered(request: Request) -> HttpResponse:
        token = request.headers.get("X-Chat-Token", "")[:100]
        try:
            if not token:
                raise ChatUnknown
            return view(request, token)
        except DomainError as error:
            said = {"error": str(error), "code": error.code}
            return JsonResponse(said, status=error.status, headers=getattr(error, "headers", None))

    return answered


@csrf_exempt
@open_to("everyone")
@require_POST
@never_cache
@_by_key
def write(request: Request, token: str) -> HttpResponse:
    """One message; the same ``id`` again is taken once."""
    error = chat.take(request, token)
    if error is not None:
        raise error
    return JsonResponse({"taken": True}, status=201)


@csrf_exempt
@open_to("everyone")
@require_POST
@never_cache
@_by_key
def here(request: Request, token: str) -> HttpResponse:
    """Still there, or, with ``what=end``, done."""
    if request.POST.get("what") == "end":
        commands.leave_chat(by=chat.CHANNEL, at=now(), token=token)
    else:
        commands.note_here(by=chat.CHANNEL, at=now(), token=token)
    return HttpResponse(status=204)


@open_to("everyone")
@require_safe
@never_cache
@_by_key
def read(request: Request, token: str) -> HttpResponse:
    """What is new after a mark: for browsers to which nothing can be sent live."""
    reading = queries.read_chat(token=token, mark=request.GET.get("after", "")[:40])
    if reading is None:
        raise ChatUnknown
    return JsonResponse(_told(reading))


def _told(reading: queries.Reading) -> dict[str, Any]:
    messages = [
        {"id": str(each.id), "author": each.author, "text": each.text, "at": each.at.isoformat()}
        for each in reading.messages
    ]
    return {
        "messages": messages, "mark": reading.mark, "state": reading.state, "place": reading.place,
        "final": reading.is_final, "full": reading.is_full,
    }  # fmt: skip


def _language(request: Request) -> str:
    asked = request.GET.get("language") or request.POST.get("language") or ""
    return asked if known(asked) else translation.get_language() or "en"


def _require_own_page(request: Request) -> None:
    """
    A form of another page may not speak here, else whoever made it could have somebody write into a chat whose key they hold. Each
    browser says of a form where it stood.

    :raises NotAllowed: unless it stood on a page of ours.
    """
    if urlsplit(request.headers.get("Origin", "")).netloc != request.get_host():
        raise NotAllowed
