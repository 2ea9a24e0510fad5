"""``contact-centre.yaml`` of a country pack."""

from collections.abc import Iterable
from datetime import datetime

from digigov.kernel.actor import Actor
from digigov.modules.catalog.ports import Files, Known, Slice, Wrong
from digigov.modules.contact_center.commands.plan import load_plan
from digigov.modules.contact_center.definitions import CenterPlan, doubled


def _load(*, by: Actor, at: datetime, files: Files) -> None:
    load_plan(by=by, at=at, definition=next(iter(files.values()), None))


def _check(files: Files, known: Known) -> Iterable[Wrong]:
    for file, plan in files.items():
        yield from (Wrong(file, where, sentence) for where, sentence in faults(plan, known))


def faults(plan: CenterPlan, known: Known) -> Iterable[tuple[tuple[str | int, ...], str]]:
    """Where in the plan, and what is wrong there."""
    if plan.unit not in known.units:
        yield ("unit",), f"there is no organization '{plan.unit}'"
    if plan.office not in known.offices:
        yield ("office",), f"there is no office '{plan.office}'"
    for number, language in enumerate(plan.languages):
        if language not in known.languages:
            yield ("languages", number), f"the country does not speak '{language}'"
    yield from _of_topics(plan, known)
    for part in ("channels", "topics", "wrap_ups"):
        for twice in doubled(each.id for each in getattr(plan, part)):
            yield (part,), f"'{twice}' stands there twice"
    if plan.verification.right > plan.verification.ask:
        yield ("verification", "right"), "more right answers are asked for than questions"


def _of_topics(plan: CenterPlan, known: Known) -> Iterable[tuple[tuple[str | int, ...], str]]:
    for number, topic in enumerate(plan.topics):
        if topic.unit not in known.units:
            yield ("topics", number, "unit"), f"there is no organization '{topic.unit}'"
        if topic.skill and topic.skill not in plan.skills:
            yield ("topics", number, "skill"), f"'{topic.skill}' is no skill of the centre"


SLICE = Slice("contact-centre", r"contact-centre\.yaml", CenterPlan, _load, _check)
