"""Allowing a system to be told something, and taking it back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.openid import kept, rules
from digigov.modules.openid.models import Client, Consent


@transaction.atomic
def give_consent(*, by: Actor, at: datetime, client_id: str, scopes: Iterable[str]) -> None:
    """
    Let a system be told what these scopes stand for, from now on; what was allowed before stays allowed.

    :raises NotAllowed: for strangers. :raises NotFound: if there is no such system.
    """
    account_id = by.own_account
    client = Client.objects.filter(id=client_id, ended_at=None).first()
    if client is None:
        raise NotFound
    wanted = [each for each in rules.SCOPES if each in {*scopes} and each in (rules.OPENID, *client.scopes)]
    known, is_new = Consent.objects.select_for_update().get_or_create(
        account_id=account_id, client=client, ended_at=None, defaults={"scopes": wanted, "given_at": at}
    )
    if not is_new and set(wanted) <= set(known.scopes):
        return
    if not is_new:
        known.scopes = [each for each in rules.SCOPES if each in {*known.scopes, *wanted}]
        known.given_at = at
        known.save(update_fields=["scopes", "given_at"])
    details = {"client": client.id, "scopes": wanted}
    audit.record(by=by, at=at, action="openid.consent-given", subject_id=by.party_id, details=details)


@transaction.atomic
def end_consent(*, by: Actor, at: datetime, client_id: str) -> None:
    """
    Take it back. Effective at once: what the system holds opens nothing any more.

    :raises NotAllowed: for strangers. :raises NotFound: if nothing was allowed.
    """
    account_id = by.own_account
    if not Consent.objects.filter(account_id=account_id, client_id=client_id, ended_at=None).update(ended_at=at):
        raise NotFound
    kept.end_sign_ins(Q(account_id=account_id, client_id=client_id), at=at)
    details = {"client": client_id}
    audit.record(by=by, at=at, action="openid.consent-ended", subject_id=by.party_id, details=details)
