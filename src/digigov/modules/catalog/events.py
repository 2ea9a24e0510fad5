"""What the catalogue announces."""

from dataclasses import dataclass

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePublished(Event):
    """A new version of a service is offered; cases and drafts of earlier versions keep theirs."""

    service: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWithdrawn(Event):
    """The service is no longer in the pack. Its cases go on."""

    service: str
