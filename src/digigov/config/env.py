"""Settings from outside: ``DIGIGOV_NAME``, or the contents of the file that ``DIGIGOV_NAME_FILE`` names."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """:raises ImproperlyConfigured: if it is set nowhere and has no default."""
    key = f"DIGIGOV_{name}"
    if os.environ.get(f"{key}_FILE"):
        return Path(os.environ[f"{key}_FILE"]).read_text().strip()
    value = os.environ.get(key, default)
    if value is None:
        raise ImproperlyConfigured(
            f"Set {key}, or {key}_FILE to a file that holds it. docs/how-to/production.md lists all."
        )
    return value


def number(name: str, default: int) -> int:
    return int(text(name, str(default)))


def by_name(name: str) -> dict[str, str]:
    """Lines of names and a value: ``vehicles drivers-licences postgresql://…`` gives both the same."""
    lines = (line.split() for line in text(name, "").splitlines())
    return {each: words[-1] for words in lines for each in words[:-1]}
