"""JSON Schemas of every kind of file in a pack, so that editors complete keys and underline slips while they are made."""

import json
from typing import Any

from digigov.kernel.definitions import Definition
from digigov.modules.casework.definitions import Workflow
from digigov.modules.catalog.definitions import Example, Pack, Service
from digigov.modules.catalog.ports import slices
from digigov.modules.catalog.request_definitions import RequestGroup
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.forms.definitions import Form
from digigov.modules.knowledge.definitions import ArticleText
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.organizations.definitions import Calendar, Organizations
from digigov.modules.payments.definitions import FeeTable
from digigov.modules.registries.definitions import Register

FILES: dict[str, type[Definition]] = {
    "pack": Pack,
    "organizations": Organizations,
    "calendar": Calendar,
    "register": Register,
    "message": MessageTemplate,
    "article": ArticleText,
    "document": DocumentTemplate,
    "service": Service,
    "form": Form,
    "fees": FeeTable,
    "workflow": Workflow,
    "example": Example,
    "requests": RequestGroup,
}


def schemas() -> dict[str, str]:
    """File name → its text, for each kind of file."""
    shapes = FILES | {each.name: each.shape for each in slices()}
    return {f"{name}.json": _text(name, shape) for name, shape in shapes.items()}


def _text(name: str, shape: type[Definition]) -> str:
    schema: dict[str, Any] = shape.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name} | schema
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
