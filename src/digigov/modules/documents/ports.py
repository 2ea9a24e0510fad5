"""What documents need from outside: somebody to look for viruses."""

from dataclasses import dataclass
from typing import Literal, Protocol

from digigov.kernel.adapters import Health, adapter


@dataclass(frozen=True, slots=True)
class Scanned:
    """``detail`` is the name of what was found; empty when nothing was."""

    state: Literal["clean", "infected", "not-scanned"]
    detail: str = ""


class Scanner(Protocol):
    """
    Looks at a file before anybody opens it. Says ``not-scanned`` honestly when it did not look.

    :raises AdapterFailure: temporary, when the scanner cannot be reached; permanent, when it cannot take the file.
    """

    def scan(self, content: bytes) -> Scanned: ...

    def check(self) -> Health: ...


def scanner() -> Scanner:
    return adapter("scanner")
