"""The definitions of a pack become rows, by code; loading the same again changes nothing."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel import once
from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError
from digigov.modules.audit import commands as audit
from digigov.modules.organizations import policies
from digigov.modules.organizations.definitions import Calendar, Organization, Organizations
from digigov.modules.organizations.definitions import Role as RoleDefinition
from digigov.modules.organizations.models import CalendarEdition, Office, Role, Unit


class DefinitionsDisagree(DomainError):
    code = "definitions-disagree"
    message = _("“%(code)s” names “%(other)s”, which the definition does not hold, or which lies under itself.")


@transaction.atomic
def load_organizations(*, by: Actor, at: datetime, definition: Organizations) -> None:
    """
    Make units, offices and roles as the definition says; what it no longer names stays on record, no longer current.

    :raises NotAllowed: unless the machine or somebody who keeps the organisation loads it.
    :raises DefinitionsDisagree: if a parent or an office's organisation does not exist.
    """
    _lock()
    policies.require_loader(by)
    units = {each.code: each for each in definition.organizations}
    paths = {code: _path(code, units) for code in units}

    for place, code in sorted(enumerate(units), key=lambda pair: paths[pair[1]].count("/")):
        _upsert(Unit, code, _unit_row(units[code], paths[code], place))
    ids = dict(Unit.objects.values_list("code", "id"))
    for office in definition.offices:
        if office.organization not in ids:
            raise DefinitionsDisagree(code=office.code, other=office.organization)
        _upsert(Office, office.code, _office_row(office, ids))
    for role in definition.roles:
        _upsert(Role, role.code, _role_row(role))
    _retire(Unit, units)
    _retire(Office, [each.code for each in definition.offices])
    _retire(Role, [each.code for each in definition.roles])

    audit.record(
        by=by,
        at=at,
        action="organizations.definition-loaded",
        details={"units": len(units), "digest": _digest(definition)},
    )


@transaction.atomic
def load_calendar(*, by: Actor, at: datetime, definition: Calendar) -> None:
    """
    Put a calendar in force; the same calendar again changes nothing.

    :raises NotAllowed: unless the machine or somebody who keeps the organisation loads it.
    """
    _lock()
    policies.require_loader(by)
    digest = _digest(definition)
    newest = CalendarEdition.objects.order_by("-loaded_at", "-id").first()
    if newest is not None and newest.digest == digest:
        return
    CalendarEdition.objects.create(digest=digest, definition=definition.model_dump(mode="json"), loaded_at=at)
    once.forget()
    audit.record(by=by, at=at, action="organizations.calendar-loaded", details={"digest": digest})


def _lock() -> None:
    """Two loads of one pack wait for each other; readers do not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organizations.load'))")


def _path(code: str, units: dict[str, Organization]) -> str:
    codes = [code]
    while (parent := units[codes[0]].parent) is not None:
        if parent not in units or parent in codes:
            raise DefinitionsDisagree(code=codes[0], other=parent)
        codes.insert(0, parent)
    return f"/{'/'.join(codes)}/"


def _unit_row(unit: Organization, path: str, place: int) -> dict[str, Any]:
    parent = Unit.objects.filter(code=unit.parent).values_list("id", flat=True).first() if unit.parent else None
    return {
        "kind": unit.kind,
        "names": sorted([each.since or "", each.name] for each in unit.names),
        "parent_id": parent,
        "path": path,
        "email": unit.email or "",
        "phone": unit.phone or "",
        "standing": unit.standing,
        "source": unit.source or "",
        "place": place,
    }


def _office_row(office: Any, ids: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": office.name,
        "unit_id": ids[office.organization],
        "kind": office.kind,
        "address": office.address,
        "district": office.district,
        "latitude": office.latitude,
        "longitude": office.longitude,
        "hours": [each.model_dump(mode="json") for each in office.hours],
        "standing": office.standing,
        "source": office.source or "",
    }


def _role_row(role: RoleDefinition) -> dict[str, Any]:
    return {**role.model_dump(mode="json", exclude={"code"}), "appoints": list(role.below)}


def _upsert(model: type[models.Model], code: str, row: dict[str, Any]) -> None:
    model._default_manager.update_or_create(code=code, defaults={**row, "is_current": True})


def _retire(model: type[models.Model], codes: Any) -> None:
    model._default_manager.filter(is_current=True).exclude(code__in=list(codes)).update(is_current=False)


def _digest(definition: Any) -> str:
    text = json.dumps(definition.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
