"""The application adds to the trail and reads it. It cannot change or remove a line, nor empty the table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("kernel", "0001_ground")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM digigov_app",
            "GRANT UPDATE, DELETE ON audit_entry TO digigov_app",
        ),
    ]
