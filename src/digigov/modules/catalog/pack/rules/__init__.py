"""The rules, by what they look at. Importing this package fills the registry."""

from digigov.modules.catalog.pack.rules import (
    casework_rules,
    country,
    examples,
    fees,
    files,
    form,
    messages,
    organization,
    papers,
    proofing,
    service,
    shapes,
    translations,
    uses,
    workflow,
)

__all__ = [
    "casework_rules",
    "country",
    "examples",
    "fees",
    "files",
    "form",
    "messages",
    "organization",
    "papers",
    "proofing",
    "service",
    "shapes",
    "translations",
    "uses",
    "workflow",
]
