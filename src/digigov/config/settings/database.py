"""
Two roles from the first migration: the owner migrates, the application (``digigov_app``) cannot change the audit.

``DATABASE_URL`` is the application's; ``DATABASE_OWNER_URL`` is read by ``digigov migrate`` alone.
"""

import os

from digigov.config import env


def databases(*, pool: int = 8) -> dict[str, dict[str, object]]:
    """One database. As the owner when ``DIGIGOV_AS_OWNER`` is set, and then without a pool."""
    as_owner = bool(os.environ.get("DIGIGOV_AS_OWNER"))
    found = env.database(env.text("DATABASE_OWNER_URL" if as_owner else "DATABASE_URL"))
    found["CONN_MAX_AGE"] = 0
    if not as_owner and pool:
        found["OPTIONS"] = {**found["OPTIONS"], "pool": {"min_size": 1, "max_size": pool, "timeout": 10}}  # type: ignore[dict-item]
    return {"default": found}
