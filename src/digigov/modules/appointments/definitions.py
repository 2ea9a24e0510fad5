"""``with:`` of the steps that bring people together: ``inspect`` (an officer goes there) and ``meet`` (the person comes)."""

from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Slug, Text


class AppointmentParameters(Definition):
    """
    ``offices`` where it can take place or from which an officer sets out (codes of ``organizations.yaml``; none: those of
    the step's organisation); ``minutes`` it lasts; ``at_once`` how many at a time; ``bring``: what to have;
    ``chosen_by``: whether the applicant may choose the time, or the office alone does (a crew that mends a road).
    """

    offices: tuple[Slug, ...] = ()
    minutes: int = Field(default=30, ge=5, le=480)
    at_once: int = Field(default=1, ge=1, le=20)
    bring: tuple[Text, ...] = ()
    chosen_by: Literal["both", "office"] = "both"
    message: Slug = "appointment"
