from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('documents', '0006_papers_that_officers_sign'),
    ]

    operations = [
        ValidateConstraint(model_name='issueddocument', name='documents_made_has_a_file'),
        ValidateConstraint(model_name='issueddocument', name='documents_drawn_for_a_step'),
        AddIndexConcurrently(
            model_name='issueddocument',
            index=models.Index(condition=Q(('state', 'drawn')), fields=['planned_at'], name='documents_drawn'),
        ),
    ]
