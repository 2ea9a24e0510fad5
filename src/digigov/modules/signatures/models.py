"""Certificates and revocation lists. Private keys are not here: the key store holds them under the certificate's id."""

from django.db import models
from django.db.models import Q

from digigov.kernel.ids import new_id


class Certificate(models.Model):
    """
    ``role`` is root, issuing, time-stamp or seal; ``unit`` the code of the ministry that seals with it. ``short_id`` is
    what compact signatures carry: the first four bytes of the public key's SHA-256.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.CharField(max_length=10)
    unit = models.CharField(max_length=60, blank=True, default="")
    short_id = models.CharField(max_length=8, unique=True)
    der = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["root", "issuing", "time-stamp", "seal"]), name="signatures_certificate_role"
            ),
            models.UniqueConstraint(
                fields=["role", "unit"], condition=Q(retired_at=None), name="signatures_one_certificate_in_use"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(retired_at__isnull=False), name="signatures_revoked_is_retired"
            ),
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
