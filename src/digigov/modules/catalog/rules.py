"""Whom a service is for."""

from collections.abc import Mapping
from typing import Any

from digigov.kernel.conditions import facts_used, holds, look_up
from digigov.modules.catalog.definitions import Service


def not_eligible(service: Service, answers: Mapping[str, Any]) -> str | None:
    """The sentence of the first condition that is not met, once everything that it looks at has been answered."""
    facts = {"answers": answers}
    for each in service.eligibility:
        is_answered = all(look_up(facts, path) is not None for path in facts_used(each.unless))
        if is_answered and not holds(each.unless, facts):
            return each.sentence
    return None
