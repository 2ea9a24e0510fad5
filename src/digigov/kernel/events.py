"""
News that goes up. ``publish`` defers one job for each subscriber in the caller's transaction; delivery follows commit and
happens at least once, so every subscriber is harmless when run twice.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, get_args
from uuid import UUID

from procrastinate.contrib.django import app as jobs

from digigov.kernel.queue import later, with_back_off

DELIVER = "deliver_event"
E = TypeVar("E", bound="Event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact that has happened. Fields are ids, moments and plain values; never a model, never personal text."""


_events: dict[str, type[Event]] = {}
_subscribers: dict[type[Event], list[str]] = defaultdict(list)
_functions: dict[str, Callable[[Any], None]] = {}


def name_of(event: type[Event]) -> str:
    return f"{event.__module__.removeprefix('digigov.modules.')}.{event.__qualname__}"


def subscribe(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Have the function called, in a job of its own, each time the event is announced."""

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{function.__module__.removeprefix('digigov.modules.')}.{function.__qualname__}"
        _events[name_of(event)] = event
        if name not in _functions:
            _subscribers[event].append(name)
        _functions[name] = function
        return function

    return register


def publish(event: Event) -> None:
    """Tell whoever listens, after commit. Must run inside the transaction that makes the fact true."""
    names = _subscribers.get(type(event), ())
    if names:
        body = {key: _to_json(value) for key, value in asdict(event).items()}
        later(DELIVER, *({"event": name_of(type(event)), "to": name, "body": body} for name in names))


@jobs.task(name=DELIVER, queue="events", retry=with_back_off(12), pass_context=False)
def deliver(event: str, to: str, body: dict[str, Any]) -> None:
    kind = _events[event]
    _functions[to](kind(**{field.name: _from_json(field.type, body.get(field.name)) for field in fields(kind)}))


def _to_json(value: Any) -> Any:
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _from_json(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    wanted = next((each for each in get_args(kind) if each is not type(None)), kind)
    if wanted in (UUID, Decimal):
        return wanted(value)
    if wanted in (datetime, date):
        return wanted.fromisoformat(value)
    return value
