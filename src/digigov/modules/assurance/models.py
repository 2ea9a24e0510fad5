"""How sure we are who somebody is: every check of an identity, with who made it, where, on what evidence, and how it ended."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id

WAITING = ("waiting-code", "waiting-letter", "waiting-voucher", "waiting-second")


class Plan(models.Model):
    """What the pack says of proofing; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    body = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="assurance_one_plan")]


class Proofing(models.Model):
    """
    One check. ``evidence`` holds what was shown and compared, each number by its last three characters alone; ``reason`` why it
    was refused or ended. Of one person at most one waits, and what has passed counts until ``works_until``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8)  # remote · counter · vouched · imported
    state = models.CharField(max_length=16)  # WAITING · passed · refused · lapsed · ended
    level = models.PositiveSmallIntegerField()  # what it gives once it has passed: NIST SP 800-63A-4, 1 to 3
    claim = models.JSONField(default=dict)  # what is to be written down as proved; emptied when it is decided
    evidence = models.JSONField(default=list)
    reason = models.CharField(max_length=24, blank=True)
    sent_to = models.CharField(max_length=20, blank=True)  # half hidden
    code_id = models.UUIDField(null=True)
    agent_id = models.UUIDField(null=True)
    office = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=60, blank=True)  # the kiosk at which the person began
    voucher_id = models.UUIDField(null=True)
    vouched_at = models.DateTimeField(null=True)
    second_id = models.UUIDField(null=True)  # the second pair of eyes
    decided_by_id = models.UUIDField(null=True)  # the officer who withdrew it
    begun_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    works_until = models.DateTimeField(null=True)
    rechecked_at = models.DateTimeField(null=True)  # when the register of deaths was asked last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party"], condition=Q(state__in=WAITING), name="assurance_one_waits"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="assurance_level"),
            models.CheckConstraint(condition=~Q(second_id=models.F("agent_id")), name="assurance_four_eyes"),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(works_until__isnull=False, decided_at__isnull=False),
                name="assurance_passed_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-begun_at"], name="assurance_of_party"),
            models.Index(fields=["state", "waits_until"], name="assurance_waiting"),
            models.Index(fields=["rechecked_at"], condition=Q(state="passed"), name="assurance_to_recheck"),
            models.Index(
                fields=["voucher_id", "begun_at"], condition=Q(voucher_id__isnull=False), name="assurance_vouched"
            ),
        ]


class Letter(models.Model):
    """
    A code by post. ``lines`` is name and address until it is sent; ``digest`` of the code from when it is printed until it is used;
    ``number`` a keyed digest of the identity card's number, by which letters to one address are counted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proofing = models.OneToOneField(Proofing, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=64, db_index=True)
    lines = models.JSONField(default=list)
    digest = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(sent_at=None), name="assurance_to_post")]


class KioskEntry(models.Model):
    """What somebody entered at a kiosk, for an officer who asks for its ``number``; gone when it was used, and after two hours."""

    number = models.CharField(max_length=6, primary_key=True)
    place = models.CharField(max_length=60)
    claim = models.JSONField()  # national_id, born_on, paper, number
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
