"""For sealing and checking: both empty when they are made, or small, and made while everybody goes on working."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    locks = "Indexes are made and dropped CONCURRENTLY, while everybody goes on writing."
    dependencies = [("audit", "0003_chain")]
    operations = [
        migrations.RunSQL(
            # a first attempt that was cut off leaves an index that is not valid
            [
                "DROP INDEX CONCURRENTLY IF EXISTS audit_entry_number_key",
                "CREATE UNIQUE INDEX CONCURRENTLY audit_entry_number_key ON audit_entry (number) WHERE number IS NOT NULL",
                "DROP INDEX CONCURRENTLY IF EXISTS audit_entry_of_before",
                "CREATE INDEX CONCURRENTLY audit_entry_of_before ON audit_entry (id) WHERE number IS NULL",
            ],
            [
                "DROP INDEX CONCURRENTLY IF EXISTS audit_entry_number_key",
                "DROP INDEX CONCURRENTLY IF EXISTS audit_entry_of_before",
            ],
        ),
    ]
