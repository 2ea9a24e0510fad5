from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0005_reviews"),
    ]

    operations = [
        migrations.RenameField("review", "proofing_id", "decision_id"),
        migrations.AddField("review", "of", models.CharField(default="identity", max_length=8)),
    ]
