"""Second pass: tables of fees."""

from collections.abc import Iterator
from typing import Any

from digigov.modules.catalog.pack.facts import NUMBERS, comparisons, find_fact
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.rules.form import impossible_values
from digigov.modules.catalog.pack.rules.workflow import facts_for


def table(service: LoadedService):
    return service.files["fees.yaml"]


@rule("fee/twice", "a second fee is called '{id}'")
def twice(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A step names its fee."""
    seen = set()
    for number, fee in enumerate(service.fees.fees):
        if fee.id in seen:
            yield at(table(service), "fees", number, "id", id=fee.id)
        seen.add(fee.id)


@rule("fee/never-charged", "no step charges '{id}'")
def never_charged(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A fee on paper that nobody is asked to pay."""
    charged = {step.parameters.get("fee") for step in service.workflow.steps if step.type == "pay"}
    for number, fee in enumerate(service.fees.fees):
        if fee.id not in charged:
            yield at(table(service), "fees", number, "id", id=fee.id)


@rule("fee/no-last-row", "the last row of '{id}' has a condition, so for some nobody knows what to pay")
def no_last_row(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The table must answer for everybody."""
    for number, fee in enumerate(service.fees.fees):
        if fee.rows[-1].when:
            yield at(table(service), "fees", number, "rows", len(fee.rows) - 1, id=fee.id)


@rule("fee/row-after-last", "the row before this one holds for everybody, so this one is never reached")
def row_after_last(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The first row whose condition holds wins."""
    for number, fee in enumerate(service.fees.fees):
        for place, row in enumerate(fee.rows[:-1]):
            if not row.when:
                yield at(table(service), "fees", number, "rows", place + 1)


@rule("fee/row-twice", "an earlier row has the same condition, so this one is never reached")
def row_twice(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The first row whose condition holds wins."""
    for number, fee in enumerate(service.fees.fees):
        seen: list[Any] = []
        for place, row in enumerate(fee.rows):
            if row.when and row.when in seen:
                yield at(table(service), "fees", number, "rows", place, "when")
            seen.append(row.when)


def looked_at(service: LoadedService) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for number, fee in enumerate(service.fees.fees):
        for place, row in enumerate(fee.rows):
            for inside, each in comparisons(row.when):
                yield ("fees", number, "rows", place, "when", *inside), dict(each)


@rule("fee/fact-unknown", "nothing in this service gives '{fact}'")
def fact_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The row could never hold, or its amount never be known."""
    facts = facts_for(service, pack)
    for where, each in looked_at(service):
        if find_fact(facts, each["fact"]) is None:
            yield at(table(service), *where, "fact", fact=each["fact"])
    for where, path in measures(service):
        if find_fact(facts, path) is None:
            yield at(table(service), *where, fact=path)


def measures(service: LoadedService) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Facts that a row counts with, and where they stand."""
    for number, fee in enumerate(service.fees.fees):
        for place, row in enumerate(fee.rows):
            if row.from_fact:
                yield ("fees", number, "rows", place, "from_fact"), row.from_fact
            if row.per:
                yield ("fees", number, "rows", place, "per", "fact"), row.per.fact


@rule("fee/value-impossible", "'{fact}' is never '{value}'")
def value_impossible(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A comparison with a choice that was renamed. (Yes and no are written true and false.)"""
    facts = facts_for(service, pack)
    for where, each in looked_at(service):
        fact = find_fact(facts, each["fact"])
        for value in impossible_values(each, fact) if fact else ():
            yield at(table(service), *where, fact=each["fact"], value=value)


@rule("fee/measure-no-number", "'{fact}' is a {type}, and an amount is counted with it")
def measure_no_number(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody can multiply a word."""
    facts = facts_for(service, pack)
    for where, path in measures(service):
        fact = find_fact(facts, path)
        if fact and fact.type not in NUMBERS:
            yield at(table(service), *where, fact=path, type=fact.type)


@rule("fee/refund-step-unknown", "no step is called '{step}'")
def refund_step_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The refund would never be due."""
    known = {step.id for step in service.workflow.steps}
    for number, fee in enumerate(service.fees.fees):
        for place, row in enumerate(fee.refunds):
            for each, step in enumerate(row.at):
                if step not in known:
                    yield at(table(service), "fees", number, "refunds", place, "at", each, step=step)


@rule("fee/refund-unreachable", "an earlier row already settles '{on}' for every step")
def refund_unreachable(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The first row that fits wins."""
    for number, fee in enumerate(service.fees.fees):
        settled = set()
        for place, row in enumerate(fee.refunds):
            if row.on in settled:
                yield at(table(service), "fees", number, "refunds", place, on=row.on)
            if not row.at:
                settled.add(row.on)


@rule("fee/waiver-role-unknown", "no role '{role}' stands in organizations.yaml")
def waiver_role_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could waive it."""
    known = {each.code for each in pack.organizations.roles}
    for number, fee in enumerate(service.fees.fees):
        if fee.waiver and fee.waiver.role not in known:
            yield at(table(service), "fees", number, "waiver", "role", role=fee.waiver.role)
