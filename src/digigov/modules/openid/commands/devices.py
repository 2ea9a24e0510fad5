"""Signing in on a screen without a keyboard: a kiosk, a television. The person types the screen's code on a telephone (RFC 8628)."""

from datetime import datetime, timedelta

from authlib.oauth2 import OAuth2Error
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotAllowed
from digigov.modules.audit import commands as audit
from digigov.modules.openid import kept, rules, settings
from digigov.modules.openid.definitions import Answer, Asked, SignedIn
from digigov.modules.openid.models import DeviceRequest
from digigov.modules.openid.protocol import Server, request_of

_JSON = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))


class DeviceUnknown(DomainError):
    code = "device-unknown"
    message = _("This code does not work, or no longer. Look at the screen: it may show another one.")
    status = 422


@transaction.atomic
def begin_device(*, at: datetime, asked: Asked, page: str) -> Answer:
    """A screen asks for a code to show. ``page`` is the address where people type it."""
    server, request = Server(issuer=settings.issuer()), request_of(asked, at=at)
    try:
        client = server.authenticate_client(
            request, ("client_secret_basic", "client_secret_post", "none"), "device_authorization"
        )
    except OAuth2Error as error:
        said: Answer = server.handle_error_response(request, error)
        return said
    scopes = rules.scopes_in(client.get_allowed_scope(request.payload.scope))
    if not client.row.by_device or rules.OPENID not in scopes:
        refused = "unauthorized_client" if not client.row.by_device else "invalid_scope"
        return Answer(400, {"error": refused}, _JSON)
    device_code, user_code = rules.new_secret(), rules.new_user_code()
    DeviceRequest.objects.create(
        digest=kept.digest(device_code),
        user_code=user_code,
        client=client.row,
        scopes=[*scopes],
        ends_at=at + rules.DEVICE_WORKS_FOR,
    )
    body = {
        "device_code": device_code,
        "user_code": user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?code={user_code}",
        "expires_in": _seconds(rules.DEVICE_WORKS_FOR),
        "interval": _seconds(rules.DEVICE_ASKS_EACH),
    }
    return Answer(200, body, _JSON)


@transaction.atomic
def decide_device(*, by: Actor, at: datetime, typed: str, who: SignedIn, allowed: bool, later: bool = True) -> None:
    """
    Let the screen that shows this code sign in, or do not; ``later``: also while the person is not there, if it asks for that.

    :raises NotAllowed: for anybody but who signed in. :raises DeviceUnknown: for a code that nobody waits with.
    """
    if by.account_id is None or by.account_id != who.account_id:
        raise NotAllowed
    waiting = DeviceRequest.objects.select_for_update().filter(
        user_code=rules.tidy_user_code(typed), ends_at__gt=at, sign_in=None, refused_at=None, client__ended_at=None
    )
    row = waiting.select_related("client").first()
    if row is None:
        raise DeviceUnknown
    if allowed:
        scopes = [each for each in row.scopes if later or each != rules.OFFLINE]
        row.sign_in = kept.begin_sign_in(
            client=row.client, who=who, scopes=scopes, nonce="", code_digest=row.digest, at=at
        )
    else:
        row.refused_at = at
    row.save(update_fields=["sign_in", "refused_at"])
    action = "openid.device-allowed" if allowed else "openid.device-refused"
    audit.record(by=by, at=at, action=action, subject_id=who.party_id, details={"client": row.client_id})


def _seconds(time: timedelta) -> int:
    return int(time.total_seconds())
