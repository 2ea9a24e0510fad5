"""How far the nights have come in looking at people without an account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    locks = "A small table: one row for each night."
    dependencies = [("privacy", "0003_notes")]
    operations = [migrations.AddField("run", "people_up_to", models.UUIDField(null=True))]
