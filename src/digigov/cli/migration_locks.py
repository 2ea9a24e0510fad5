"""
What of a migration would stop people who work: read from its operations, before it runs anywhere.

The release before goes on serving while a migration runs, so a table that it uses may be locked for a moment only (a column
more, a default), and nothing that it reads or leaves out may go or become compulsory. A migration that does such a thing all
the same, or whose SQL nobody but its author can judge, says in ``locks`` why that is harmless: one sentence, for whoever
reads it before a release.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.models import NOT_PROVIDED, GeneratedField

Fresh = set[tuple[str, str]]

INDEX = "an index is built while nobody can write: AddIndexConcurrently, in a migration of its own with atomic = False"
CONSTRAINT = (
    "every row is read while the table is locked: AddConstraintNotValid, and ValidateConstraint in a later migration"
)
GONE = "the release before still uses it: take it away one release later"
UNKNOWN = "nobody can tell what it locks: say in `locks` why it is no more than a moment"
NO_DEFAULT = "what the release before writes would be refused: let it be null, or give it a db_default"
REWRITE = "the table may be written anew while it is locked: a new column, filled in pieces, or say in `locks` why not"


def long_locks(migration: Migration, *, fresh: Fresh) -> list[str]:
    """
    The sentences against a migration; none if it is harmless, or says itself why.

    :param fresh: tables that are new since the release, which nobody uses yet; those that it makes are added.
    """
    found = list(_of(migration, migration.operations, fresh))
    return [] if getattr(migration, "locks", "") else found


def _of(migration: Migration, operations: Sequence[ops.base.Operation], fresh: Fresh) -> Iterator[str]:
    app = migration.app_label
    for each in operations:
        if isinstance(each, ops.SeparateDatabaseAndState):
            yield from _of(migration, each.database_operations, fresh)
        elif isinstance(each, ops.CreateModel):
            fresh.add((app, each.name_lower))
        elif (app, getattr(each, "model_name_lower", getattr(each, "name_lower", ""))) not in fresh:
            for kind, judge in JUDGES:
                if isinstance(each, kind):
                    sentence = judge(each, migration)
                    if sentence:
                        yield f"{app} {migration.name}: {each.describe()}: {sentence}"
                    break


def _field(operation: ops.AddField, migration: Migration) -> str:
    field: Any = operation.field
    if field.many_to_many:
        return ""
    if isinstance(field, GeneratedField):
        return REWRITE
    if field.unique or field.db_index or field.remote_field:
        return INDEX
    return "" if field.null or field.db_default is not NOT_PROVIDED else NO_DEFAULT


def _concurrent(operation: AddIndexConcurrently, migration: Migration) -> str:
    return "" if not migration.atomic else INDEX


Judge = Callable[..., str]
JUDGES: tuple[tuple[type | tuple[type, ...], Judge], ...] = (
    (AddIndexConcurrently, _concurrent),
    (AddConstraintNotValid, lambda *_: ""),
    (ops.AddIndex, lambda *_: INDEX),
    (ops.AddConstraint, lambda *_: CONSTRAINT),
    (ops.AddField, _field),
    (ops.AlterField, lambda *_: REWRITE),
    ((ops.AlterUniqueTogether, ops.AlterIndexTogether), lambda *_: INDEX),
    ((ops.RemoveField, ops.RenameField, ops.DeleteModel, ops.RenameModel, ops.AlterModelTable), lambda *_: GONE),
    ((ops.RunSQL, ops.RunPython), lambda *_: UNKNOWN),
)
