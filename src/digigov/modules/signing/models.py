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


class DrawnPaper(models.Model):
    """
    A paper that the house drew for one person to sign: an application, or a mandate. ``purpose`` and ``subject_id`` say of what
    (the draft; the mandate), ``says`` is the digest of the answers behind it, ``carried`` what the page needs to go on once it is
    signed. ``by_hand``: a scan of what was signed on paper; ``signer_id`` is then whoever sat at the counter and took it in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=12)  # application · mandate
    subject_id = models.UUIDField()
    says = models.CharField(max_length=64)
    signer_id = models.UUIDField()
    for_id = models.UUIDField(null=True)
    mandate_id = models.UUIDField(null=True)
    file_id = models.UUIDField(unique=True)
    carried = models.JSONField(default=dict)
    by_hand = models.BooleanField(default=False)
    drawn_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed = models.CharField(max_length=64, blank=True)  # SHA-256 of the file as it was signed

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=("application", "mandate")), name="signing_drawn_purpose"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed="") | Q(signed_at__isnull=False) & ~Q(signed=""),
                name="signing_drawn_signed",
            ),
            models.UniqueConstraint(
                fields=["purpose", "subject_id", "signer_id"], condition=Q(signed_at=None), name="signing_drawn_once"
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "subject_id", "-drawn_at"], name="signing_drawn_of"),
            models.Index(fields=["drawn_at"], condition=Q(signed_at=None), name="signing_drawn_waiting"),
        ]
