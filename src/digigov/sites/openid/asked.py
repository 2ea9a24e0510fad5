"""A request as the protocol sees it, and its answer as a browser or a client gets it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.dateparse import parse_datetime

from digigov.kernel.clock import now
from digigov.modules.assurance.queries import level_of
from digigov.modules.identity.queries import name_of_visit
from digigov.modules.openid.definitions import Answer, Asked, SignedIn
from digigov.modules.openid.queries import issuer
from digigov.sites.account.session import PROVED_AT
from digigov.sites.request import Request


def asked_by(request: Request) -> Asked:
    return Asked(
        address=f"{issuer()}{request.path}",
        method=request.method or "GET",
        headers={name: value for name, value in request.headers.items() if name == "Authorization"},
        query=dict(request.GET.lists()),
        form=dict(request.POST.lists()) if request.method == "POST" else {},
    )


def at_the_window(request: Request) -> SignedIn | None:
    """Who is signed in, and how sure we are."""
    actor: Any = request.actor
    if not actor.is_signed_in:
        return None
    proved_at = parse_datetime(request.session.get(PROVED_AT, "")) or now()
    return SignedIn(
        account_id=actor.account_id,
        party_id=UUID(str(actor.party_id)),
        visit=name_of_visit(request.session.session_key or ""),
        proved_at=proved_at,
        identity=level_of(UUID(str(actor.party_id)), at=now()),
        authentication=2 if actor.second_factor else 1,
        amr=("mfa",) if actor.second_factor else ("pwd",),  # a passkey is two factors and no password
    )


def as_answer(answer: Answer) -> HttpResponse:
    if answer.location:
        back: HttpResponse = HttpResponseRedirect(answer.location)
        back["Cache-Control"] = "no-store"
        return back
    said = JsonResponse(answer.body, status=answer.status) if not isinstance(answer.body, str) else HttpResponse()
    for name, value in answer.headers:
        said[name] = value
    return said
