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
