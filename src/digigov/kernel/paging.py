"""Every list is paged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class PageOf(Generic[T]):
    items: tuple[T, ...]
    number: int
    size: int
    has_next: bool

    def __iter__(self):
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: ``number`` from 1, ``size`` from 1 to 100."""

    number: int = 1
    size: int = 25

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", min(max(1, self.number), 10_000))
        object.__setattr__(self, "size", min(max(1, self.size), MAX_SIZE))

    @classmethod
    def from_query(cls, value: str | None, *, size: int = 25) -> "Page":
        """The page that a URL asks for; anything unreadable is the first."""
        return cls(
            number=int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1, size=size
        )

    def of(self, rows: Any, make: Callable[[Any], T]) -> PageOf[T]:
        """Cut the rows (a sliceable query, in a fixed order); reads one row more to know whether there is a next page."""
        start = (self.number - 1) * self.size
        found: Sequence[Any] = list(rows[start : start + self.size + 1])
        return PageOf(
            items=tuple(make(row) for row in found[: self.size]),
            number=self.number,
            size=self.size,
            has_next=len(found) > self.size,
        )
