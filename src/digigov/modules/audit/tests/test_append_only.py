import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from digigov.kernel.actor import system
from digigov.modules.audit import commands
from digigov.modules.audit.models import Entry


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DROP TABLE audit_entry",
    ],
)
def test_the_application_cannot_change_the_trail(statement):
    commands.record(by=system("test"), at=timezone.now(), action="audit.tried")

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.filter(action="audit.tried").count() == 1
