"""How often each wish to be erased changed, and which of its states lies beside the backups."""

from django.db import migrations, models


class Migration(migrations.Migration):
    locks = "A small table: one row for each person who asked to be erased."
    dependencies = [("privacy", "0002_append_only")]
    operations = [
        migrations.AddField("erasure", "noted", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("erasure", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddIndex(
            "erasure",
            models.Index(
                condition=models.Q(("noted__lt", models.F("version"))), fields=["id"], name="privacy_erasures_to_note"
            ),
        ),
    ]
