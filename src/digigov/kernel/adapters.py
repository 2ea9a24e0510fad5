"""
Sockets. A module names what it needs in ``ports.py``; a setting ``DIGIGOV_ADAPTERS[slot]`` holds the dotted path that fits.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from digigov.kernel.errors import AdapterFailure

SECONDS_TO_ANSWER = 3  # for all parts together: they are asked side by side


@dataclass(frozen=True, slots=True)
class Health:
    """What an adapter says of itself: ``ok``, a sentence for the operations page, and whether it is only a rehearsal part."""

    ok: bool
    detail: str
    rehearsal_only: bool = False


class Adapter(Protocol):
    def check(self) -> Health: ...


@cache
def _make(path: str) -> Any:
    return import_string(path)()


def adapter(slot: str) -> Any:
    """The adapter that the settings chose for a slot; made once for each process."""
    return _make(settings.DIGIGOV_ADAPTERS[slot])


def check_all() -> dict[str, Health]:
    """
    How every part is, by slot. They are asked side by side, so that those that hang take no longer together than one; whatever
    has not answered in time is not well, and so is, outside a rehearsal, what belongs in one.
    """
    slots = sorted(settings.DIGIGOV_ADAPTERS)
    pool = ThreadPoolExecutor(max_workers=len(slots), thread_name_prefix="check")
    asked = {slot: pool.submit(_check, slot) for slot in slots}
    answered, _late = wait(asked.values(), timeout=SECONDS_TO_ANSWER)
    pool.shutdown(wait=False)  # what hangs ends by its own time limit
    silent = Health(False, f"no answer within {SECONDS_TO_ANSWER} seconds")
    return {slot: _in_its_place(asking.result() if asking in answered else silent) for slot, asking in asked.items()}


def _check(slot: str) -> Health:
    """A part that cannot even be asked is not well; the others must still be shown."""
    try:
        return adapter(slot).check()  # type: ignore[no-any-return]
    except AdapterFailure as failure:
        return Health(False, failure.reason)
    except Exception as error:  # noqa: BLE001
        return Health(False, f"could not be asked: {type(error).__name__}")
    finally:
        connections.close_all()  # this thread's own, if the part asked the database


def _in_its_place(health: Health) -> Health:
    is_misplaced = health.rehearsal_only and not settings.REHEARSAL
    return replace(health, ok=False, detail=f"{health.detail} (only for rehearsals)") if is_misplaced else health
