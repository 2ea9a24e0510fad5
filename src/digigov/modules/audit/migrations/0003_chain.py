"""
Each entry gets a number from the database, which the application cannot choose; blocks of them are sealed in a chain.

Nothing is rewritten: entries of before keep no number.
"""

from django.db import migrations, models

COLUMNS = (
    "id, at, kind, action, actor_kind, account_id, party_id, actor_name, office, subject_id, case_id, purpose, details"
)
NUMBERS = """
CREATE SEQUENCE audit_entry_number;
ALTER TABLE audit_entry ADD COLUMN number bigint;
ALTER TABLE audit_entry ALTER COLUMN number SET DEFAULT nextval('audit_entry_number');
ALTER SEQUENCE audit_entry_number OWNED BY audit_entry.number;
"""
NO_NUMBERS = "ALTER TABLE audit_entry DROP COLUMN number"
RIGHTS = f"""
REVOKE INSERT ON audit_entry FROM digigov_app;
GRANT INSERT ({COLUMNS}) ON audit_entry TO digigov_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_block FROM digigov_app;
"""
OLD_RIGHTS = "GRANT INSERT ON audit_entry TO digigov_app"


class Migration(migrations.Migration):
    locks = "An empty column, a default for what comes, and rights: the table is not written anew nor read; a moment each."
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("until", models.BigIntegerField(null=True)),
                ("until_id", models.UUIDField(null=True)),
                ("entries", models.IntegerField()),
                ("sealed_at", models.DateTimeField()),
                ("ids", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until_id", None), _connector="XOR"),
                        name="audit_block_of_numbers_or_ids",
                    )
                ],
            },
        ),
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(RIGHTS, OLD_RIGHTS),
    ]
