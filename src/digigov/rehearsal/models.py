"""Which island is loaded, and how far each phase of its making has come."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

if not settings.REHEARSAL:
    raise ImproperlyConfigured("An island exists only in rehearsals.")


class Island(models.Model):
    """The one island of this installation. ``digest`` is over its business facts, once it is whole."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    people = models.PositiveIntegerField()
    years = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    until = models.DateField()
    cases = models.PositiveIntegerField(default=0)
    only = models.CharField(max_length=60, blank=True, default="")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="rehearsal_one_island")]


class Phase(models.Model):
    """How much of a phase is written; counted in the same transaction as what it counts."""

    name = models.CharField(max_length=20, primary_key=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    is_finished = models.BooleanField(default=False)


class Walk(models.Model):
    """A worked example as it was walked once: what cases of this island are copied from."""

    name = models.CharField(max_length=120, primary_key=True)
    album = models.JSONField()
