"""Appointments. That a place is never given twice is the database's business."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from digigov.kernel.ids import new_id


class Appointment(models.Model):
    """
    A time kept for one step of a case. ``desk`` is who serves it at that office (a role), ``lane`` which of the places that
    are served at once. Moving it changes the row; the case's timeline tells the story.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(db_index=True)
    step_id = models.UUIDField()
    party_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=7)
    office = models.CharField(max_length=60)
    desk = models.CharField(max_length=60)
    lane = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, default="booked")
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="booked", ended_at=None) | Q(state__in=["held", "cancelled"], ended_at__isnull=False),
                name="appointments_state",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointments_in_order"),
            models.CheckConstraint(condition=Q(kind__in=["meet", "inspect"]), name="appointments_kind"),
            models.UniqueConstraint(
                fields=["step_id"], condition=Q(state="booked"), name="appointments_one_for_each_step"
            ),
            ExclusionConstraint(
                name="appointments_never_given_twice",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("desk", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="booked"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "desk", "starts_at"], condition=Q(state="booked"), name="appointments_of_office"
            ),
        ]
