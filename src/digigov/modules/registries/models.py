"""Which registers there are, what they answered last, and the reads that a case waits for."""

from django.db import models

from digigov.kernel.ids import new_id


class RegisterEntry(models.Model):
    """A register as the pack defines it now."""

    id = models.CharField(max_length=60, primary_key=True)
    body = models.JSONField()
    is_current = models.BooleanField(default=True)


class KeptReading(models.Model):
    """The last answer of a register about a row: shown with its age when the register is down, gone after some days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    register = models.CharField(max_length=60)
    under = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    row_key = models.CharField(max_length=120)
    values = models.JSONField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "under", "key"], name="registries_one_reading_a_row")
        ]
        indexes = [models.Index(fields=["read_at"])]


class AwaitedRead(models.Model):
    """A step of a case that waits for a register; gone when the step is finished."""

    step_id = models.UUIDField(primary_key=True)
    case_id = models.UUIDField()
    about = models.UUIDField(null=True)
    register = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    under = models.CharField(max_length=60)
    fields = models.JSONField()
    purpose = models.CharField(max_length=80)
