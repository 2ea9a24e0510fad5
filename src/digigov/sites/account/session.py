"""Opening and ending a visit."""

from uuid import UUID

from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest

from digigov.kernel.clock import now
from digigov.modules.identity.sessions import DEVICE, STARTED_AT
from digigov.sites.account.middleware import SECOND_FACTOR

PROVED_AT = "proved_at"  # when this visit last showed a password or a factor


def open_session(request: HttpRequest, account_id: UUID, *, second_factor: bool) -> None:
    """Start a visit under a new key, so that a key planted beforehand is worth nothing."""
    request.session.flush()
    account = get_user_model().objects.get(id=account_id)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SECOND_FACTOR] = second_factor
    request.session[STARTED_AT] = request.session[PROVED_AT] = now().isoformat()
    request.session[DEVICE] = request.headers.get("User-Agent", "")[:200]


def end_session(request: HttpRequest) -> None:
    logout(request)
