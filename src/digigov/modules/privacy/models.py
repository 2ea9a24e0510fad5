"""How long a country keeps things, who asked to be erased, and what was destroyed. The last can be added to and read, nothing else."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from digigov.kernel.ids import new_id

OPEN = ("waiting", "held")


class Plan(models.Model):
    """What the pack says of retention, and the years of each service that was ever published; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    body = models.JSONField(null=True)
    services = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="privacy_one_plan")]


class Erasure(models.Model):
    """
    Somebody asked that what is held of them be erased. It waits until ``begins_at``, in which time it can be withdrawn; held by
    the data protection officer it waits on, with a reason that the person reads.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    party_id = models.UUIDField()
    party_ids = ArrayField(models.UUIDField())
    account_ids = ArrayField(models.UUIDField())
    closes = models.BooleanField()  # the account too
    state = models.CharField(max_length=9, default="waiting")  # waiting · held · withdrawn · done
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()
    ground = models.CharField(max_length=500, blank=True)  # of one that was asked for at a desk
    begins_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.UUIDField(null=True)
    hold_reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    again_on = models.DateField(null=True)  # when the first of what was kept may go
    version = models.PositiveIntegerField(db_default=1, default=1)  # one more with each change of how it stands
    noted = models.PositiveIntegerField(db_default=0, default=0)  # the version that lies beside the backups

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party_id"], condition=Q(state__in=OPEN), name="privacy_one_erasure_waits"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None) | Q(state__in=("withdrawn", "done"), ended_at__isnull=False),
                name="privacy_erasure_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(held_at__isnull=False, held_by__isnull=False) & ~Q(hold_reason="")),
                name="privacy_held_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["begins_at"], condition=Q(state="waiting"), name="privacy_erasures_due"),
            models.Index(fields=["-asked_at"], name="privacy_erasures_by_age"),
            models.Index(fields=["again_on"], condition=Q(again_on__isnull=False), name="privacy_erasures_again"),
            models.Index(fields=["id"], condition=Q(noted__lt=F("version")), name="privacy_erasures_to_note"),
        ]


class Destruction(models.Model):
    """
    What became of one table's rows: how many, by whose decision, under which rule, and a digest of their ids; never what they
    held. Of what was kept: why, by which law, until when.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, null=True, related_name="+")  # None: past its time
    decided_by = models.UUIDField(null=True)
    rule = models.CharField(max_length=80)
    room = models.CharField(max_length=40)
    table = models.CharField(max_length=60)
    column = models.CharField(max_length=40)
    effect = models.CharField(max_length=10)  # erased · anonymised · kept
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=24, blank=True)
    law = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="privacy_destructions_by_age"),
            models.Index(fields=["erasure"], name="privacy_destructions_of"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(effect__in=("erased", "anonymised", "kept")), name="privacy_effect")
        ]


class Run(models.Model):
    """A night in which what was past its time was looked for; ``counts`` by table."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    has_more = models.BooleanField(default=False)
    people_up_to = models.UUIDField(
        null=True
    )  # the last of whoever has no account that was looked at; the next night goes on
