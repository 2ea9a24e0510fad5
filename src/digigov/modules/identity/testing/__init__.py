"""Accounts for the tests of other rooms."""

from datetime import UTC, datetime
from uuid import UUID

from digigov.modules.identity.models import Account
from digigov.modules.parties.queries import contact_of
from digigov.modules.parties.testing import make_person

PASSWORD = "correct horse battery"


def make_account(*, party_id: UUID | None = None, password: str = PASSWORD) -> UUID:
    """An account with a verified e-mail address, for that person or for an invented one."""
    party_id = party_id or make_person()
    contact = contact_of(party_id)
    account = Account(
        party_id=party_id,
        email=contact.email or None,
        phone=contact.phone or None,
        created_at=datetime(2026, 1, 5, 14, tzinfo=UTC),
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
