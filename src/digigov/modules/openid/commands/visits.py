"""Ending a visit ends what clients hold of it, and tells them (OpenID Connect Back-Channel Logout 1.0)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import httpx
from django.db import transaction
from django.db.models import Q

from digigov.kernel.authorities import authorities
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.kernel.queue import later
from digigov.modules.openid import kept, keys, settings
from digigov.modules.openid.models import SignIn

TELL = "openid.tell_ended"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
SECONDS = 5
WORKS_FOR = 120  # seconds: a token that tells of an end is no use later


@transaction.atomic
def end_visit(*, at: datetime, visits: Iterable[str]) -> int:
    """
    Nothing that came of these visits opens anything any more; each client that wants to know is told by a job of its own.
    Returns how many sign-ins ended.
    """
    return _end(Q(visit__in=[*visits]), at=at)


@transaction.atomic
def end_all_of(*, at: datetime, account_id: UUID, but: str = "") -> int:
    """
    The same for everything of an account, also of visits that are long over, for its owner says that somebody else used it, or signs
    out everywhere: then what came of the visit ``but`` goes on.
    """
    return _end(Q(account_id=account_id) & (~Q(visit=but) if but else Q()), at=at)


def _end(which: Q, *, at: datetime) -> int:
    open_ones = SignIn.objects.select_for_update(of=("self",)).filter(which, ended_at=None)
    rows = list(open_ones.select_related("client"))
    kept.end_sign_ins(Q(id__in=[row.id for row in rows]), at=at)
    calls = [{"sign_in_id": str(row.id)} for row in rows if row.client.tell_ended]
    if calls:
        later(TELL, *calls)
    return len(rows)


def tell_ended(*, at: datetime, sign_in_id: UUID) -> None:
    """
    Tell one client that a visit ended. Runs outside a transaction: it calls the outside.

    :raises AdapterFailure: temporary, if the client did not take it.
    """
    sign_in = SignIn.objects.select_related("client").filter(id=sign_in_id).first()
    if sign_in is None or not sign_in.client.tell_ended:
        return
    now = keys.seconds(at)
    claims = {
        "iss": settings.issuer(),
        "aud": sign_in.client_id,
        "iat": now,
        "exp": now + WORKS_FOR,
        "jti": str(new_id()),
        "sub": kept.subject_of(sign_in.client, sign_in.party_id),
        "sid": sign_in.visit,
        "events": {EVENT: {}},
    }
    token = keys.sign(claims, at=at, kind="logout+jwt", algorithm=sign_in.client.signed_by)
    try:
        answer = httpx.post(
            sign_in.client.tell_ended,
            data={"logout_token": token},
            timeout=SECONDS,
            trust_env=False,
            verify=authorities(),
        )
    except httpx.HTTPError as error:
        raise AdapterFailure(f"{sign_in.client_id}: {type(error).__name__}", temporary=True) from error
    if answer.status_code not in (200, 204):
        raise AdapterFailure(f"{sign_in.client_id} answered {answer.status_code}", temporary=answer.status_code >= 500)
