"""Keeping the index. Called by the rooms whose things can be found, inside their own commands."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from digigov.modules.search import meaning, rules
from digigov.modules.search.models import Entry, Passage, Stamp


@transaction.atomic
def put(
    *,
    kind: str,
    object_id: str,
    title: str,
    summary: str = "",
    words: Iterable[str] = (),
    body: str = "",
    language: str = "en",
) -> None:
    """Let something be found, or change how it is found. ``words`` are what people say when they mean it."""
    said = list(words)
    entry, _ = Entry.objects.update_or_create(
        kind=kind,
        object_id=object_id,
        language=language,
        defaults={
            "title": title,
            "summary": summary,
            "words": "\n".join(said),
            "body": body,
            "spelling": rules.plain(" ".join([title, *said, summary])),
        },
    )
    entry.passages.all().delete()
    texts = [text for text in (title, summary, *said) if text]
    if texts and (model := meaning.model()):
        vectors = model.embed(texts)
        Passage.objects.bulk_create(
            [
                Passage(entry=entry, text=text, vector=meaning.to_bytes(vector))
                for text, vector in zip(texts, vectors, strict=True)
            ]
        )
    _changed()


@transaction.atomic
def remove(*, kind: str, object_id: str) -> None:
    """It can no longer be found."""
    Entry.objects.filter(kind=kind, object_id=object_id).delete()
    _changed()


def _changed() -> None:
    Stamp.objects.get_or_create(id=1)
    Stamp.objects.filter(id=1).update(number=F("number") + 1)
