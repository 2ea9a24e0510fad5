"""Filling in a template, without surprises."""

from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined, meta
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

ALWAYS_KNOWN = frozenset({"address", "country", "name", "contact_centre"})
"""Values that every message has: this window's address, the country, the reader's name, the contact centre's number."""

GAP = "…"


DOTS = "••••••"  # where a code that opens something stands, in all that is kept


class BadTemplate(ValueError):
    """A template that cannot be read or filled; the text says why."""


class _Missing(ChainableUndefined):
    """Shown as a gap, so that somebody is told with a gap rather than not at all; what the sandbox forbids is refused."""

    def __str__(self) -> str:
        if issubclass(self._undefined_exception, SecurityError):
            self._fail_with_undefined_error()
        return GAP


_environment = ImmutableSandboxedEnvironment(undefined=_Missing, autoescape=False)  # noqa: S701 - plain text


def fill(source: str, values: Mapping[str, Any]) -> str:
    """The text; a value that is missing leaves a gap. :raises BadTemplate: if the template is no template."""
    try:
        return _environment.from_string(source).render(values).strip()
    except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
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
