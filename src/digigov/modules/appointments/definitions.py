"""``with:`` of the steps that bring people together: ``inspect`` (an officer goes there) and ``meet`` (the person comes)."""

from pydantic import Field

from digigov.kernel.definitions import Definition, Slug, Text


class AppointmentParameters(Definition):
    """``offices`` where it can take place (codes of ``organizations.yaml``); ``minutes`` it lasts; ``bring``: what to have."""

    offices: tuple[Slug, ...] = ()
    minutes: int = Field(default=30, ge=5, le=480)
    bring: tuple[Text, ...] = ()
    message: Slug = "appointment"
