"""Files that come with a page: kept, and put among its answers."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import QueryDict

from digigov.kernel.clock import now
from digigov.modules.documents import commands as documents
from digigov.modules.documents import queries
from digigov.modules.forms import queries as forms
from digigov.sites.limits import count
from digigov.sites.request import Request

KINDS = {"application/pdf": "pdf", "image/jpeg": "jpeg", "image/png": "png"}


def keep_files(
    http: Request, context: Any, *, names: Iterable[str], secret: str = ""
) -> tuple[QueryDict, Any, dict[str, Any]]:
    """
    What was typed, with the ids of files that came along; the context that knows them; a sentence for each that is not taken.

    A question ``photo`` sends new files as ``photo-new`` or ``photo-camera``. Those that are good are kept beside a bad one.
    """
    raw, errors = http.POST.copy(), {}
    for name in names:
        for sent in [*http.FILES.getlist(f"{name}-new"), *http.FILES.getlist(f"{name}-camera")]:
            count(http, "upload")
            try:
                file_id = documents.store_file(
                    by=http.actor,
                    at=now(),
                    name=sent.name or "",
                    content=sent.read(),
                    secret=secret,
                )
                raw.appendlist(name, str(file_id))
            except documents.FileRefused as refused:
                errors[name] = str(refused)
    known = {**(context.files or {}), **facts_of(http, [each for name in names for each in raw.getlist(name)], secret)}
    return raw, replace(context, files=known), errors


def facts_of(http: Request, file_ids: Iterable[Any], secret: str) -> dict[str, forms.FileFacts]:
    """Name, kind and size of files that are the asker's own."""
    wanted = [each for each in dict.fromkeys(file_ids) if each]
    found = queries.list_files(viewer=http.actor, file_ids=as_ids(wanted), secret=secret)
    return {
        str(file.id): forms.FileFacts(str(file.id), file.name, KINDS.get(file.media_type, ""), file.size)
        for file in found
    }


def as_ids(texts: Iterable[str]) -> list[UUID]:
    """Those that are ids at all."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(str(text)))
    return found
