"""Opening and ending a visit."""

from uuid import UUID

from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest

from digigov.kernel.clock import now
from digigov.modules.identity.queries import facts_of_session
from digigov.modules.parties.queries import contact_of
from digigov.sites.account.middleware import SECOND_FACTOR
from digigov.sites.languages import CHOSEN
from digigov.ui.context import CALLED

PROVED_AT = "proved_at"  # when this visit last showed a password or a factor


def open_session(request: HttpRequest, account_id: UUID, *, second_factor: bool) -> None:
    """Start a visit under a new key, so that a key planted beforehand is worth nothing."""
    request.session.flush()
    account = get_user_model().objects.get(id=account_id)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SECOND_FACTOR] = second_factor
    request.session[PROVED_AT] = now().isoformat()
    contact = contact_of(account.party_id)
    request.session[CHOSEN] = contact.language
    request.session[CALLED] = contact.name
    request.session.update(facts_of_session(at=now(), device=request.headers.get("User-Agent", "")))


def end_session(request: HttpRequest) -> None:
    logout(request)
