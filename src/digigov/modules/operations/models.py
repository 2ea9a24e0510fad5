from django.db import models


class Failure(models.Model):
    """Why a job of the queue failed when it was last tried; the queue itself keeps only that it did."""

    job_id = models.BigIntegerField(primary_key=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
