"""
A forgotten password: digits sent to one address of the account, and a second proof of another kind, or three days in which the
owner can stop it, allow a new one.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.identity import commands, queries
from digigov.modules.identity.queries import Recovering
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.flows import Flow, address_page, code_page, proved
from digigov.sites.request import Request

FLOW = Flow(
    key="recovery",
    limit="recovery",
    begin=commands.begin_recovery,
    address_page="account:recover",
    code_page="account:recover-code",
    then="account:recover-second",
    template="account/recover.html",
)
address = address_page(FLOW)
code = code_page(FLOW)


@open_to("everyone")
@never_cache
def second(request: Request) -> HttpResponse:
    """The second proof, or the beginning of the wait."""
    code_id = proved(request, FLOW)
    found = _found(code_id)
    if code_id is None or found is None:
        return redirect(FLOW.address_page)
    errors: dict[str, Any] = {}
    wanted = request.POST.get("way", "")
    if request.method == "POST":
        try:
            found = _go_on(request, code_id, wanted, found) or found
        except InvalidInput as refusal:
            errors = refusal.errors
        except commands.AddressTooNew as refusal:
            errors = {"": refusal}
    if found.too_new_until is not None:
        return render(request, "account/recover_too_new.html", {"found": found}, status=403)
    if found.is_open:
        return redirect("account:recover-password")
    page = {"errors": errors, "found": found, "was_sent": wanted == "send"}
    return render(request, "account/recover_second.html", page, status=422 if errors else 200)


def _go_on(request: Request, code_id: UUID, wanted: str, found: Recovering) -> Recovering | None:
    asked: dict[str, Any] = {"by": request.actor, "at": now(), "code_id": code_id}
    subject = str(found.account_id)
    if wanted == "send":
        limits.count(request, "send-code", subject=subject)
        commands.send_second_code(**asked, language=get_language())
    elif wanted == "wait":
        commands.wait_for_recovery(**asked)
    else:
        limits.count(request, "second-factor", subject=subject)
        commands.show_second_proof(**asked, typed=request.POST.get("code", ""))
    return _found(code_id)


def _found(code_id: UUID | None) -> Recovering | None:
    """How this visit can go on, while what it proved holds."""
    try:
        return queries.get_recovering(at=now(), code_id=code_id) if code_id else None
    except NotFound:
        return None


@open_to("everyone")
@never_cache
def password(request: Request) -> HttpResponse:
    """The new password. Whoever sets it still signs in with it, and with the second factor if there is one."""
    code_id = proved(request, FLOW)
    if code_id is None:
        return redirect(FLOW.address_page)
    errors = {}
    if request.method == "POST":
        try:
            commands.finish_recovery(
                by=request.actor,
                at=now(),
                code_id=code_id,
                password=request.POST.get("password", ""),
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        except (commands.SecondProofNeeded, commands.AddressTooNew):
            return redirect(FLOW.then)
        else:
            request.session.flush()
            return render(request, "account/recovered.html")
    return render(request, "account/recover_password.html", {"errors": errors}, status=422 if errors else 200)


@open_to("everyone")
@never_cache
def stop(request: Request, token: str) -> HttpResponse:
    """The link in the message of a wait. It takes a button too: mail programs open links by themselves."""
    page = {"is_done": request.method == "POST", "is_over": False}
    if page["is_done"]:
        limits.count(request, "recovery")
        try:
            commands.stop_recovery(by=request.actor, at=now(), token=token)
        except NotFound:
            page["is_over"] = True
    return render(request, "account/recover_stop.html", page, status=404 if page["is_over"] else 200)


@open_to("citizen")
@never_cache
def stop_own(request: Request) -> HttpResponse:
    """The same button in an open visit."""
    if request.method == "POST":
        commands.stop_own_recovery(by=request.actor, at=now())
        return render(request, "account/recover_stop.html", {"is_done": True, "is_over": False})
    return redirect("account:home")
