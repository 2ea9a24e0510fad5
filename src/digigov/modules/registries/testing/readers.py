"""
A town of registers, people, cases and every kind of reader; and reads of every kind by all of them, drawn from a seed. Each must be
answered or refused as the table of who may says, which is written here again and not taken from the gate's own code.
"""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import DomainError
from digigov.kernel.ids import new_id
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.registries import commands
from digigov.modules.registries.commands import Reading
from digigov.modules.registries.models import Consent
from digigov.modules.registries.testing import AT, make_row, register_from

FIELDS = [{"name": name, "label": name} for name in ("name", "place", "work", "owes")]
NAMES = [each["name"] for each in FIELDS]
USES = {
    "people": {"prefill-form": ["name", "place"], "decide-case": ["name", "work"], "emergency": ["name"]},
    "taxes": {"prefill-form": ["name"], "decide-case": ["owes"]},  # the first only with consent
    "things": {"fill-form": ["name", "place"], "decide-case": ["name"]},
}
PURPOSES = ("prefill-form", "fill-form", "prove-identity", "decide-case", "emergency", "curiosity", "")
SECRET = "Zq"  # begins every value that a register holds


@dataclass
class Asked:
    who: str
    register: str
    owner: int
    fields: list[str]
    purpose: str
    case: str
    is_down: bool


class Town:
    def __init__(self) -> None:
        make_organizations()
        make_workflow()
        self.people = [new_id() for _ in range(6)]
        self.registers = [
            register_from(
                name, about="thing" if name == "things" else "person", fields=FIELDS,
                uses=[
                    {"purpose": why, "fields": fields,
                     "basis": "consent" if (name, why) == ("taxes", "prefill-form") else "law"}
                    for why, fields in uses.items()
                ],
            )
            for name, uses in USES.items()
        ]  # fmt: skip
        commands.load_registers(by=system("test"), at=AT, definitions=self.registers)
        for register in USES:
            for key, values in self.rows(register).items():
                make_row(register, key, values)
        consent = {"fields": ["name"], "purpose": "prefill-form", "service": "", "given_at": AT}
        for number, until in ((0, AT + timedelta(days=9)), (1, AT - timedelta(days=1))):
            Consent.objects.create(party_id=self.people[number], register="taxes", until=until, **consent)
        self.cases = {"none": None, "no such": new_id()} | {
            f"of {number}": make_case(applicant_id=self.people[number]) for number in range(3)
        }
        self.cases["of another unit"] = make_case(applicant_id=self.people[3], unit="treasury")
        officer = make_officer()
        agent = partial(make_officer, grants=[Grant("counter.assist")])
        self.readers = {
            "stranger": ANONYMOUS,
            **{f"citizen {n}": Actor("citizen", account_id=new_id(), party_id=p) for n, p in enumerate(self.people)},
            "officer": officer,
            "officer without second factor": replace(officer, second_factor=False),
            "officer of another unit": make_officer(unit="treasury", role="records-clerk"),
            "agent": agent(),
            "agent without second factor": replace(agent(), second_factor=False),
            "emergency officer": make_officer(grants=[Grant("registries.break-glass")]),
            "system": system("registries"),
            "client of another system": Actor("client", name="client:somebody", account_id=new_id()),
        }

    def rows(self, register: str) -> dict[str, dict[str, str]]:
        """What the register holds, by number."""
        owners = range(len(self.people))
        return {str(1000 + n): {f: f"{SECRET}-{register}-{f}-{n}" for f in NAMES} for n in owners}

    def read(self, asked: Asked) -> Reading:
        return commands.read(
            by=self.readers[asked.who], at=AT, register=asked.register, key=str(1000 + asked.owner), fields=asked.fields,
            purpose=Purpose(asked.purpose or "-", self.cases[asked.case]),
            about=self.people[asked.owner] if asked.register != "things" and asked.case != "no such" else None,
            why="because",
        )  # fmt: skip

    def draw(self, dice: random.Random) -> Asked:
        """Two of three ask for what the register may be read for, or the refusals would drown the answers."""
        register, owner = dice.choice(("people", "taxes", "things", "nowhere")), dice.randrange(len(self.people))
        purpose = dice.choice(PURPOSES)
        fields = dice.sample([*NAMES, "secret"], dice.choice((1, 2, 3)))
        if register in USES and dice.random() < 0.67:
            purpose, allowed = dice.choice(sorted(USES[register].items()))
            fields = dice.sample(allowed, dice.randint(1, len(allowed)))
        likely = dice.choice((f"citizen {owner}", "system", "agent", "officer", "emergency officer"))
        return Asked(
            who=likely if dice.random() < 0.5 else dice.choice(sorted(self.readers)),
            register=register,
            owner=owner,
            fields=fields,
            purpose=purpose,
            case=dice.choice(("none", f"of {owner % 3}", *sorted(self.cases))),
            is_down=dice.random() < 0.1,
        )


def may(asked: Asked) -> bool:
    """Said again, from the table of who may, and not from the gate's own code."""
    by, purpose = asked.who, asked.purpose
    if by == "system" or asked.register == "things" and purpose != "emergency":
        return True
    if purpose == "emergency":
        return by == "emergency officer"
    if by.startswith("citizen"):
        return by == f"citizen {asked.owner}" and asked.case != "no such"
    if by in ("officer", "agent", "emergency officer") and asked.case == f"of {asked.owner}":
        return True
    if by == "officer of another unit":
        return asked.owner == 3 and asked.case == by.removeprefix("officer ")
    return by == "agent" and asked.case == "none"


def is_for_that(asked: Asked) -> bool:
    has_consent = (asked.register, asked.purpose) != ("taxes", "prefill-form") or (
        asked.owner == 0 and asked.case != "no such"
    )
    return has_consent and set(asked.fields) <= set(USES.get(asked.register, {}).get(asked.purpose, ()))


def try_out(town: Town, *, seed: int, times: int, down: Callable[[], AbstractContextManager[Any]]) -> "Counter[str]":
    """
    So many reads. Counts what was ``answered``, by the register or from what is ``kept``, what was ``refused``, by reasons too, and
    when a register was down and nothing kept (``silent``). No field beyond those asked for, and in no refusal what a register holds.
    """
    dice, counted = random.Random(seed), Counter[str]()  # noqa: S311 - a test's dice
    for _ in range(times):
        asked = town.draw(dice)
        is_right = may(asked) and is_for_that(asked)
        try:
            with down() if asked.is_down else nullcontext():
                reading = town.read(asked)
        except DomainError as refusal:
            counted.update(["refused", getattr(refusal, "reason", refusal.code)])
            assert SECRET not in f"{refusal} {refusal.args} {refusal.values} {refusal.__cause__}"
            assert not is_right, asked
        except Exception as failure:  # noqa: BLE001 - down, with nothing kept: nobody has read anything
            assert asked.is_down and SECRET not in str(failure), asked
            counted["silent"] += 1
        else:
            counted["kept" if reading.is_stale else "answered"] += 1
            assert is_right, asked
            assert set(reading.values) <= set(asked.fields)
            assert all(v == f"{SECRET}-{asked.register}-{f}-{asked.owner}" for f, v in reading.values.items())
    print(f"{times} reads: {dict(counted)}")  # noqa: T201
    return counted
