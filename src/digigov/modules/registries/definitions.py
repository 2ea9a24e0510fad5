"""``registers/<id>.yaml``: the registers that government keeps, and the step that reads one."""

from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Name, Slug, Text


class RegisterField(Definition):
    name: Name
    label: Text
    type: Literal["text", "date", "number", "money", "yes_no"] = "text"


class Register(Definition):
    """``key`` names the identifier (a pattern of ``pack.yaml``) under which a row is found; ``keeper`` the organisation."""

    id: Slug
    name: Text
    keeper: Slug
    key: Slug
    about: Literal["person", "thing"]
    fields: tuple[RegisterField, ...] = Field(min_length=1)
    law: Text | None = None


class ReadParameters(Definition):
    """``with:`` of a step of type ``read``: which fields of which register, under the key found at ``key`` in the facts."""

    register_: Slug = Field(alias="register")
    key: str
    fields: tuple[Name, ...] = Field(min_length=1)
    purpose: Text
