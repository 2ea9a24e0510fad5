"""
Which registers there are, the reads that a case waits for, who agreed to what, and who looked without a case.

What registers answered last stands in ``registries_answer``, which has no model here: the application's role may not read it
but by the function of ``gate.py`` (migration 0002).
"""

from django.db import models
from django.db.models import F, Q

from digigov.kernel.ids import new_id


class RegisterEntry(models.Model):
    """A register as the pack defines it now."""

    id = models.CharField(max_length=60, primary_key=True)
    body = models.JSONField()
    is_current = models.BooleanField(default=True)


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


class Consent(models.Model):
    """A person agreed that these fields of a register are read for a purpose and a service, until a day or until withdrawn; alone, or at a counter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_id = models.UUIDField()
    register = models.CharField(max_length=60)
    fields = models.JSONField()
    purpose = models.CharField(max_length=40)
    service = models.CharField(max_length=60)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=8, default="", db_default="")  # at a counter: spoken, paper or code
    evidence = models.CharField(max_length=300, default="", db_default="")
    taken_by = models.UUIDField(null=True)
    office = models.CharField(max_length=80, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["party_id", "-given_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["party_id", "register", "purpose", "service"],
                condition=Q(withdrawn_at=None),
                name="registries_one_consent_for_a_scope",
            )
        ]


class Lookup(models.Model):
    """
    An officer read a row about a person without a case: at a counter, or in an emergency. An emergency is looked at again by
    somebody else, who says whether it was one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    is_emergency = models.BooleanField()
    officer_id = models.UUIDField()
    officer_name = models.CharField(max_length=120)
    office = models.CharField(max_length=80)
    register = models.CharField(max_length=60)
    fields = models.JSONField()
    about = models.UUIDField()
    reason = models.CharField(max_length=500)
    review_by = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewer_name = models.CharField(max_length=120, default="")
    is_justified = models.BooleanField(null=True)
    findings = models.CharField(max_length=1000, default="")

    class Meta:
        indexes = [models.Index(fields=["-at"]), models.Index(fields=["officer_id", "-at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("officer_id")), name="registries_reviewed_by_another"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, is_justified=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, is_justified__isnull=False),
                name="registries_reviewed_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | (~Q(reason="") & Q(review_by__isnull=False)),
                name="registries_emergency_has_a_reason",
            ),
        ]
