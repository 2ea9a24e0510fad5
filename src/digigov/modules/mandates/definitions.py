"""``mandates:`` of ``pack.yaml``: which registers of a country say who represents whom; and on which grounds a service may be asked for."""

from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Name, Slug, Standing, Text

Ground = Literal["parent", "guardian", "agent", "estate", "company", "employee"]


class Births(Definition):
    """
    The register of births: a child by the number of its entry, the fields that name its parents, and, where it says so, the ID
    numbers of the parents.
    """

    register_: Slug = Field(alias="register")
    under: Slug
    child: Name
    born: Name
    parents: tuple[Name, ...] = Field(min_length=1)
    numbers: Name | None = None


class Firms(Definition):
    """
    The register of companies: a company by its number, its name, what its state reads while it exists, and, where it says so, the
    ID numbers of the directors.
    """

    register_: Slug = Field(alias="register")
    under: Slug
    called: Name
    state: Name
    exists: Text
    directors: Name | None = None


class MandatePlan(Definition):
    births: Births
    firms: Firms
    standing: Standing = "assumed"
    source: str | None = None
