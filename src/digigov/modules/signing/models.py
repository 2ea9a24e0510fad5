"""What is to be signed, and by whom."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id

ENDS = ("done", "declined", "withdrawn", "lapsed")


class Plan(models.Model):
    """What the pack says of signing; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    body = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="signing_one_plan")]


class Envelope(models.Model):
    """One PDF. ``original`` is the SHA-256 of what the owner sent; the file grows with each signature."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.UUIDField()
    file_id = models.UUIDField(unique=True)
    original = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    in_order = models.BooleanField()
    archive = models.BooleanField()
    state = models.CharField(max_length=9, default="open")  # open · ENDS
    begun_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("open", *ENDS)), name="signing_envelope_state"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="signing_envelope_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["owner_id", "-begun_at"], name="signing_of_owner"),
            models.Index(fields=["closes_at"], condition=Q(state="open"), name="signing_open"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="signing_ended"),
        ]


class Signer(models.Model):
    """
    Whoever is to sign, in which place. Known by the address under which they were invited; ``party_id`` from the moment that
    somebody signs in with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    address = models.CharField(max_length=254)
    party_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, default="waiting")  # waiting · signed · declined
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope", "place"], name="signing_one_in_each_place"),
            models.UniqueConstraint(fields=["envelope", "address"], name="signing_each_address_once"),
            models.UniqueConstraint(
                fields=["envelope", "party_id"], condition=Q(party_id__isnull=False), name="signing_each_person_once"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | Q(state__in=("signed", "declined"), decided_at__isnull=False, party_id__isnull=False),
                name="signing_signer_state",
            ),
        ]
        indexes = [
            models.Index(fields=["party_id"], name="signing_of_party"),
            models.Index(fields=["address"], condition=Q(party_id=None), name="signing_of_address"),
        ]
