"""Open an account: an address, the digits sent to it, a name and a password."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.identity import commands
from digigov.sites.access import open_to
from digigov.sites.account.flows import Flow, ask_address, code_page, proved
from digigov.sites.account.next_page import safe_next
from digigov.sites.account.session import open_session
from digigov.sites.request import Request

FLOW = Flow(
    key="sign_up",
    limit="sign-up",
    begin=commands.begin_sign_up,
    address_page="account:sign-up",
    code_page="account:sign-up-code",
    then="account:sign-up-details",
    template="account/sign_up.html",
)
NEXT = "sign_up_next"


@open_to("everyone")
@never_cache
def address(request: Request) -> HttpResponse:
    if request.actor.is_signed_in:
        return HttpResponseRedirect(safe_next(request, request.GET.get("next")))
    if request.GET.get("next"):
        request.session[NEXT] = safe_next(request, request.GET["next"])
    return ask_address(request, FLOW)


code = code_page(FLOW)


@open_to("everyone")
@never_cache
def details(request: Request) -> HttpResponse:
    """Name and password; then the visit begins."""
    code_id = proved(request, FLOW)
    if code_id is None:
        return redirect(FLOW.address_page)
    given = {name: request.POST.get(name, "") for name in ("given_names", "family_name")}
    errors = {}
    if request.method == "POST":
        try:
            account_id = commands.finish_sign_up(
                by=request.actor,
                at=now(),
                code_id=code_id,
                password=request.POST.get("password", ""),
                language=get_language(),
                **given,
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            wanted = safe_next(request, request.session.get(NEXT))
            open_session(request, account_id, second_factor=False)
            return HttpResponseRedirect(wanted)
    return render(request, "account/sign_up_details.html", {"errors": errors, **given}, status=422 if errors else 200)
