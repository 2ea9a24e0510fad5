"""Sign in with an e-mail address or phone number and a password; sign out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.modules.identity import commands
from digigov.modules.parties.queries import tidy_address
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.next_page import safe_next
from digigov.sites.account.session import end_session, open_session


@open_to("everyone")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.actor.is_signed_in:  # type: ignore[attr-defined]
        return HttpResponseRedirect(wanted)
    address = request.POST.get("address", "")
    errors = {}
    if request.method == "POST":
        limits.count(request, "sign-in", subject="".join(tidy_address(address)))
        account_id = commands.check_password(
            by=request.actor,  # type: ignore[attr-defined]
            at=now(),
            address=address,
            password=request.POST.get("password", ""),
        )
        if account_id is not None:
            open_session(request, account_id, second_factor=False)
            return HttpResponseRedirect(wanted)
        errors = {"address": _("The e-mail address or number and the password do not belong together.")}
    page = {"errors": errors, "address": address, "next": wanted}
    return render(request, "account/sign_in.html", page, status=422 if errors else 200)


@open_to("everyone")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return HttpResponseRedirect("/")
