"""Published forms, and what questions know of the country."""

from django.db import models

from digigov.kernel.ids import new_id


class FormVersion(models.Model):
    """A form as it was published with one version of its service. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "version"], name="forms_one_form_a_version")]


class CountryData(models.Model):
    """Identifiers' patterns, named places and the outline: one row. ``digest`` changes with its contents."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    body = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="forms_one_country")]
