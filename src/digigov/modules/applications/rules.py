"""Where somebody is in a form, and the codes that open an application without an account."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXYZ23456789"  # nothing that is read as something else, and no words
CODE_LENGTH = 8


def new_code() -> str:
    """Eight signs, forty bits: with ten tries an hour nobody guesses one."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


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


def merge(
    answers: Mapping[str, Any], page_answers: Mapping[str, Any], page_questions: Collection[str]
) -> dict[str, Any]:
    """The answers with this page's put in: what the page asked and was left empty is taken out, the rest stays."""
    kept = {key: value for key, value in answers.items() if key not in page_questions}
    return {**kept, **page_answers}
