from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0005_forgotten_papers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='issueddocument',
            name='documents_made_has_a_file',
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='drawn_for',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='says',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='signed_at',
            field=models.DateTimeField(null=True),
        ),
        AddConstraintNotValid(
            model_name='issueddocument',
            constraint=models.CheckConstraint(condition=Q(Q(('file', None), ('state', 'waiting')), Q(('file__isnull', False), ('state__in', ['drawn', 'valid', 'revoked', 'replaced'])), _connector='OR'), name='documents_made_has_a_file'),
        ),
        AddConstraintNotValid(
            model_name='issueddocument',
            constraint=models.CheckConstraint(condition=Q(Q(('state', 'drawn'), _negated=True), ('drawn_for__isnull', False), _connector='OR'), name='documents_drawn_for_a_step'),
        ),
    ]
