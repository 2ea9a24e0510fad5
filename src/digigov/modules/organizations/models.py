"""Who government is: units, offices, roles, posts, and who holds a post when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from digigov.kernel.ids import new_id


class Unit(models.Model):
    """A ministry, department or body. ``path`` holds the codes from the root, ``/finance/ird/``, to find what lies under."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)
    names = models.JSONField()  # [[since or "", name], …], oldest first
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    standing = models.CharField(max_length=10)
    source = models.TextField(blank=True)
    place = models.PositiveIntegerField()  # in the order of the definition
    is_current = models.BooleanField(default=True)


class Office(models.Model):
    """A place where people are served."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offices")
    kind = models.CharField(max_length=7, default="counter", db_default="counter")
    address = models.TextField()
    district = models.CharField(max_length=80)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    hours = models.JSONField(default=list)
    standing = models.CharField(max_length=10)
    source = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)


class Role(models.Model):
    """What a post may do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    permissions = models.JSONField(default=list)
    supervises = models.JSONField(default=list)
    appoints = models.JSONField(default=list)
    everywhere = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)


class Post(models.Model):
    """A chair in a unit; rights belong to it, not to whoever sits there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    abolished_at = models.DateTimeField(null=True)


class Assignment(models.Model):
    """Who holds a post from when until when. One holder at a time; stand-ins beside, each naming whom they stand in for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assignments")
    party_id = models.UUIDField(db_index=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    standing_in_for = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="organizations_assignment_in_order"
            ),
            models.CheckConstraint(
                condition=Q(standing_in_for=None) | ~Q(standing_in_for=F("party_id")) & Q(ends_at__isnull=False),
                name="organizations_stand_in_is_another_and_ends",
            ),
            ExclusionConstraint(
                name="organizations_one_holder",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(standing_in_for=None),
            ),
            ExclusionConstraint(
                name="organizations_once_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("party_id", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]


class Relative(models.Model):
    """A declared kinship; holds in both directions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party_id = models.UUIDField()
    relative_id = models.UUIDField(db_index=True)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party_id", "relative_id"], name="organizations_relative_once"),
            models.CheckConstraint(condition=~Q(party_id=F("relative_id")), name="organizations_relative_is_another"),
        ]


class CalendarEdition(models.Model):
    """The country's calendar as a pack defines it; the newest edition counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    loaded_at = models.DateTimeField()
