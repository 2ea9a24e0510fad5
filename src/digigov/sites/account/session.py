"""Opening and ending a visit."""

from uuid import UUID

from django.contrib.auth import get_user_model, login, logout, update_session_auth_hash
from django.utils.translation import override

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.modules.applications.commands import adopt_drafts
from digigov.modules.identity.commands import AccountHeld, note_device, note_visit
from digigov.modules.identity.queries import facts_of_session, name_of_visit
from digigov.modules.openid.commands import end_visit
from digigov.modules.parties.queries import contact_of
from digigov.sites.account.known_browser import browser_token
from digigov.sites.account.middleware import SECOND_FACTOR
from digigov.sites.carried import HOLDER, carried
from digigov.sites.languages import CHOSEN
from digigov.sites.request import Request
from digigov.sites.security_log import visit_of
from digigov.ui.context import CALLED
from digigov.ui.format import device

PROVED_AT = "proved_at"  # when this visit last showed a password or a factor


def open_session(request: Request, account_id: UUID, *, second_factor: bool, way: str = "password") -> None:
    """
    Start a visit under a new key, so that a key planted beforehand is worth nothing. What was begun on this browser without an
    account becomes the person's own.

    :raises AccountHeld: if the owner has said that somebody else used it.
    """
    kept = carried(request)
    request.session.flush()
    account = get_user_model().objects.get(id=account_id)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    request.session[SECOND_FACTOR] = second_factor
    request.session[PROVED_AT] = now().isoformat()
    contact = contact_of(account.party_id)
    request.session[CHOSEN] = contact.language
    request.session[CALLED] = contact.name
    request.session.update(kept)
    request.session.update(facts_of_session(at=now(), device=request.headers.get("User-Agent", "")))
    me = Actor(kind="citizen", account_id=account.id, party_id=account.party_id)
    try:
        note_visit(by=me, at=now(), visit=visit_of(request), way=way, second_factor=second_factor)
    except AccountHeld:  # since the password was checked
        logout(request)
        raise
    with override(contact.language):
        kind_of_device = device(request.headers.get("User-Agent", ""))
    note_device(by=me, at=now(), token=browser_token(request), device=kind_of_device)
    adopt_drafts(by=me, at=now(), holder_token=kept.get(HOLDER, ""))


def renew_session(request: Request, account_id: UUID) -> None:
    """After a new password this visit goes on under a new key; wherever it signed in to, that ends as every other visit does."""
    _end_elsewhere(request)
    update_session_auth_hash(request, get_user_model().objects.get(id=account_id))


def end_session(request: Request) -> None:
    """Out here, and wherever this visit signed in to."""
    _end_elsewhere(request)
    logout(request)


def _end_elsewhere(request: Request) -> None:
    if key := request.session.session_key:
        end_visit(at=now(), visits=[name_of_visit(key)])
