"""Which registers there are, and what people agreed to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, When

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.registries import consenting, policies
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.models import Consent, Lookup, RegisterEntry


def get_register(register: str) -> Register:
    """:raises NotFound: if there is none of that name."""
    body = RegisterEntry.objects.filter(id=register).values_list("body", flat=True).first()
    if body is None:
        raise NotFound
    return Register.model_validate(body)


def get_registers(registers: frozenset[str]) -> dict[str, Register]:
    """Those of them that there are, by id; one query."""
    rows = RegisterEntry.objects.filter(id__in=registers).values_list("id", "body")
    return {register: Register.model_validate(body) for register, body in rows}


@dataclass(frozen=True, slots=True)
class ConsentView:
    """``fields`` by their labels. ``service``: "" for all. ``in_force``: neither withdrawn nor over."""

    id: UUID
    register_name: str
    fields: tuple[str, ...]
    purpose: str
    service: str
    given_at: datetime
    until: datetime
    withdrawn_at: datetime | None
    in_force: bool


def list_consents(*, viewer: Actor, at: datetime, page: Page) -> PageOf[ConsentView]:
    """What the viewer agreed to, newest first, with what is over. :raises NotAllowed: unless somebody is signed in."""
    rows = Consent.objects.filter(party_id=viewer.own_party).order_by("-given_at", "-id")
    found = page.of(rows, lambda row: row)
    registers = get_registers(frozenset(row.register for row in found))
    return PageOf(tuple(_consent(row, registers, at) for row in found), found.number, found.size, found.has_next)


@dataclass(frozen=True, slots=True)
class ConsentWanted:
    """A register that is read only for whoever agrees: its name, and the names and labels of the fields."""

    register: str
    name: str
    fields: tuple[str, ...]
    labels: tuple[str, ...]


def missing_consents(
    *, party_id: UUID, at: datetime, wanted: Mapping[str, Collection[str]], purpose: str, service: str
) -> tuple[ConsentWanted, ...]:
    """Of these fields, by register, those that need a consent that the person has not given, or not any more."""
    found = []
    for register in get_registers(frozenset(wanted)).values():
        use = policies.use_for(register, purpose)
        if use is None or use.basis != "consent":
            continue
        covering = consenting.find_covering(
            party_id=party_id, at=at, register=register.id, fields=wanted[register.id], purpose=purpose, service=service
        )
        if covering is None:
            fields = tuple(each for each in register.fields if each.name in wanted[register.id])
            names, labels = tuple(each.name for each in fields), tuple(each.label for each in fields)
            found.append(ConsentWanted(register.id, register.name, names, labels))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LookupView:
    """What an officer read about somebody else without a case. ``state``: counter, waiting, overdue, justified, not-justified."""

    id: UUID
    at: datetime
    officer_name: str
    office: str
    register: str
    fields: tuple[str, ...]
    about: UUID
    reason: str
    state: str
    review_by: datetime | None
    reviewed_at: datetime | None
    reviewer_name: str
    findings: str
    is_own: bool


def list_lookups(*, viewer: Actor, at: datetime, page: Page, emergencies: bool | None = None) -> PageOf[LookupView]:
    """
    Look-ups without a case: emergencies that wait for a review first, the longest overdue first, then all others, newest first.

    :raises NotAllowed: unless an officer who protects data asks.
    """
    policies.require_reviewer(viewer)
    rows = Lookup.objects.all() if emergencies is None else Lookup.objects.filter(is_emergency=emergencies)
    waits = Case(When(is_emergency=True, reviewed_at=None, then=F("review_by")))
    rows = rows.annotate(waits=waits).order_by(F("waits").asc(nulls_last=True), "-at", "-id")
    return page.of(rows, lambda row: _lookup(row, viewer, at))


def get_lookup(*, viewer: Actor, at: datetime, lookup_id: UUID) -> LookupView:
    """An emergency. :raises NotAllowed: as above. :raises NotFound: if there is none."""
    policies.require_reviewer(viewer)
    row = Lookup.objects.filter(id=lookup_id, is_emergency=True).first()
    if row is None:
        raise NotFound
    return _lookup(row, viewer, at)


def count_overdue_reviews(*, at: datetime) -> int:
    """Emergencies that nobody has looked at in time. Says nothing about anybody."""
    return Lookup.objects.filter(is_emergency=True, reviewed_at=None, review_by__lt=at).count()


def _lookup(row: Lookup, viewer: Actor, at: datetime) -> LookupView:
    state = "counter"
    if row.is_emergency:
        state = {True: "justified", False: "not-justified", None: "waiting"}[row.is_justified]
        state = "overdue" if state == "waiting" and row.review_by and row.review_by < at else state
    return LookupView(
        row.id, row.at, row.officer_name, row.office, row.register, tuple(row.fields), row.about, row.reason, state,
        row.review_by, row.reviewed_at, row.reviewer_name, row.findings,
        is_own=viewer.party_id in (row.officer_id, row.about),
    )  # fmt: skip


def list_emergency_registers(*, viewer: Actor) -> tuple[Register, ...]:
    """The registers that are opened in an emergency; few. :raises ReadRefused: unless the viewer may."""
    policies.require_break_glass(viewer)
    rows = RegisterEntry.objects.filter(is_current=True).order_by("id").values_list("body", flat=True)
    found = (Register.model_validate(body) for body in rows)
    return tuple(each for each in found if policies.use_for(each, policies.EMERGENCY))


def _consent(row: Consent, registers: Mapping[str, Register], at: datetime) -> ConsentView:
    register = registers.get(row.register)
    labels = {field.name: field.label for field in register.fields} if register else {}
    return ConsentView(
        id=row.id,
        register_name=register.name if register else row.register,
        fields=tuple(labels.get(name, name) for name in row.fields),
        purpose=row.purpose,
        service=row.service,
        given_at=row.given_at,
        until=row.until,
        withdrawn_at=row.withdrawn_at,
        in_force=row.withdrawn_at is None and row.until > at,
    )
