"""Who can be planned, what they asked for, the weeks that were planned, and the days of history that do not count."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from digigov.kernel.ids import new_id

SPAN = Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField())
DAYS = Func("first_on", "last_on", Value("[]"), function="DATERANGE", output_field=DateRangeField())


class Agent(models.Model):
    """What is known for planning of somebody who holds an agent's post; ``feed`` the digest of the secret in their calendar's address."""

    party_id = models.UUIDField(primary_key=True)
    languages = models.JSONField(default=list)
    weekly_minutes = models.PositiveSmallIntegerField(null=True)
    feed = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed"], condition=~Q(feed=""), name="workforce_one_feed")]


class Leave(models.Model):
    """Days on which somebody is not there: asked for, granted or refused. A reason is not asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_id = models.UUIDField()
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10)  # asked · granted · refused · taken-back
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="workforce_leave_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "taken-back")) | Q(decided_at__isnull=False),
                name="workforce_leave_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id=None) | ~Q(decided_by_id=F("party_id")), name="workforce_leave_by_another"
            ),
            ExclusionConstraint(
                name="workforce_leave_once",
                expressions=[("party_id", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(state__in=("asked", "granted")),
            ),
        ]
        indexes = [models.Index(fields=["party_id", "-first_on"], name="workforce_leave_of")]


class Wish(models.Model):
    """Rather not on that day, rather early, rather late: met where it can be."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_id = models.UUIDField()
    on = models.DateField()
    kind = models.CharField(max_length=5)  # off · early · late
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party_id", "on"], name="workforce_one_wish")]


class Week(models.Model):
    """
    A version of a week's plan, from a Monday. One draft and one in force at a time; a change after publishing is the next version.
    ``needs``: agents by day and half hour; ``aims``: the target, the seed, and what the forecast was made of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    starts_on = models.DateField()
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)  # draft · in-force · replaced
    needs = models.JSONField()
    aims = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    published_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=8, default="planned")  # planned · changed · swapped

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["starts_on", "version"], name="workforce_version_once"),
            models.UniqueConstraint(fields=["starts_on"], condition=Q(state="draft"), name="workforce_one_draft"),
            models.UniqueConstraint(fields=["starts_on"], condition=Q(state="in-force"), name="workforce_one_in_force"),
            models.CheckConstraint(condition=Q(starts_on__iso_week_day=1), name="workforce_from_a_monday"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="workforce_week_published"
            ),
        ]


class Shift(models.Model):
    """Somebody's shift on one day of a version. ``breaks``: minutes of the day, from and until, and the kind."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    week = models.ForeignKey(Week, on_delete=models.CASCADE, related_name="shifts")
    party_id = models.UUIDField()
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    breaks = models.JSONField(default=list)
    is_in_force = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="workforce_shift_in_order"),
            models.UniqueConstraint(fields=["week", "party_id", "on"], name="workforce_one_shift_a_day"),
            ExclusionConstraint(
                name="workforce_not_in_two_shifts",
                expressions=[
                    ("week", RangeOperators.EQUAL),
                    ("party_id", RangeOperators.EQUAL),
                    (SPAN, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="workforce_not_in_two_in_force",
                expressions=[("party_id", RangeOperators.EQUAL), (SPAN, RangeOperators.OVERLAPS)],
                condition=Q(is_in_force=True),
            ),
        ]
        indexes = [
            models.Index(fields=["party_id", "starts_at"], condition=Q(is_in_force=True), name="workforce_shifts_of")
        ]


class Swap(models.Model):
    """Two agents would change shifts: one asks, the other agrees, the manager says yes. By day, since versions come and go."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_id = models.UUIDField()
    on = models.DateField()
    other_id = models.UUIDField()
    other_on = models.DateField()
    state = models.CharField(max_length=10)  # asked · agreed · granted · refused · taken-back
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(party_id=F("other_id")), name="workforce_swap_with_another"),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(agreed_at__isnull=False, decided_at__isnull=False),
                name="workforce_swap_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | (~Q(decided_by_id=F("party_id")) & ~Q(decided_by_id=F("other_id"))),
                name="workforce_swap_by_a_third",
            ),
            models.UniqueConstraint(
                fields=["party_id", "on"], condition=Q(state__in=("asked", "agreed")), name="workforce_one_swap_open"
            ),
        ]
        indexes = [models.Index(fields=["other_id", "-asked_at"], name="workforce_swaps_of")]


class LeftOutDay(models.Model):
    """A day of history that does not count, such as a hurricane's; who said so and why."""

    on = models.DateField(primary_key=True)
    reason = models.CharField(max_length=200)
    said_at = models.DateTimeField()
    said_by_id = models.UUIDField()
