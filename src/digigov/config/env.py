"""Settings from outside: ``DIGIGOV_NAME``, or the contents of the file that ``DIGIGOV_NAME_FILE`` names."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

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


def database(url: str) -> dict[str, object]:
    """Django's description of a ``postgresql://`` URL; ``?host=`` may name a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("The database must be PostgreSQL: postgresql://user:password@host:port/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or parts.port or "",
        "OPTIONS": query,
    }
