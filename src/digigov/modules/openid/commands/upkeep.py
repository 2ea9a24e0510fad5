"""What the house does by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.audit import commands as audit
from digigov.modules.openid import keys, rules
from digigov.modules.openid.models import AuthorizationCode, DeviceRequest, SignIn, Token

SIGN_IN_KEPT = timedelta(days=1)  # after its last token: a code that is shown again is still known


@transaction.atomic
def look_after_keys(*, at: datetime) -> int:
    """Make the next signing key if it is time; returns how many were made."""
    return keys.look_after(at=at)


@transaction.atomic
def replace_keys(*, by: Actor, at: datetime) -> int:
    """
    New signing keys at once, where keys belong now; returns how many. Without the two days for which a new key is shown first:
    clients that keep what we publish for longer refuse people until they look again.

    :raises NotAllowed: unless it is the machine.
    """
    if not by.is_system:
        raise NotAllowed
    made = keys.replace_all(at=at)
    audit.record(by=by, at=at, action="openid.keys-replaced", details={"made": made})
    return made


@transaction.atomic
def forget_what_has_passed(*, at: datetime) -> None:
    """Remove codes, tokens and device requests whose time is over, and sign-ins of which none is left."""
    AuthorizationCode.objects.filter(ends_at__lt=at).delete()
    DeviceRequest.objects.filter(ends_at__lt=at).delete()
    Token.objects.filter(ends_at__lt=at).delete()
    old = SignIn.objects.filter(begun_at__lt=at - rules.REFRESH_WORKS_FOR - SIGN_IN_KEPT) | SignIn.objects.filter(
        Q(ended_at__lt=at - SIGN_IN_KEPT)
    )
    old.delete()
