"""What the trail needs from outside: somebody who signs its head with a key of the state."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from digigov.kernel.adapters import Health, adapter


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature over a statement (ECDSA on P-256 with SHA-256, DER), and which key made it."""

    signature: bytes
    key: str


class HeadSigner(Protocol):
    """Signs and checks statements. Keys are published under their names, so that anybody can check without asking."""

    def sign(self, statement: bytes, *, at: datetime) -> Signed: ...

    def is_genuine(self, statement: bytes, signed: Signed, *, on: date) -> bool:
        """Whether that key of ours signed it, and was not revoked by that day."""

    def check(self) -> Health: ...


def head_signer() -> HeadSigner:
    return adapter("head-signer")
