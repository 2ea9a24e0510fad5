"""
Two roles from the first migration: the owner migrates, the application (``digigov_app``) cannot change the audit.

``DATABASE_URL`` is the application's; ``DATABASE_OWNER_URL`` is read by ``digigov migrate`` alone.
"""

import os
from typing import Any

from digigov.config import env
from digigov.config.database_url import described

LONGEST_WAIT = 5  # seconds for a connection


def databases(*, pool: int = 8) -> dict[str, dict[str, object]]:
    """
    One database, as the owner when ``DIGIGOV_AS_OWNER`` is set. Web server and worker share a pool; ``DIGIGOV_WITHOUT_POOL``
    is for a command that asks once, and must not wait long for a database that is down.
    """
    as_owner = bool(os.environ.get("DIGIGOV_AS_OWNER"))
    found = described(env.text("DATABASE_OWNER_URL" if as_owner else "DATABASE_URL"))
    options: dict[str, Any] = {"connect_timeout": LONGEST_WAIT, **found["OPTIONS"]}  # type: ignore[dict-item]
    if pool and not as_owner and not os.environ.get("DIGIGOV_WITHOUT_POOL"):
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {"default": {**found, "CONN_MAX_AGE": 0, "OPTIONS": options}}
