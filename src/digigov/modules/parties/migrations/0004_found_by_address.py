from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("parties", "0003_represented")]
    operations = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=~models.Q(phone=""), fields=["phone"], name="parties_person_by_phone"
            ),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=~models.Q(email=""), fields=["email"], name="parties_person_by_email"
            ),
        ),
    ]
