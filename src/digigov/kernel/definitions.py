"""What every definition in a country pack stands on: strict shapes, so that a misspelt key is a fault and not a silence."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from digigov.kernel.conditions import COMPARISONS

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Standing = Literal["sourced", "old", "assumed"]


class Definition(BaseModel):
    """Unknown keys are refused and nothing can be changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _check_condition(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError("a condition is a mapping: {fact: answers.purpose, is: travel}")
    keys = set(value)
    for group in ("all", "any"):
        if group in keys:
            if keys != {group} or not isinstance(value[group], list) or not value[group]:
                raise ValueError(f"'{group}' stands alone and holds a list of conditions")
            for each in value[group]:
                _check_condition(each)
            return value
    if "not" in keys:
        if keys != {"not"}:
            raise ValueError("'not' stands alone")
        _check_condition(value["not"])
        return value
    return _check_comparison(value, keys)


def _check_comparison(value: Mapping[str, Any], keys: set[str]) -> Mapping[str, Any]:
    if "fact" not in keys or not isinstance(value["fact"], str):
        raise ValueError("a condition names a fact, or holds all, any or not")
    unknown = keys - {"fact", *COMPARISONS}
    if unknown or len(keys) < 2:
        raise ValueError(f"a condition compares its fact with one of: {', '.join(COMPARISONS)}")
    for name in ("in", "not_in"):
        if name in keys and not isinstance(value[name], list):
            raise ValueError(f"'{name}' takes a list")
    return value


Condition = Annotated[
    dict[str, Any],
    AfterValidator(_check_condition),
    WithJsonSchema(
        {
            "type": "object",
            "description": "{fact: answers.x, is: y}, or all, any, not around others",
            "properties": {
                "fact": {"type": "string"},
                "all": {"type": "array", "items": {"type": "object"}},
                "any": {"type": "array", "items": {"type": "object"}},
                "not": {"type": "object"},
                **{name: {} for name in COMPARISONS},
            },
            "additionalProperties": False,
        }
    ),
]
