"""Extensions, the running number of references, and what the application's role may do by default."""

from django.contrib.postgres.operations import BtreeGistExtension, CITextExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

GRANTS = """
GRANT USAGE ON SCHEMA public TO digigov_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO digigov_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO digigov_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO digigov_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO digigov_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM digigov_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        CITextExtension(),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL("CREATE SEQUENCE reference_number", "DROP SEQUENCE reference_number"),
    ]
