"""Who may act for whom: in what, since when, until when, on what ground, who wrote it down, and how it ended."""

from django.db import models
from django.db.models import F, Q

from digigov.kernel.ids import new_id
from digigov.modules.mandates import rules


class Plan(models.Model):
    """What the pack says of acting for others; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    body = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="mandates_one_plan")]


class Mandate(models.Model):
    """
    One person (the agent) may act for another, for an estate or for a company (the principal).

    ``services`` names what for; empty stands for every service that is open to the ``ground``. While it is only offered, the agent is
    whom the principal named (``named``) and who knows the code (its digest in ``code``). ``evidence`` is what an officer saw, of
    numbers the last three characters. ``granted_by`` wrote it down, ``second_id`` looked again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ground = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    how = models.CharField(max_length=8)  # online · counter · call · register
    principal = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    named = models.JSONField(default=dict)  # given, family: whom the principal named, until it is accepted
    address = models.JSONField(default=dict)  # email, phone: where the offer goes once it is confirmed; then emptied
    sent_to = models.CharField(max_length=80, blank=True)  # half hidden
    code = models.CharField(max_length=64, blank=True)
    proof_id = models.UUIDField(null=True)  # the code that a caller reads back
    services = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    evidence = models.JSONField(default=dict)
    firm_exists = models.BooleanField(default=True)  # in the register of companies, when it was asked last
    checked_at = models.DateTimeField(null=True)
    granted_by = models.UUIDField()
    office = models.CharField(max_length=60, blank=True)
    second_id = models.UUIDField(null=True)
    begun_at = models.DateTimeField()
    waits_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(agent=F("principal")), name="mandates_for_another"),
            models.CheckConstraint(condition=~Q(second_id=F("granted_by")), name="mandates_four_eyes"),
            models.CheckConstraint(
                condition=~Q(state=rules.ACTIVE) | Q(agent__isnull=False, decided_at__isnull=False),
                name="mandates_active_has_agent",
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=rules.GIVEN) | Q(ends_on__isnull=False), name="mandates_given_ends"
            ),
            models.CheckConstraint(
                condition=~Q(ground__in=rules.GIVEN) | ~Q(services=[]), name="mandates_given_names_services"
            ),
            models.UniqueConstraint(
                fields=["principal", "agent", "ground"],
                condition=Q(state__in=(rules.CONFIRMING, rules.ACTIVE)) & ~Q(ground__in=rules.GIVEN),
                name="mandates_standing_once",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="mandates_code"),
        ]
        indexes = [
            models.Index(fields=["principal", "-begun_at"], name="mandates_of_principal"),
            models.Index(fields=["agent", "-begun_at"], name="mandates_of_agent"),
            models.Index(fields=["state", "waits_until"], name="mandates_waiting"),
            models.Index(
                fields=["checked_at"], condition=Q(ground__in=("company", "parent")), name="mandates_to_check"
            ),
            models.Index(fields=["ends_on"], condition=Q(state="active"), name="mandates_ending"),
        ]
