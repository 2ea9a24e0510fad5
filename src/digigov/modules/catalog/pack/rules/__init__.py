"""The rules, by what they look at. Importing this package fills the registry."""

from digigov.modules.catalog.pack.rules import (
    casework_rules,
    country,
    examples,
    fees,
    files,
    form,
    leaning,
    messages,
    organization,
    papers,
    proofing,
    protection,
    service,
    shapes,
    translations,
    workflow,
)

__all__ = [
    "casework_rules",
    "country",
    "examples",
    "fees",
    "files",
    "form",
    "leaning",
    "messages",
    "organization",
    "papers",
    "proofing",
    "protection",
    "service",
    "shapes",
    "translations",
    "workflow",
]
