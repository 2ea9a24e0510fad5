"""Filling in a template, without surprises."""

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, meta
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

ALWAYS_KNOWN = frozenset({"address", "country", "name", "contact_centre"})
"""Values that every message has: this window's address, the country, the reader's name, the contact centre's number."""

_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text


class BadTemplate(ValueError):
    """A template that cannot be read or filled; the text says why."""


def fill(source: str, values: Mapping[str, Any]) -> str:
    """:raises BadTemplate: if a value is missing or the template is no template."""
    try:
        return _environment.from_string(source).render(values).strip()
    except TemplateError as error:
        raise BadTemplate(str(error)) from error


def values_used(source: str) -> frozenset[str]:
    """The names that a template asks for. :raises BadTemplate: if it cannot be read."""
    try:
        return frozenset(meta.find_undeclared_variables(_environment.parse(source)))
    except TemplateError as error:
        raise BadTemplate(str(error)) from error


def one_line(text: str, length: int) -> str:
    """No line breaks (they would end a mail header), and not longer than that."""
    return " ".join(text.split())[:length]
