from django.contrib.postgres.fields import ArrayField
from django.db import models

from digigov.kernel.ids import new_id


class Failure(models.Model):
    """Why a job of the queue failed when it was last tried; the queue itself keeps only that it did."""

    job_id = models.BigIntegerField(primary_key=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()


class Drill(models.Model):
    """A backup that was restored beside the live system and looked through; of one that could not be, why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True)
    backup = models.CharField(max_length=200)
    made_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField()
    is_well = models.BooleanField()
    said = models.CharField(max_length=1000, blank=True)


class Backup(models.Model):
    """A backup that was written whole. Whether it still lies there, only who may read its place can say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=500)
    made_at = models.DateTimeField(db_index=True)
    bytes = models.PositiveBigIntegerField()
    seconds = models.PositiveIntegerField()
    is_sealed = models.BooleanField()


class Look(models.Model):
    """What takes too long to look at for each view of a page: the newest answer of a job, by the machine's clock."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    is_well = models.BooleanField()
    said = models.CharField(max_length=300, blank=True)


class Minute(models.Model):
    """
    What one web process did in one minute of the machine's clock. ``slots`` counts requests by how long they took: as many as
    ``rules.EDGES``, and one more for those that took longer.
    """

    at = models.DateTimeField()
    process = models.CharField(max_length=60)
    requests = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    turned_away = models.PositiveIntegerField()
    slots = ArrayField(models.PositiveIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["at", "process"], name="operations_minute_once")]


class Served(models.Model):
    """Requests of one kind, ever: only counted up. By route, never by address, so that nobody's reference or token is in it."""

    route = models.CharField(max_length=200)
    method = models.CharField(max_length=10)
    status = models.PositiveSmallIntegerField()
    requests = models.PositiveBigIntegerField()
    seconds = models.FloatField()
    slots = ArrayField(models.PositiveBigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "method", "status"], name="operations_served_once")]


class Incident(models.Model):
    """What an operator told the public, in one sentence; ``said`` by language. It stays in the history of the status page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    said = models.JSONField()
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-began_at"])]
