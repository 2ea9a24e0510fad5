"""
The first pass: each file by its strict shape, as the room that owns it defines it.

pydantic finds the errors; each kind of error has its own rule, which words it for people.
"""

from collections.abc import Callable, Iterator
from typing import Any

from digigov.modules.catalog.pack.faults import Hit, rule
from digigov.modules.catalog.pack.reading import SourceFile

Words = Callable[[dict[str, Any]], dict[str, Any]]
CLAIMED: dict[str, str] = {}


def _key(error: dict[str, Any]) -> str:
    return next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "")


def _shape(code: str, kinds: tuple[str, ...], sentence: str, why: str, words: Words = lambda error: {}) -> None:
    """A rule that reports some kinds of pydantic's errors."""
    CLAIMED.update(dict.fromkeys(kinds, code))

    def find(source: SourceFile, errors: list[dict[str, Any]]) -> Iterator[Hit]:
        for error in errors:
            if CLAIMED.get(error["type"], "shape/invalid") == code:
                yield Hit(source, tuple(error["loc"]), {"key": _key(error), **words(error)})

    find.__doc__ = why
    rule(code, sentence, scope="shape")(find)


def _given(error: dict[str, Any]) -> dict[str, Any]:
    return {"given": str(error.get("input"))[:60]}


_shape(
    "shape/unknown-key",
    ("extra_forbidden",),
    "the key '{key}' is not known here",
    "A misspelt key would be ignored, and nobody would notice.",
)
_shape(
    "shape/missing-key",
    ("missing",),
    "the key '{key}' is missing",
    "The definition cannot work without it.",
)
_shape(
    "shape/wrong-type",
    (
        "string_type", "int_type", "int_parsing", "int_from_float", "bool_type", "bool_parsing", "decimal_type",
        "decimal_parsing", "float_type", "float_parsing", "tuple_type", "list_type", "dict_type", "model_type",
        "model_attributes_type", "datetime_parsing", "datetime_type", "datetime_from_date_parsing", "none_required",
    ),
    "'{key}' has the wrong kind of value: {why}, and this is '{given}'",
    "A number where a list belongs would fail later, in front of a citizen.",
    lambda error: {"why": error["msg"][:1].lower() + error["msg"][1:], **_given(error)},
)  # fmt: skip
_shape(
    "shape/not-one-of",
    ("literal_error",),
    "'{given}' is not one of {expected}",
    "Only these values mean something.",
    lambda error: {**_given(error), "expected": error.get("ctx", {}).get("expected", "")},
)
_shape(
    "shape/bad-name",
    ("string_pattern_mismatch",),
    "'{given}' is not written as it must be here (small letters, digits, and '-' or '_' between them; or {pattern})",
    "Codes are used in addresses, files and references between files.",
    lambda error: {**_given(error), "pattern": error.get("ctx", {}).get("pattern", "")},
)
_shape(
    "shape/out-of-range",
    (
        "greater_than", "greater_than_equal", "less_than", "less_than_equal",
        "decimal_max_places", "decimal_max_digits", "finite_number",
    ),
    "'{key}' is out of range: {why}",
    "A deadline of minus three days or a refund of 120 percent is a slip of the pen.",
    lambda error: {"why": error["msg"][:1].lower() + error["msg"][1:]},
)  # fmt: skip
_shape(
    "shape/wrong-length",
    ("string_too_short", "string_too_long", "too_short", "too_long"),
    "'{key}' is too short or too long: {why}",
    "An empty list of pages, or a text that no page or message holds.",
    lambda error: {"why": error["msg"][:1].lower() + error["msg"][1:]},
)
_shape(
    "shape/bad-condition",
    ("value_error",),
    "{why}",
    "A condition that nobody can read decides nothing; nor does a day that is none.",
    lambda error: {"why": str(error.get("ctx", {}).get("error", error["msg"]))},
)
_shape(
    "shape/invalid",
    (),
    "'{key}' is not right: {why}",
    "Whatever else the shape refuses.",
    lambda error: {"why": error["msg"]},
)
