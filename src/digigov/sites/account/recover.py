"""A forgotten password: the digits sent to an address of the account allow a new one, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.identity import commands
from digigov.sites.access import open_to
from digigov.sites.account.flows import Flow, ask_address, ask_code, proved

FLOW = Flow(
    key="recovery",
    limit="recovery",
    begin=commands.begin_recovery,
    address_page="account:recover",
    code_page="account:recover-code",
    then="account:recover-password",
    template="account/recover.html",
)


@open_to("everyone")
@never_cache
def address(request: HttpRequest) -> HttpResponse:
    return ask_address(request, FLOW)


@open_to("everyone")
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    return ask_code(request, FLOW)


@open_to("everyone")
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """The new password. Whoever sets it still signs in with it, and with the second factor if there is one."""
    code_id = proved(request, FLOW)
    if code_id is None:
        return redirect(FLOW.address_page)
    errors = {}
    if request.method == "POST":
        try:
            commands.finish_recovery(
                by=request.actor,  # type: ignore[attr-defined]
                at=now(),
                code_id=code_id,
                password=request.POST.get("password", ""),
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            request.session.flush()
            return render(request, "account/recovered.html")
    return render(request, "account/recover_password.html", {"errors": errors}, status=422 if errors else 200)
