"""Giving a person all that is held of them."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page
from digigov.modules.audit import commands as audit
from digigov.modules.audit import queries as trail
from digigov.modules.privacy import policies
from digigov.modules.privacy.definitions import EXPORT_SCHEMA, Holding, Periods, Whose
from digigov.modules.privacy.keeping import get_periods, kept_of
from digigov.modules.privacy.records import all_records, holdings

TRAIL_PAGE = 100


@transaction.atomic
def note_copy(*, by: Actor, at: datetime, whose: Whose) -> None:
    """
    Write down that the person took a copy to read, drawn by the pages from what ``queries`` gave.

    :raises NotAllowed: for anybody but that person.
    """
    policies.require_self(by, whose)
    audit.record(by=by, at=at, action="privacy.data-exported", subject_id=whose.party_id, details={"as": "pdf"})


@transaction.atomic
def export(*, by: Actor, at: datetime, whose: Whose, subject: trail.Subject) -> bytes:
    """
    All that every room holds of the person, and the trail, as one JSON document (``definitions.EXPORT_SCHEMA``). Written down in
    the trail.

    :raises NotAllowed: for anybody but that person.
    """
    policies.require_self(by, whose)
    periods = get_periods()
    told = {
        "schema": EXPORT_SCHEMA,
        "made_at": at,
        "person": whose.party_id,
        "holdings": [_holding(each, whose, periods) for each in holdings().values()],
        "trail": _trail(by, subject),
    }
    body = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    audit.record(by=by, at=at, action="privacy.data-exported", subject_id=whose.party_id, details={"bytes": len(body)})
    return body


def _holding(holding: Holding, whose: Whose, periods: Periods) -> dict[str, Any]:
    return {
        "room": holding.room,
        "title": gettext(holding.title),
        "purpose": gettext(holding.purpose),
        "basis": holding.basis,
        "kept": " ".join(kept_of(holding, periods)),
        "records": [{"kind": gettext(each.kind), "values": dict(each.values)} for each in all_records(holding, whose)],
    }


def _trail(by: Actor, subject: trail.Subject) -> list[dict[str, Any]]:
    found, number = list[dict[str, Any]](), 1
    while True:
        page = trail.list_about(viewer=by, subject=subject, page=Page(number=number, size=TRAIL_PAGE))
        found += [
            {
                "at": line.at, "kind": line.kind, "actions": line.actions, "times": line.times, "by": line.actor_kind,
                "office": line.office, "purpose": line.purpose, "fields": line.fields, "case": line.case_id,
            }
            for line in page
        ]  # fmt: skip
        if not page.has_next:
            return found
        number += 1
