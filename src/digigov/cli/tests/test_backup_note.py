"""A backup is whole whether or not the operations page can be told of it."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import transaction

from digigov.cli.commands import backup

KEPT = {
    "name": "digigov-20261122-030000.tar", "place": "s3://safe/digigov", "made_at": datetime(2026, 11, 22, 3, tzinfo=UTC),
    "size": 61_000_000, "seconds": 31, "is_sealed": True,
}  # fmt: skip


@pytest.mark.django_db
def test_it_is_noted_for_the_operations_page():
    backup.note(**KEPT, say=pytest.fail)

    (noted,) = apps.get_model("operations", "Backup").objects.all()
    assert (noted.name, noted.bytes, noted.seconds) == (KEPT["name"], 61_000_000, 31)


@pytest.mark.django_db
def test_a_database_of_an_older_version_makes_no_bad_backup(monkeypatch):
    """The new release backs up before it migrates: there is no such table yet."""
    said = []
    monkeypatch.setattr(apps.get_model("operations", "Backup")._meta, "db_table", "operations_not_there_yet")
    with transaction.atomic():
        backup.note(**KEPT, say=said.append)
        transaction.set_rollback(True)

    assert said == ["The operations page does not know of it: the database is of an older version."]
