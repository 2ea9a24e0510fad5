"""What is known of whom to trust, and what was found; both travel as JSON between two processes."""

import base64
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates and revocation lists as DER: the roots, the authorities between, and what each authority has revoked."""

    roots: tuple[bytes, ...]
    between: tuple[bytes, ...]
    lists: tuple[bytes, ...]

    def to_json(self) -> dict[str, list[str]]:
        return {name: [base64.b64encode(each).decode() for each in found] for name, found in asdict(self).items()}

    @classmethod
    def from_json(cls, read: dict[str, list[str]]) -> "Trust":
        return cls(**{name: tuple(base64.b64decode(each) for each in found) for name, found in read.items()})


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """
    One signature. ``failed`` names the checks that it does not pass, ``notes`` those that only say how much it is worth;
    ``time`` is trusted if ``time_is_trusted``, otherwise what the signer claims. ``kind``: person, seal or time-stamp.
    """

    kind: str
    name: str = ""
    number: str = ""
    unit: str = ""
    issuer: str = ""
    reason: str = ""
    level: str = ""
    time: str = ""
    time_is_trusted: bool = False
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    later: int = 0  # how many signatures were added after it


@dataclass(frozen=True, slots=True)
class FileFound:
    """``state``: unreadable, locked, too-complex, unsigned, good, unknown (nobody whom we trust), bad."""

    state: str
    signatures: tuple[SignatureFound, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, read: dict[str, Any]) -> "FileFound":
        found = [
            {**each, "failed": tuple(each["failed"]), "notes": tuple(each["notes"])} for each in read["signatures"]
        ]
        return cls(read["state"], tuple(SignatureFound(**each) for each in found))


def moment_of(found: SignatureFound) -> datetime | None:
    return datetime.fromisoformat(found.time) if found.time else None
