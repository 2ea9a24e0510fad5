"""
What is asked again and again within one request or job, and stays the same throughout it, is asked once: which calendar is in
force, who is whose relative. Outside of one it is asked each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_piece_of_work() -> Iterator[None]:
    """Around a request or a job. Within, what was asked once stands until the end, or until ``forget``."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(function: F) -> F:
    """Only for what hardly ever changes; whatever changes it calls ``forget``."""

    @wraps(function)
    def asked(*given: Any) -> Any:
        known = _answers.get()
        if known is None:
            return function(*given)
        key = (function, given)
        if key not in known:
            known[key] = function(*given)
        return known[key]

    return asked  # type: ignore[return-value]


def forget() -> None:
    """What was asked before may be otherwise now."""
    known = _answers.get()
    if known is not None:
        known.clear()
