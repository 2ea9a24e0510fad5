"""What would change, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

NAMES = ("id", "code", "value", "name", "title")
LONGEST = 80


def differences(before: Any, after: Any, place: tuple[str, ...] = ()) -> Iterator[str]:
    """One sentence for each thing that is new, gone or other."""
    left, right = _keyed(before), _keyed(after)
    if left is None or right is None:
        if before != after:
            yield f"{_place(place)}: {_short(before)} becomes {_short(after)}"
        return
    for key in [*right, *(key for key in left if key not in right)]:
        here = (*place, key)
        if key not in right:
            yield f"{_place(here)} goes"
        elif key not in left:
            yield f"{_place(here)} is new: {_short(right[key])}"
        else:
            yield from differences(left[key], right[key], here)
    if isinstance(before, list) and list(left) != list(right) and set(left) == set(right):
        yield f"{_place(place)}: another order, {', '.join(right)}"


def _keyed(value: Any) -> dict[str, Any] | None:
    """A mapping of what can be compared part by part; None for what is one piece."""
    if isinstance(value, Mapping):
        return {str(key): each for key, each in value.items()}
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return {_name(each, number): each for number, each in enumerate(value)}
    return None


def _name(item: Mapping[str, Any], number: int) -> str:
    return next((str(item[key]) for key in NAMES if key in item), str(number + 1))


def _place(place: tuple[str, ...]) -> str:
    return " › ".join(place)


def _short(value: Any) -> str:
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
