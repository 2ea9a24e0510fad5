"""Accounts: how somebody signs in. Who that is stands in ``parties``."""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from digigov.kernel.ids import new_id


class Account(AbstractBaseUser):
    """A sign-in by e-mail or phone, at least one of them verified, for one person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.OneToOneField("parties.Person", on_delete=models.PROTECT, related_name="+")
    email = models.CharField(max_length=254, null=True, unique=True)
    phone = models.CharField(max_length=16, null=True, unique=True)
    created_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    email_since = models.DateTimeField(null=True)  # when it took the place of another; none: from the beginning
    phone_since = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)  # the owner said "that was not me": nobody signs in until a recovery

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []  # noqa: RUF012 - Django asks for a list

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")) | Q(email=None), name="identity_email_small"),
            models.CheckConstraint(condition=~Q(email=None) | ~Q(phone=None), name="identity_reachable"),
        ]


class Session(AbstractBaseSession):
    """A visit, kept by Django's session engine; the account makes it possible to list one's visits and end them all."""

    account_id = models.UUIDField(null=True, db_index=True)
    device = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expire_date"], name="identity_session_expiry")]


class Code(models.Model):
    """Digits sent to an address, to prove that it belongs to whoever asked. Only a digest of them is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=12)  # sign-up · recover · recover-2 · add-address
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    digest = models.CharField(max_length=64)  # empty: no digits will ever do, for nothing was sent
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)
    after = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="+"
    )  # the code proved before it
    seconded_at = models.DateTimeField(null=True)  # when a second proof of another kind was shown


class Totp(models.Model):
    """An authenticator app: six digits that change every half minute. ``last_step`` stops the same digits from working twice."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    secret = models.TextField()  # encrypted
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class Passkey(models.Model):
    """A key pair on somebody's device; the public half."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """For whoever has lost the second factor; each works once. One that a counter gave works for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)
    works_until = models.DateTimeField(null=True)


class Recovery(models.Model):
    """A new password wanted with one proof, where there is no second: between two moments, unless the owner ends it."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    stop_digest = models.CharField(max_length=64, unique=True)


class Plan(models.Model):
    """What the pack says of sign-in; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    body = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="identity_one_plan")]


class KnownDevice(models.Model):
    """A browser that has signed in before: a digest of a random cookie and the account, which ties no two accounts together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField(db_index=True)


class Alarm(models.Model):
    """The link in a message by which the owner says "that was not me", once. ``was`` is the address that a change replaced."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)  # device · address
    digest = models.CharField(max_length=64, unique=True)
    was = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    works_until = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


class PastAddress(models.Model):
    """An address that an account gave up a while ago, as a digest: it stands out when it turns up at another account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    left_at = models.DateTimeField(db_index=True)


class Concern(models.Model):
    """Something about sign-in at which somebody should look. Without an account it is about the whole house."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)  # not-me · number-moved · many-recoveries
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    noted_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by_id = models.UUIDField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "account"],
                condition=Q(looked_at=None),
                nulls_distinct=False,
                name="identity_one_concern",
            )
        ]
        indexes = [models.Index(fields=["noted_at"], condition=Q(looked_at=None), name="identity_concerns_open")]


class Attempts(models.Model):
    """
    How often something was tried by one address or account in one stretch of time; the table of limits is in ``sites``.

    Kept out of the write-ahead log: after a crash everybody starts afresh, which is no harm.
    """

    pk = models.CompositePrimaryKey("key", "stretch")
    key = models.CharField(max_length=64)
    stretch = models.BigIntegerField()
    count = models.IntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)
