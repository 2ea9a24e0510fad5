"""A file as it is given to somebody who may see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenedFile:
    name: str
    media_type: str
    sha256: str
    content: bytes
