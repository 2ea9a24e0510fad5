"""A database's URL, as PostgreSQL's own library reads it."""

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

NO_POSTGRESQL = "The database must be PostgreSQL: postgresql://user:password@host:port/name"


def described(url: str) -> dict[str, object]:
    """
    Django's description of it: ``?host=`` may name a socket folder, and there may be several hosts
    (``h1:5432,h2:5432/name?target_session_attrs=read-write`` for whichever takes writes).
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(NO_POSTGRESQL)
    try:
        found = conninfo_to_dict(url)
    except ProgrammingError:
        raise ImproperlyConfigured(NO_POSTGRESQL) from None  # the library's own words may hold the password
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found.pop("dbname", ""),
        "USER": found.pop("user", ""),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": found.pop("port", ""),
        "OPTIONS": found,
    }
