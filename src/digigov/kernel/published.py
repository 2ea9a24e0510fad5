"""What was published never changes, and what is worked out once a day holds for that day: a process may remember it for as long as it lives."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
_remembered: list[Any] = []


def remembered(size: int = 1000) -> Callable[[F], F]:
    """Remember a function's answers. Only for what is looked up by service **and version**, or by the day: never for what can change."""

    def wrap(function: F) -> F:
        cached = lru_cache(maxsize=size)(function)
        _remembered.append(cached)
        return cached  # type: ignore[return-value]

    return wrap


def forget_all() -> None:
    """For tests, whose definitions and cases are rolled back."""
    for each in _remembered:
        each.cache_clear()
