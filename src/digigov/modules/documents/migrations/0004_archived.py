from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('documents', '0003_archive'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='issueddocument',
            index=models.Index(condition=models.Q(('archived_at__isnull', False)), fields=['archived_at'], name='documents_archived'),
        ),
    ]
