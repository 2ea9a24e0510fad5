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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

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
