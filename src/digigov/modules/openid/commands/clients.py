"""Registering systems of government, changing their secret, ending them."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.openid import kept, keys, policies, rules
from digigov.modules.openid.definitions import Registration
from digigov.modules.openid.models import Client
from digigov.modules.parties.queries import tidy_address

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MOST_ADDRESSES = 10


class ClientKnown(DomainError):
    code = "client-known"
    message = _("A system is registered under this name already. Choose another name.")


@transaction.atomic
def register_client(*, by: Actor, at: datetime, wanted: Registration) -> str:
    """
    Take a system into the list; returns its secret, which is shown this once ('' for a public one).

    :raises NotAllowed: unless it is the machine: officers propose it (``propose_client``), and another agrees.
    :raises InvalidInput: with a sentence for each field that needs mending.
    :raises ClientKnown: if the name is taken, also by one that was ended.
    """
    by.require_system()
    require_right(wanted)
    return write_client(wanted, by=by, at=at)


def write_client(wanted: Registration, *, by: Actor, at: datetime) -> str:
    """Its row, and its secret ('' for a public one). Runs inside a transaction. :raises ClientKnown:"""
    secret = "" if wanted.is_public else rules.new_secret()
    row = Client(
        id=wanted.id,
        name=wanted.name.strip(),
        purpose=wanted.purpose.strip(),
        unit=wanted.unit,
        contact=tidy_address(wanted.contact)[0],
        sector=wanted.sector or urlsplit(wanted.return_to[0]).hostname or "",
        secret_digest=kept.digest(secret) if secret else "",
        return_to=[*wanted.return_to],
        return_to_after=[*wanted.return_to_after],
        tell_ended=wanted.tell_ended,
        scopes=[*rules.scopes_in(" ".join(wanted.scopes))],
        by_device=wanted.by_device,
        signed_by=wanted.signed_by,
        registered_at=at,
        secret_at=at if secret else None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise ClientKnown from taken
    audit.record(by=by, at=at, action="openid.client-registered", details={"client": row.id, "unit": row.unit})
    return secret


@transaction.atomic
def change_secret(*, by: Actor, at: datetime, client_id: str) -> str:
    """
    A new secret; the old one stops working at once. Returned once.

    :raises NotAllowed: unless the actor looks after clients of its unit, with a second factor, or is the machine.
    :raises NotFound: if there is no such system, or it is public.
    """
    row = locked_client(by, client_id)
    if not row.secret_digest:
        raise NotFound
    secret = rules.new_secret()
    row.secret_digest = kept.digest(secret)
    row.secret_at = at
    row.save(update_fields=["secret_digest", "secret_at"])
    audit.record(by=by, at=at, action="openid.secret-changed", details={"client": row.id, "unit": row.unit})
    return secret


@transaction.atomic
def end_client(*, by: Actor, at: datetime, client_id: str) -> None:
    """
    Nobody signs in there through us any more, and what it holds opens nothing.

    :raises NotAllowed: as for its secret. :raises NotFound: if there is no such system.
    """
    row = locked_client(by, client_id)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    kept.end_sign_ins(Q(client=row), at=at)
    audit.record(by=by, at=at, action="openid.client-ended", details={"client": row.id, "unit": row.unit})


def locked_client(by: Actor, client_id: str) -> Client:
    """:raises NotFound: if there is no such system. :raises NotAllowed: unless the actor looks after it."""
    row = Client.objects.select_for_update().filter(id=client_id, ended_at=None).first()
    if row is None:
        raise NotFound
    policies.require_registrar(by, unit=row.unit)
    return row


def require_right(wanted: Registration) -> None:
    """:raises InvalidInput: with a sentence for each field that needs mending."""
    hosts = {urlsplit(each).hostname for each in wanted.return_to if _is_fit(each)}
    checks: dict[str, tuple[bool, Any]] = {
        "id": (
            bool(ID.fullmatch(wanted.id)) and len(wanted.id) <= 60,
            _("Use small letters, digits and hyphens, such as tax-portal."),
        ),
        "name": (3 <= len(wanted.name.strip()) <= 80, _("Enter the name that people know the system by.")),
        "purpose": (10 <= len(wanted.purpose.strip()) <= 200, _("Say in a sentence why people sign in there.")),
        "unit": (bool(wanted.unit), _("Choose the office whose system it is.")),
        "contact": (
            bool(tidy_address(wanted.contact)[0]),
            _("Enter the e-mail address of those who look after the system."),
        ),
        "return_to": (
            1 <= len(wanted.return_to) <= MOST_ADDRESSES and all(map(_is_fit, wanted.return_to)),
            _("Enter the whole addresses to return to, one a line. Each begins with https://."),
        ),
        "return_to_after": (
            len(wanted.return_to_after) <= MOST_ADDRESSES and all(map(_is_fit, wanted.return_to_after)),
            _("Enter whole addresses, one a line. Each begins with https://."),
        ),
        "tell_ended": (
            not wanted.tell_ended or _is_fit(wanted.tell_ended),
            _("Enter a whole address. It begins with https://."),
        ),
        "scopes": (set(wanted.scopes) <= set(rules.SCOPES), _("Choose from the list what the system may be told.")),
        "signed_by": (wanted.signed_by in keys.KINDS, _("Choose RS256 or ES256.")),
        "sector": (
            len(hosts) < 2 or bool(wanted.sector),
            _("The addresses are on several hosts. Name the sector that they share."),
        ),
    }
    errors = {name: sentence for name, (is_right, sentence) in checks.items() if not is_right}
    if errors:
        raise InvalidInput(errors)


def _is_fit(address: str) -> bool:
    return rules.is_fit_to_return_to(address, rehearsal=settings.REHEARSAL)
