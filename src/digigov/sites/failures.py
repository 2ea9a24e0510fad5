"""What a person sees when Django itself refuses or a bug rises."""

from django.http import HttpResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError, NotAllowed, NotFound
from digigov.sites.carried import keep_typed
from digigov.sites.request import Request
from digigov.sites.security_log import note_refusal

LAST_WORDS = (
    "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Sorry, something went wrong – DigiGov</title>"
    "<h1>Sorry, something went wrong</h1><p>This is our fault, not yours. What you saved before is still there."
    "<p>Try again in a few minutes. If it goes on, call 311, or +1 758 468 2000 from abroad.</p></html>"
)


class NotUnderstood(DomainError):
    code = "not-understood"
    message = _("Your browser sent something that we could not read. Go back and try again.")
    status = 400


class PageTooOld(DomainError):
    code = "page-too-old"
    message = _(
        "This page was loaded before you signed in, perhaps in another window, or your browser refuses cookies. Nothing was sent. "
        "Go back: what you typed is still there. Copy it, load the page anew and send it again."
    )
    status = 403


def whole_body(request: Request) -> bytes:
    """What a script sent in one piece. :raises NotUnderstood: when it came as a form."""
    try:
        return request.body
    except RawPostDataException:
        raise NotUnderstood from None


def bad_request(request: Request, exception: Exception | None = None) -> HttpResponse:
    return _refuse(request, NotUnderstood())


def forbidden(request: Request, exception: Exception | None = None) -> HttpResponse:
    return _refuse(request, NotAllowed())


def csrf(request: Request, reason: str = "") -> HttpResponse:
    """
    Somebody signed in in another window, so the form that stands in this one is not trusted any more. Where its page keeps what
    is typed, it is shown anew with it; nothing is done until its owner sends it once more.
    """
    if _is_ours(request, reason) and _keeps_typed(request):
        keep_typed(request)
        return redirect(request.get_full_path())
    return _refuse(request, PageTooOld())


def _is_ours(request: Request, reason: str) -> bool:
    """Whether the form came from a page of ours, as its browser says, and that browser keeps cookies."""
    is_foreign = reason.startswith(("Origin", "Referer")) or reason == REASON_NO_CSRF_COOKIE
    return not is_foreign and "Origin" in request.headers


def _keeps_typed(request: Request) -> bool:
    return bool(request.resolver_match and getattr(request.resolver_match.func, "keeps_typed", False))


def not_found(request: Request, exception: Exception | None = None) -> HttpResponse:
    return _refuse(request, NotFound())


def broken(request: Request) -> HttpResponse:
    """Needs no database and no session; when even the template fails, plain words remain."""
    try:
        return HttpResponse(render_to_string("errors/broken.html"), status=500)
    except Exception:
        return HttpResponse(LAST_WORDS, status=500)


def _refuse(request: Request, error: DomainError) -> HttpResponse:
    note_refusal(request, error)
    return render(request, "errors/refused.html", {"error": error}, status=error.status)
