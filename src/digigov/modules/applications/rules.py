"""Where somebody is in a form, and the codes that open an application without an account."""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from digigov.kernel import codes

CODE_LENGTH = 8


def new_code() -> str:
    """Eight signs, forty bits: with ten tries an hour nobody guesses one."""
    return codes.new_code(CODE_LENGTH)


def tidy_code(typed: str) -> str:
    return "".join(sign for sign in typed.upper()[:40] if sign.isalnum())


def hash_of(secret: str, *, key: str) -> str:
    """What is kept of a code or of a browser's token."""
    return hmac.new(key.encode(), secret.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def next_page(*, after: str, shown: Sequence[str]) -> str | None:
    """The page that follows in the order shown now; None when it was the last, or is no longer shown."""
    if after not in shown:
        return shown[0] if shown else None
    place = shown.index(after) + 1
    return shown[place] if place < len(shown) else None


def page_before(*, page: str, shown: Sequence[str]) -> str | None:
    place = shown.index(page) if page in shown else 0
    return shown[place - 1] if place else None


def first_unseen(*, shown: Sequence[str], seen: Collection[str]) -> str | None:
    """Where to go on: the first page that has not been answered yet; None when all have."""
    return next((page for page in shown if page not in seen), None)


def progress(*, page: str, shown: Sequence[str]) -> tuple[int, int]:
    """The page's place and how many there are, as far as the answers so far tell."""
    return (shown.index(page) + 1 if page in shown else 1, len(shown))


def file_ids(form: Any, answers: Mapping[str, Any]) -> tuple[UUID, ...]:
    """Every file among the answers to a form, those in repeated pages too; what is no id is left out."""
    found: dict[UUID, None] = {}
    for page in form.pages:
        names = [question.id for question in page.questions if question.type == "file"]
        rows = (answers.get(page.repeat.id) or ()) if page.repeat else (answers,)
        for text in (each for row in rows for name in names for each in row.get(name) or ()):
            with suppress(ValueError):
                found[UUID(str(text))] = None
    return tuple(found)
