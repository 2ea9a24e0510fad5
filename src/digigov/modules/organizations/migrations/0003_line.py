from django.db import migrations, models
from django.db.models import F


def as_supervised(apps, schema_editor):
    """Until a pack is loaded that says more, a role appoints those whom it supervises."""
    apps.get_model("organizations", "Role").objects.update(appoints=F("supervises"))


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_everywhere")]
    operations = [
        migrations.AddField(model_name="role", name="appoints", field=models.JSONField(default=list)),
        migrations.RunPython(as_supervised, migrations.RunPython.noop),
    ]
