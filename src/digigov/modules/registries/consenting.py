"""Which consents are in force."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from digigov.modules.registries.models import Consent

EVERY_SERVICE = ""


def in_force(*, party_id: UUID, at: datetime) -> "QuerySet[Consent]":
    return Consent.objects.filter(party_id=party_id, withdrawn_at=None, until__gt=at)


def find_covering(
    *, party_id: UUID | None, at: datetime, register: str, fields: Iterable[str], purpose: str, service: str
) -> UUID | None:
    """The consent that covers all of it."""
    if party_id is None:
        return None
    scope: dict[str, Any] = {"register": register, "purpose": purpose, "service__in": {service, EVERY_SERVICE}}
    for consent in in_force(party_id=party_id, at=at).filter(**scope):
        if set(fields) <= set(consent.fields):
            return consent.id
    return None
