"""What would lock a busy table for long is named before it runs; and of the migrations since the last release none is."""

import re

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.loader import MigrationLoader
from django.db.models import F, Q

from digigov.cli.migration_locks import long_locks
from tests.upgrade.releases import files_of, last_release

INDEX = models.Index(fields=["at"], name="at")
RULE = models.CheckConstraint(condition=Q(size__gt=0), name="size")
HARMLESS = {
    "a column that may be empty": ops.AddField("file", "note", models.TextField(null=True)),
    "a column with a default of the database": ops.AddField("file", "note", models.TextField(db_default="")),
    "many to many": ops.AddField("file", "others", models.ManyToManyField("documents.file")),
    "a rule for what is new": AddConstraintNotValid("file", RULE),
    "looking through the old": ValidateConstraint("file", "size"),
    "an index less": ops.RemoveIndex("file", "at"),
    "a choice more": ops.AlterModelOptions("file", {}),
    "only in Python": ops.SeparateDatabaseAndState(state_operations=[ops.RemoveField("file", "note")]),
}
HARMFUL = {
    "an index": ops.AddIndex("file", INDEX),
    "an index beside people's work, but in a transaction": AddIndexConcurrently("file", INDEX),
    "a rule": ops.AddConstraint("file", RULE),
    "a column that the release before leaves out": ops.AddField("file", "note", models.TextField(default="")),
    "a column with an index": ops.AddField("file", "note", models.TextField(null=True, db_index=True)),
    "a unique column": ops.AddField("file", "note", models.TextField(null=True, unique=True)),
    "a key": ops.AddField("file", "other", models.ForeignKey("documents.file", models.CASCADE, null=True)),
    "a computed column": ops.AddField(
        "file",
        "twice",
        models.GeneratedField(expression=F("size") * 2, output_field=models.IntegerField(), db_persist=True),
    ),
    "another type": ops.AlterField("file", "size", models.BigIntegerField()),
    "a column less": ops.RemoveField("file", "size"),
    "another name": ops.RenameField("file", "size", "length"),
    "a table less": ops.DeleteModel("file"),
    "another table": ops.AlterModelTable("file", "files"),
    "unique together": ops.AlterUniqueTogether("file", {("size", "name")}),
    "SQL": ops.RunSQL("UPDATE documents_file SET size = size"),
    "Python": ops.RunPython(lambda *_: None),
    "SQL, hidden": ops.SeparateDatabaseAndState(database_operations=[ops.RunSQL("SELECT 1")]),
}


def migration(*operations, **more):
    made = type("Made", (Migration,), {"operations": list(operations), **more})
    return made("0002_made", "documents")


@pytest.mark.parametrize("operation", HARMLESS.values(), ids=HARMLESS)
def test_what_is_done_in_a_moment_may_be(operation):
    assert long_locks(migration(operation), fresh=set()) == []


@pytest.mark.parametrize("operation", HARMFUL.values(), ids=HARMFUL)
def test_what_would_lock_for_long_is_named(operation):
    (sentence,) = long_locks(migration(operation), fresh=set())

    assert sentence.startswith("documents 0002_made: ")
    assert long_locks(migration(operation, locks="The table is empty."), fresh=set()) == []


def test_beside_peoples_work_an_index_may_be_built():
    assert long_locks(migration(AddIndexConcurrently("file", INDEX), atomic=False), fresh=set()) == []


def test_with_a_table_that_nobody_uses_yet_everything_may_be_done():
    fresh = set()
    made = ops.CreateModel("File", [("at", models.DateTimeField())])

    assert long_locks(migration(made, ops.AddIndex("file", INDEX)), fresh=fresh) == []
    assert long_locks(migration(ops.AddConstraint("file", RULE)), fresh=fresh) == []


def test_no_migration_since_the_last_release_locks_for_long():
    listed = "\n".join(files_of(last_release(), "src"))
    old = set(re.findall(r"(\w+)/migrations/(\w+)\.py", listed))
    loader, fresh, found = MigrationLoader(None), set(), []
    for app, name in in_order(loader):
        if (app, name) not in old and loader.disk_migrations[app, name].__module__.startswith("digigov."):
            found += long_locks(loader.disk_migrations[app, name], fresh=fresh)
    assert found == []


def in_order(loader):
    """Every migration after those that it rests on."""
    plan = {}
    for leaf in loader.graph.leaf_nodes():
        plan.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return plan
