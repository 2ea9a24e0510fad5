"""
Structured conditions, written in a pack and read by clerks, law officers and machines alike. No expression language.

``{fact: answers.purpose, is: travel}``, or ``all``/``any``/``not`` around others. Facts are a nested mapping; a path is its
keys joined by dots. A comparison with an absent fact is false, whatever the comparison, except ``answered: false``.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

COMPARISONS = ("is", "is_not", "in", "not_in", "at_least", "at_most", "more_than", "less_than", "contains", "answered")


def look_up(facts: Mapping[str, Any], path: str) -> Any:
    """The fact at a dotted path, or None."""
    found: Any = facts
    for key in path.split("."):
        if not isinstance(found, Mapping) or key not in found:
            return None
        found = found[key]
    return found


def holds(condition: Mapping[str, Any] | None, facts: Mapping[str, Any]) -> bool:
    """Whether the facts meet the condition; no condition is always met."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(each, facts) for each in condition["all"])
    if "any" in condition:
        return any(holds(each, facts) for each in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], facts)
    value = look_up(facts, condition["fact"])
    return all(_compare(name, value, wanted) for name, wanted in condition.items() if name != "fact")


def facts_used(condition: Any) -> Iterator[str]:
    """Every path that the condition looks at."""
    if isinstance(condition, Mapping):
        if "fact" in condition:
            yield condition["fact"]
        for inner in (*condition.get("all", ()), *condition.get("any", ()), condition.get("not")):
            yield from facts_used(inner)


def _compare(name: str, value: Any, wanted: Any) -> bool:
    if name == "answered":
        return (value not in (None, "", [], {})) == bool(wanted)
    if value is None:
        return False
    if name in ("is", "is_not"):
        return _same(value, wanted) == (name == "is")
    if name in ("in", "not_in"):
        return any(_same(value, each) for each in wanted) == (name == "in")
    if name == "contains":
        return isinstance(value, list | tuple | str) and wanted in value
    return _order(name, _ordered(value), _ordered(wanted))


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    left, right = _ordered(value), _ordered(wanted)
    if left is not None and right is not None and type(left) is type(right):
        return left == right
    return value == wanted


def _order(name: str, left: Any, right: Any) -> bool:
    if left is None or right is None or type(left) is not type(right):
        return False
    return {
        "at_least": left >= right,
        "at_most": left <= right,
        "more_than": left > right,
        "less_than": left < right,
    }[name]


def _ordered(value: Any) -> Decimal | date | None:
    """A number or a date, from what JSON or YAML holds of it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if value[4:5] == "-" else Decimal(value)
        except (ValueError, InvalidOperation):
            return None
    return None
