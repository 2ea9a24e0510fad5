from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('signatures', '0003_code_keys'),
    ]

    operations = [
        ValidateConstraint(model_name='certificate', name='signatures_certificate_role'),
    ]
