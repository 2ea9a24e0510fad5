"""Certificates and revocation lists. Private keys are not here: the key store holds them under the certificate's id."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id


class Certificate(models.Model):
    """
    ``role`` is root, issuing, time-stamp, status (it signs answers about revocation), code (it signs what is printed on papers), seal or person; ``unit`` the code of the
    ministry that seals with it, ``holder_id`` the person who signs with it and ``holder_number`` how the certificate tells that
    person from others of the same name. ``short_id`` is what compact signatures carry: the first four bytes of the public
    key's SHA-256; people's keys, of which there are too many for four bytes, make none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=10)
    unit = models.CharField(max_length=60, blank=True, default="")
    holder_id = models.UUIDField(null=True)
    holder_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    short_id = models.CharField(max_length=8)
    serial = models.CharField(max_length=40, default="", db_default="")  # of the certificate, in hexadecimal
    der = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["root", "issuing", "time-stamp", "status", "seal", "person", "code"]),
                name="signatures_certificate_role",
            ),
            models.CheckConstraint(
                condition=Q(role="person", holder_id__isnull=False) | ~Q(role="person") & Q(holder_id=None),
                name="signatures_person_has_holder",
            ),
            models.UniqueConstraint(
                fields=["role", "unit", "holder_id"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="signatures_one_certificate_in_use",
            ),
            models.UniqueConstraint(
                fields=["short_id"], condition=~Q(role="person"), name="signatures_short_id_is_one_key"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(retired_at__isnull=False), name="signatures_revoked_is_retired"
            ),
        ]
        indexes = [
            models.Index(fields=["holder_id"], condition=Q(role="person"), name="signatures_of_holder"),
            models.Index(fields=["revoked_at"], condition=Q(revoked_at__isnull=False), name="signatures_revoked"),
            models.Index(fields=["serial"], name="signatures_by_serial"),
        ]


class RevocationList(models.Model):
    """What an authority has revoked, signed; the newest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issuer = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    der = models.BinaryField()
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["issuer", "-made_at"])]


class RequestKey(models.Model):
    """A key in the key store under this id, for requests to registers. Published before it signs and for a while after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public = models.BinaryField()  # SubjectPublicKeyInfo, DER
    made_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    signs_until = models.DateTimeField()


class Authorization(models.Model):
    """One signature that a person has allowed, for exactly these bytes, for some minutes, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    proof = models.CharField(max_length=8)  # password (and a second factor) · passkey
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="signatures_authorization_ends"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="signatures_authorized")]
