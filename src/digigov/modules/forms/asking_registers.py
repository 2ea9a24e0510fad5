"""Asking registers while a form is filled in: what they hold of the applicant, and what they say of a number."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.conditions import holds
from digigov.kernel.errors import AdapterFailure, NotAllowed, NotFound
from digigov.modules.audit.commands import Purpose
from digigov.modules.forms.definitions import Form, Question
from digigov.modules.forms.questions import KINDS
from digigov.modules.forms.questions.base import Context, Fault, LookUp, Prefilled, Raw
from digigov.modules.forms.questions.identifiers import fit
from digigov.modules.forms.rules import page_of
from digigov.modules.registries import commands as registries
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.ports import TIME_LIMIT
from digigov.modules.registries.queries import get_registers

APPLICANTS_KEY = "national-id"
BY_NAME = "name"
BUDGET = 2.5
LEAST = 0.1
NOT_FOR_THIS_FORM = ("no-consent", "no-basis", "field-not-for-purpose", "no-such-field")  # then it is filled in by hand


@dataclass(frozen=True, slots=True)
class Prefilling:
    """
    What registers hold of the applicant, by question, the names of those that could not be asked, and the ids of those that were
    not, because the applicant had not agreed.
    """

    values: Mapping[str, Prefilled] = field(default_factory=dict)
    unavailable: tuple[str, ...] = ()
    not_agreed: tuple[str, ...] = ()

    def without(self, registers: Collection[str]) -> "Prefilling":
        """As if these had not been asked."""
        return replace(self, values={q: held for q, held in self.values.items() if held.register not in registers})

    def fitting(self, form: Form, answers: Mapping[str, Any]) -> dict[str, Prefilled]:
        """What goes with the answers so far: of somebody else, the applicant's own register knows nothing."""
        asked = [question for page in form.pages for question in page.questions if question.id in self.values]
        return {q.id: self.values[q.id] for q in asked if q.prefill and holds(q.prefill.when, {"answers": answers})}

    def as_json(self) -> dict[str, Any]:
        values = {
            question: {
                "value": held.value,
                "register": held.register,
                "source": held.source_name,
                "read_at": held.read_at.isoformat(),
                "is_stale": held.is_stale,
            }
            for question, held in self.values.items()
        }
        return {"values": values, "unavailable": list(self.unavailable), "not_agreed": list(self.not_agreed)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Prefilling":
        values = {
            question: Prefilled(
                value=held["value"],
                register=held["register"],
                source_name=held["source"],
                read_at=datetime.fromisoformat(held["read_at"]),
                is_stale=held["is_stale"],
            )
            for question, held in (kept.get("values") or {}).items()
        }
        return cls(values, tuple(kept.get("unavailable") or ()), tuple(kept.get("not_agreed") or ()))


def prefilled_fields(form: Form) -> dict[str, frozenset[str]]:
    """The fields that the form would take, by register."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for question in _prefilled(form):
        if question.prefill:
            wanted[question.prefill.register_].add(question.prefill.field)
    return {register: frozenset(fields) for register, fields in wanted.items()}


def _prefilled(form: Form) -> list[Question]:
    return [q for page in form.pages if page.repeat is None for q in page.questions if q.prefill is not None]


def prefill(
    *,
    by: Actor,
    at: datetime,
    form: Form,
    context: Context,
    party_id: UUID,
    national_id: str | None,
    service: str = "",
    not_agreed: Collection[str] = (),
    budget: float = BUDGET,
) -> Prefilling:
    """
    One look at each register that the form leans on, within ``budget`` seconds altogether. Never fails for a register.
    ``not_agreed``: those that are read only for whoever agrees, which the applicant has not done for this service.
    """
    wanted: dict[str, list[Question]] = defaultdict(list)
    for question in _prefilled(form):
        if question.prefill and question.prefill.register_ not in not_agreed:
            wanted[question.prefill.register_].append(question)
    if not wanted or not national_id:
        return Prefilling(not_agreed=tuple(not_agreed))
    values: dict[str, Prefilled] = {}
    unavailable: list[str] = []
    withheld = list(not_agreed)
    ends_at = time.monotonic() + budget
    for register in get_registers(frozenset(wanted)).values():
        if APPLICANTS_KEY not in (register.key, *register.also_by):
            continue
        left = ends_at - time.monotonic()
        try:
            if left < LEAST:
                raise AdapterFailure("no time left", temporary=True)
            reading = registries.read(
                by=by,
                at=at,
                register=register.id,
                key=national_id,
                under=APPLICANTS_KEY,
                fields=tuple(sorted({q.prefill.field for q in wanted[register.id] if q.prefill})),
                purpose=Purpose("prefill-form"),
                about=party_id,
                service=service,
                time_limit=min(TIME_LIMIT, left),
            )
        except (AdapterFailure, registries.ReadRefused) as failure:
            reason = getattr(failure, "reason", "")
            if isinstance(failure, registries.ReadRefused) and reason not in NOT_FOR_THIS_FORM:
                raise
            if reason == "no-consent":  # taken back this very moment
                withheld.append(register.id)
            else:
                unavailable.append(register.name)
            continue
        values.update(_held(wanted[register.id], register, reading, context))
    return Prefilling(values, tuple(unavailable), tuple(withheld))


def look_up_numbers(
    *,
    by: Actor,
    at: datetime,
    form: Form,
    page_id: str,
    raw: Mapping[str, Any],
    answers: Mapping[str, Any],
    context: Context,
    case_id: UUID | None = None,
) -> dict[str, LookUp]:
    """What registers say of the numbers typed on a page, by question. A number confirmed before is not looked up again."""
    found, known = {}, answers.get("_looked_up") or {}
    for question in page_of(form, page_id).questions:
        if question.type == "register_number" and holds(question.when, {"answers": {**answers, **_typed(raw)}}):
            typed = Raw(raw, question.id).line()[:120]
            register = get_registers(frozenset({question.register_ or ""})).get(question.register_ or "")
            before = known.get(question.id) or {}
            is_settled = before.get("number") == typed and before.get("state") != "unavailable"
            if typed and register and not is_settled:
                found[question.id] = _look_up(question, register, typed, context, by=by, at=at, case_id=case_id)
    return found


def _look_up(
    question: Question,
    register: Register,
    typed: str,
    context: Context,
    *,
    by: Actor,
    at: datetime,
    case_id: UUID | None,
) -> LookUp:
    identifier = context.identifiers.get(question.identifier or register.key)
    number = fit(typed, identifier) if identifier else typed
    under = "" if number else BY_NAME
    if under and BY_NAME not in register.also_by:
        return LookUp(typed, "not-found", register.name)
    try:
        reading = registries.read(
            by=by,
            at=at,
            register=register.id,
            key=number or typed,
            under=under,
            fields=question.shows,
            purpose=Purpose("fill-form", case_id=case_id),
        )
    except (AdapterFailure, NotAllowed, NotFound):
        return LookUp(number or typed, "unavailable", register.name)
    if not reading.found:
        return LookUp(number or typed, "not-found", register.name)
    shown = dict(register_in_words(register, reading.values, question.shows, context))
    return LookUp(reading.key, "found", register.name, shown, reading.read_at)


def register_in_words(
    register: Register, values: Mapping[str, Any], shows: Iterable[str], context: Context
) -> Iterator[tuple[str, str]]:
    """Label and value of each field that is shown and known, as people write it."""
    fields = {each.name: each for each in register.fields}
    for name in shows:
        if name in fields and values.get(name) is not None:
            kind = KINDS[fields[name].type]  # fields of registers and questions share the names of their types
            shown = kind.display(Question.model_construct(unit=None), values[name], context)
            yield fields[name].label, ", ".join(shown)


def _held(
    questions: list[Question], register: Register, reading: registries.Reading, context: Context
) -> Iterator[tuple[str, Prefilled]]:
    """Only what the question itself would take: nobody is shown a value that they could not hand in."""
    for question in questions:
        value = reading.values.get(question.prefill.field) if question.prefill else None
        if value is None:
            continue
        try:
            fitting = KINDS[question.type].check(question, _fitting(question, value), context)
        except Fault:
            continue
        yield question.id, Prefilled(fitting, register.id, register.name, reading.read_at, reading.is_stale)


def _fitting(question: Question, value: Any) -> Any:
    """A register's text as one of the question's choices, if it is one of their labels."""
    if question.type == "choice":
        return next(
            (c.value for c in question.choices if str(value).casefold() in (c.value, c.label.casefold())), value
        )
    return str(value) if question.type in ("text", "long_text", "identifier") else value


def _typed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Choices on the same page, as far as a condition needs them before they are checked."""
    plain = {"yes": True, "no": False}
    return {name: plain.get(Raw(raw, name).line(), Raw(raw, name).line()) for name in raw if "-" not in name}
