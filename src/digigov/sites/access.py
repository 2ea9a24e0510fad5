"""
Who may open a page. Each view says so once; the committed list of URLs is made from it.

``@open_to("everyone")``, ``("citizen")`` (signed in), ``("officer")`` (signed in with a post and a second factor), or a
permission such as ``("audit.read")`` (held by an officer in some unit; the command checks in which).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.identity import queries as identity
from digigov.sites.carried import keep_typed
from digigov.sites.failures import NotUnderstood
from digigov.sites.request import Request

View = Callable[..., HttpResponse]
SIGN_IN = "/account/sign-in/"
ACTING, ACTING_ENDED = "acting", "acting_ended"  # in the session: the mandate, and the reason why it holds no more
MANDATES = "/account/mandates/"
SECURITY = "/account/security/"  # tells whoever has a post how to get a second factor


def open_to(who: str, *, keeps_typed: bool = False) -> Callable[[View], View]:
    """
    ``keeps_typed``: what was typed there when the session ran out, or before signing in in another window, is shown again.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            _require_readable(request, is_form=not getattr(view, "csrf_exempt", False))
            refusal = _acts_no_more(request) or _refuse(request, who, keeps_typed)
            answer = refusal or view(request, *args, **kwargs)
            if who != "everyone" and not answer.has_header("Cache-Control"):
                add_never_cache_headers(answer)  # what only some may see stays on no disk, not even the reader's own
            return answer

        guarded.open_to = who  # type: ignore[attr-defined]
        guarded.keeps_typed = keeps_typed  # type: ignore[attr-defined]
        return guarded

    return mark


def sign_in_first(request: Request, *, keeps_typed: bool = False) -> HttpResponse:
    """To the sign-in page, and back here afterwards."""
    if keeps_typed:
        keep_typed(request)
    return redirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")


def _acts_no_more(request: Request) -> HttpResponse | None:
    """What one began for another is never gone on with for oneself: first it is said that the mandate holds no more."""
    if ACTING not in request.session or request.actor.acting:
        return None
    return None if request.path.startswith(MANDATES) else redirect(MANDATES)


def _refuse(request: Request, who: str, keeps_typed: bool) -> HttpResponse | None:
    if who == "everyone":
        return None
    actor = request.actor
    if not actor.is_signed_in:
        return sign_in_first(request, keeps_typed=keeps_typed)
    if who == "citizen":
        return None
    if actor.acting:  # the own post waits
        return redirect(MANDATES)
    if actor.kind != "officer" and identity.is_staff(actor.own_account, at=now()) and not actor.second_factor:
        return redirect(SECURITY)
    if actor.kind != "officer" or (who != "officer" and not actor.may(who)):
        raise NotAllowed
    return None


def _require_readable(request: Request, *, is_form: bool) -> None:
    """
    A machine's message (``is_form`` False) is read whole by its own view.

    :raises NotUnderstood: for a null byte, which no keyboard types and no text in the database can hold.
    """
    for sent in (request.GET, request.POST) if is_form else (request.GET,):
        if any("\x00" in value for _name, values in sent.lists() for value in values):
            raise NotUnderstood
