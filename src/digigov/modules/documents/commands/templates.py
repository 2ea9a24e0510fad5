"""Publishing templates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.documents import library
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.documents.models import TemplateVersion


@transaction.atomic
def load_templates(
    *,
    by: Actor,
    at: datetime,
    service: str,
    version: int,
    templates: Mapping[str, tuple[DocumentTemplate, str | None]],
    appeal: Mapping[str, Any] | None = None,
) -> None:
    """
    Publish the papers of a service's version, each with a copy of all that it is made of. What is published never changes.

    :param templates: by id, the definition and the Typst source; without a source the kind's plain paper is taken. A plain
        letter and a plain receipt are published with them, unless they bring their own.
    :param appeal: the service's way of appeal (``to``, ``within_days``, ``counted``, ``law``), written on letters that refuse.
    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    shared = library.shared_files()
    templates = {**library.plain_papers(), **templates}
    TemplateVersion.objects.bulk_create(
        [
            TemplateVersion(
                service=service,
                version=version,
                key=key,
                body={**definition.model_dump(mode="json"), "appeal": dict(appeal or {})},
                files=library.files_for(definition, source, shared),
            )
            for key, (definition, source) in templates.items()
        ],
        ignore_conflicts=True,
    )
    details = {"service": service, "version": version, "templates": sorted(templates)}
    audit.record(by=by, at=at, action="documents.templates-published", details=details)
