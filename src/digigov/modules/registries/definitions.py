"""``registers/<id>.yaml``: the registers that government keeps, and the step that reads one."""

from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Name, Slug, Standing, Text


class RegisterField(Definition):
    """``name`` and ``address`` are of the same shape as those answers of a form."""

    name: Name
    label: Text
    type: Literal["text", "date", "number", "money", "yes_no", "name", "address", "texts"] = "text"


Why = Literal["prefill-form", "fill-form", "prove-identity", "decide-case", "emergency", "mandate"]


class Use(Definition):
    """
    What lets the register be read for one purpose: ``law`` says which one, and ``consent`` that the person has to agree as well.
    No more than ``fields`` is ever read for it.
    """

    purpose: Why
    basis: Literal["law", "consent"]
    law: Text | None = None
    fields: tuple[Name, ...] = Field(min_length=1)
    standing: Standing = "assumed"
    source: str | None = None


class Register(Definition):
    """
    ``key`` names the identifier (a pattern of ``pack.yaml``) under which a row is found; ``keeper`` the organisation.

    ``also_by`` names what else a row may be found by: another identifier, such as its holder's ``national-id``, or ``name``
    for the exact name of a thing. ``about``: rows about a person are read only for that person or for a case. ``uses``: for
    what it may be read; for nothing else.
    """

    id: Slug
    name: Text
    keeper: Slug
    key: Slug
    also_by: tuple[Slug, ...] = ()
    about: Literal["person", "thing"]
    fields: tuple[RegisterField, ...] = Field(min_length=1)
    uses: tuple[Use, ...] = ()
    law: Text | None = None
    standing: Standing = "assumed"
    source: str | None = None


class ReadParameters(Definition):
    """
    ``with:`` of a step of type ``read``: which fields of which register, under the key found at ``key`` in the facts.

    ``under`` says what that key is when it is not the register's own (``national-id``).
    """

    register_: Slug = Field(alias="register")
    key: str
    under: Slug | None = None
    fields: tuple[Name, ...] = Field(min_length=1)
    purpose: Text
