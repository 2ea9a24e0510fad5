"""The trail: who did and who read what. The application's role may add and read rows, nothing else."""

from django.db import models

from digigov.kernel.ids import new_id


class Entry(models.Model):
    """One line. ``kind`` is ``write`` or ``read``; ``details`` holds plain facts, never the personal data itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=5)
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True)
    party_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    office = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=80)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-at"]),
            models.Index(fields=["case_id", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["write", "read"]), name="audit_entry_kind"),
        ]
