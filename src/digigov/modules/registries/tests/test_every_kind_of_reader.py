"""
Reads of every kind, by every kind of actor, drawn from a seed: one line of the trail for each, answered or refused; never a field
that was not asked for and allowed; and nothing of what registers hold in a refusal.
"""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.errors import DomainError
from digigov.kernel.ids import new_id
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.organizations.testing import make_officer, make_organizations
from digigov.modules.registries import commands
from digigov.modules.registries.models import Consent, Lookup
from digigov.modules.registries.testing import AT, empty_registers, make_row, register_from, registers_down

pytestmark = pytest.mark.django_db
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
    def __init__(self):
        make_organizations()
        make_workflow()
        self.people = [new_id() for _ in range(6)]
        registers = [
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
        commands.load_registers(by=system("test"), at=AT, definitions=registers)
        for register in USES:
            for number in range(len(self.people)):
                make_row(register, str(1000 + number), {f: f"{SECRET}-{register}-{f}-{number}" for f in NAMES})
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

    def read(self, asked):
        return commands.read(
            by=self.readers[asked.who], at=AT, register=asked.register, key=str(1000 + asked.owner), fields=asked.fields,
            purpose=Purpose(asked.purpose or "-", self.cases[asked.case]),
            about=self.people[asked.owner] if asked.register != "things" and asked.case != "no such" else None,
            why="because",
        )  # fmt: skip

    def draw(self, dice):
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


@pytest.fixture
def town():
    yield Town()
    empty_registers()


def lines(action):
    return apps.get_model("audit", "Entry").objects.filter(action=action)


def may(town, asked):
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


def is_for_that(asked):
    has_consent = (asked.register, asked.purpose) != ("taxes", "prefill-form") or (
        asked.owner == 0 and asked.case != "no such"
    )
    return has_consent and set(asked.fields) <= set(USES.get(asked.register, {}).get(asked.purpose, ()))


@pytest.mark.parametrize(
    ("seed", "times"), [(1, 500), pytest.param(2, 10_000, marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_each_read_has_its_line_and_no_more_than_its_fields(town, seed, times):
    dice, counted, silent = random.Random(seed), Counter(), 0
    for _ in range(times):
        asked = town.draw(dice)
        try:
            if asked.is_down:
                with registers_down():
                    reading = town.read(asked)
            else:
                reading = town.read(asked)
        except DomainError as refusal:
            counted["refused"] += 1
            counted[getattr(refusal, "reason", refusal.code)] += 1
            assert SECRET not in f"{refusal} {refusal.args} {refusal.values} {refusal.__cause__}"
            assert not (may(town, asked) and is_for_that(asked)), asked
        except Exception as failure:  # noqa: BLE001 - down, with nothing kept: nobody has read anything
            assert asked.is_down and SECRET not in str(failure), asked
            silent += 1
        else:
            counted["answered"] += 1
            assert may(town, asked) and is_for_that(asked), asked
            assert set(reading.values) <= set(asked.fields)
            assert all(v == f"{SECRET}-{asked.register}-{f}-{asked.owner}" for f, v in reading.values.items())
    print(f"{times} reads: {dict(counted)}; {silent} times it was down and nothing kept")  # noqa: T201

    assert lines("registries.register-read").count() == counted["answered"] > 0
    assert lines("registries.read-refused").count() == counted["refused"] > 0
    assert counted["answered"] + counted["refused"] + silent == times
    assert not lines("registries.register-read").filter(details__icontains=SECRET).exists()
    assert not lines("registries.read-refused").filter(details__icontains=SECRET).exists()
    assert (
        Lookup.objects.filter(is_emergency=True).count()
        == lines("registries.register-read").filter(purpose="emergency", actor_kind="officer").count()
    )
