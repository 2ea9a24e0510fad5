"""Accounts for the tests of other rooms."""

import base64
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import yaml
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.apps import apps
from django.conf import settings

from digigov.kernel.actor import Actor, system
from digigov.modules.identity.models import Account
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

DOTS = "••••••"  # in the place of a code, in what is kept
PASSWORD = "correct horse battery"


def make_account(
    *, party_id: UUID | None = None, password: str = PASSWORD, at: datetime = datetime(2026, 1, 5, 14, tzinfo=UTC)
) -> UUID:
    """An account with a verified e-mail address, for that person or for an invented one."""
    party_id = party_id or make_person()
    contact = contact_of(party_id)
    account = Account(
        party_id=party_id,
        email=contact.email or None,
        phone=contact.phone or None,
        created_at=at,
    )
    account.set_password(password)
    account.save()
    return account.id


def sign_in(client, account_id: UUID, *, second_factor: bool = False) -> None:
    """Open a session for the account in a test client, as the sign-in page would."""
    client.force_login(Account.objects.get(id=account_id), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["second_factor"] = second_factor
    session.save()


def load_messages() -> None:
    """The texts that the pack sends, among them those with codes."""
    found = [yaml.safe_load(path.read_text()) for path in sorted((settings.PACK / "messages").glob("*.yaml"))]
    notifications.load_messages(
        by=system("test"),
        at=datetime(2026, 1, 5, 14, tzinfo=UTC),
        service=None,
        version=1,
        definitions=[MessageTemplate.model_validate(each) for each in found],
    )


def messages_to(address: str) -> list[str]:
    """The texts of everything that was sent to an address, oldest first."""
    deliveries = apps.get_model("notifications", "Delivery").objects.filter(address=address)
    rows = deliveries.order_by("message__made_at", "id").values_list("text", "code")
    return [text.replace(DOTS, code or DOTS) for text, code in rows]


def code_sent_to(address: str) -> str:
    """The digits in the newest message to that address."""
    return re.findall(r"\b\d{6}\b", messages_to(address)[-1])[0]


def make_me(**given: Any) -> Actor:
    """Somebody with an account, signed in."""
    account = Account.objects.get(id=make_account(**given))
    return Actor(kind="citizen", account_id=account.id, party_id=account.party_id)


def totp_digits(secret: str, at: datetime) -> str:
    """What an authenticator app would show at that moment."""
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at.timestamp())).decode()
