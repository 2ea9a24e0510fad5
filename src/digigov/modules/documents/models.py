"""Files, uploads under way, published templates and the documents made from them."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id


class File(models.Model):
    """
    What somebody sent or government made. The content lies in the store under ``sha256``. Held by a party, or by a
    stranger who knows a secret (``holder_key`` is its hash), until a case takes it in. A paper of ours without a ``sha256`` is
    drawn and sealed when somebody first opens it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    origin = models.CharField(max_length=6)
    holder_id = models.UUIDField(null=True)
    holder_key = models.CharField(max_length=64, blank=True, default="")
    case_id = models.UUIDField(null=True)
    stored_at = models.DateTimeField()
    scan_state = models.CharField(max_length=11, default="waiting")
    scan_detail = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=["sent", "made"]), name="documents_file_origin"),
            models.CheckConstraint(
                condition=Q(scan_state__in=["waiting", "clean", "infected", "not-scanned"]),
                name="documents_file_scan_state",
            ),
        ]
        indexes = [
            models.Index(fields=["case_id", "id"]),
            models.Index(fields=["sha256"]),
            models.Index(fields=["holder_id", "id"]),
        ]


class Upload(models.Model):
    """A file on its way, in pieces; ``received`` is how many bytes have arrived and where the next piece begins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    pieces = models.JSONField(default=list)
    holder_id = models.UUIDField(null=True)
    holder_key = models.CharField(max_length=64, blank=True, default="")
    begun_at = models.DateTimeField()
    file = models.ForeignKey(File, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=models.F("size")), name="documents_upload_not_too_much"),
        ]
        indexes = [models.Index(fields=["begun_at"])]


class TemplateVersion(models.Model):
    """A published template: its definition and the Typst files that it is made of. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    body = models.JSONField()
    files = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "version", "key"], name="documents_one_template_per_version")
        ]


class IssuedDocument(models.Model):
    """
    A paper that government gave out. ``state``: ``waiting`` (its number is taken, it is being made), ``valid``,
    ``revoked`` or ``replaced``; that it has expired follows from ``valid_until``. ``values`` is all that the paper shows.
    ``archived_at`` is when a record got its newest archive time stamp. ``drawn`` is the state of a paper that the officers of a
    sign-off sign before it is sealed: ``drawn_for`` is that step, ``says`` the digest of the case's facts behind it, ``signed_at`` the newest
    signature under it; it is nobody's until it is issued.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=8)
    template = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    step_id = models.UUIDField(null=True)
    occasion = models.CharField(max_length=100, unique=True)
    unit = models.CharField(max_length=60)
    holder_id = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    holder_name = models.CharField(max_length=200, blank=True, default="")
    values = models.JSONField()
    message = models.CharField(max_length=60, blank=True, default="")
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    planned_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="waiting")
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True)
    drawn_for = models.UUIDField(null=True)
    says = models.CharField(max_length=64, blank=True, db_default="")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", file=None)
                | Q(state__in=["drawn", "valid", "revoked", "replaced"], file__isnull=False),
                name="documents_made_has_a_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="drawn") | Q(drawn_for__isnull=False), name="documents_drawn_for_a_step"
            ),
            models.CheckConstraint(
                condition=(Q(state="revoked") & Q(revoked_at__isnull=False))
                | (~Q(state="revoked") & Q(revoked_at=None)),
                name="documents_revoked_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["case_id", "id"]),
            models.Index(fields=["holder_id", "-issued_on"]),
            models.Index(fields=["planned_at"], condition=Q(state="drawn"), name="documents_drawn"),
            models.Index(fields=["archived_at"], condition=Q(archived_at__isnull=False), name="documents_archived"),
        ]


class PaperCode(models.Model):
    """
    The running number of a paper's printed code: its place in the lists of what was withdrawn. It outlives the paper's row, for
    what nobody keeps any more is genuine no more.
    """

    number = models.BigAutoField(primary_key=True)
    document = models.OneToOneField(IssuedDocument, null=True, on_delete=models.SET_NULL, related_name="+")


class StatusList(models.Model):
    """Which of so many papers were withdrawn, signed (a status list token); the one in force."""

    number = models.PositiveIntegerField(primary_key=True)
    token = models.BinaryField(default=b"")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
