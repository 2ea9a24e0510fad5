"""The application adds to the log and reads it. It cannot change or remove a line, nor empty the table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contact_center", "0001_contact_center"), ("kernel", "0001_ground")]
    locks = "Rights on a table that was made a moment before: nobody waits for it."
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON contact_center_event FROM digigov_app",
            "GRANT UPDATE, DELETE ON contact_center_event TO digigov_app",
        ),
    ]
