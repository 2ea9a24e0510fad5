"""The application adds to the record of destruction and reads it. It cannot change or remove a line, nor empty the table."""

from django.db import migrations


class Migration(migrations.Migration):
    locks = "Rights on a table that was just made."
    dependencies = [("privacy", "0001_erasure"), ("kernel", "0001_ground")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON privacy_destruction FROM digigov_app",
            "GRANT UPDATE, DELETE ON privacy_destruction TO digigov_app",
        ),
    ]
