"""Whether the database belongs to a newer release than this one: going back needs more than the old program."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def newer_migrations() -> list[str]:
    """What was done to our tables that this release has no file for."""
    loader = MigrationLoader(connection)
    ours = {each.label for each in apps.get_app_configs() if each.name.startswith("digigov.")}
    return sorted(
        f"{app} {name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations) if app in ours
    )


def sentence_of_newer(names: list[str]) -> str:
    return (
        f"A newer release has changed this database: {', '.join(names[:5])}. "
        "Run that release, or restore the backup from before the upgrade."
    )
