"""The language switch on every page."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.modules.parties.commands import update_contact
from digigov.sites.access import open_to
from digigov.sites.languages import CHOSEN, known
from digigov.sites.request import Request


@open_to("everyone")
@require_POST
def switch(request: Request) -> HttpResponse:
    """Remember the language on this device and go back to the page that asked."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language")
    if known(chosen):
        _remember(request, str(chosen))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            str(chosen),
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _remember(request: Request, chosen: str) -> None:
    """On the account too, so that letters come in that language and it is there on the next device."""
    actor = request.actor
    if actor.is_signed_in:
        request.session[CHOSEN] = chosen
        update_contact(by=actor, at=now(), party_id=actor.own_party, language=chosen)
