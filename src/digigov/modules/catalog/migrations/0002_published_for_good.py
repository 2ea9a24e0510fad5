"""What was published never changes: the application's role adds versions and reads them, and nothing else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("kernel", "0001_ground")]
    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM digigov_app",
            f"GRANT UPDATE, DELETE ON {table} TO digigov_app",
        )
        for table in ("catalog_serviceversion", "catalog_packedition")
    ]
