"""The vectors of all passages, kept in each process and read again when they changed."""

import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np

from digigov.kernel.adapters import adapter
from digigov.modules.search.models import Passage, Stamp
from digigov.modules.search.ports import SLOT, Embeddings


@dataclass(frozen=True)
class Vectors:
    number: int
    entries: tuple[UUID, ...]
    owner: np.ndarray[Any, Any]  # for each passage the place of its entry in ``entries``
    matrix: np.ndarray[Any, Any]


_kept: dict[str, Vectors] = {}
_reading = threading.Lock()


def model() -> Embeddings | None:
    found: Embeddings = adapter(SLOT)
    return found if found.is_there() else None


def to_bytes(vector: list[float]) -> bytes:
    return np.asarray(vector, dtype=np.float32).tobytes()


def likeness(query: str) -> dict[UUID, float] | None:
    """For each entry how near its nearest passage is to the query; None when there is no model."""
    found = model()
    if found is None:
        return None
    vectors = _current(found.dimensions)
    if not vectors.entries:
        return {}
    near = vectors.matrix @ _vector_of(query)
    best = np.full(len(vectors.entries), -1.0, dtype=np.float32)
    np.maximum.at(best, vectors.owner, near)
    return dict(zip(vectors.entries, best.tolist(), strict=True))


@lru_cache(maxsize=2000)
def _vector_of(query: str) -> np.ndarray[Any, Any]:
    """Many people type the same; a vector takes twenty milliseconds."""
    found = model()
    if found is None:
        raise RuntimeError("the sentence model went away")
    return np.asarray(found.embed([query])[0], dtype=np.float32)


def _current(dimensions: int) -> Vectors:
    number = Stamp.objects.filter(id=1).values_list("number", flat=True).first() or 0
    kept = _kept.get("all")
    if kept is not None and kept.number == number:
        return kept
    with _reading:
        _kept["all"] = _read(number, dimensions)
    return _kept["all"]


def _read(number: int, dimensions: int) -> Vectors:
    rows = list(Passage.objects.order_by("entry_id", "id").values_list("entry_id", "vector"))
    entries = tuple(dict.fromkeys(entry for entry, _vector in rows))
    place = {entry: number for number, entry in enumerate(entries)}
    data = b"".join(bytes(vector) for _entry, vector in rows)
    matrix = np.frombuffer(data, dtype=np.float32).reshape(-1, dimensions)
    return Vectors(number, entries, np.array([place[entry] for entry, _v in rows], dtype=np.int64), matrix)


def forget() -> None:
    """For tests, whose changes are rolled back."""
    _kept.clear()
    _vector_of.cache_clear()
