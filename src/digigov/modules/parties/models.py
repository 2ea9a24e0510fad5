"""People, given once: who somebody is and how to reach them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper

from digigov.kernel.ids import new_id


class Person(models.Model):
    """
    ``joined_into`` is the same person under another record, which counts since; this one only keeps old trails readable.
    Natural or legal: a company (``is_firm``) has its name in ``given_names``. Messages of a child, a company or an estate without
    an address go to whoever represents it, ``reached_through``.
    ``national_id`` is stored without spaces, in capitals; ``email`` in small letters; ``phone`` as E.164.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    given_names = models.CharField(max_length=120)
    family_name = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True)
    national_id = models.CharField(max_length=40, null=True, unique=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    address = models.JSONField(default=dict)
    language = models.CharField(max_length=8, default="en")
    registered_at = models.DateTimeField()
    is_firm = models.BooleanField(default=False, db_default=False)
    reached_through = models.UUIDField(null=True)
    joined_into = models.UUIDField(null=True, db_index=True)

    class Meta:
        indexes = [
            GinIndex(
                OpClass(Upper("family_name"), name="gin_trgm_ops"),
                OpClass(Upper("given_names"), name="gin_trgm_ops"),
                name="parties_person_name",
            ),
            models.Index(fields=["family_name", "given_names", "id"], name="parties_person_in_order"),
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="parties_person_by_phone"),
            models.Index(fields=["email"], condition=~models.Q(email=""), name="parties_person_by_email"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="parties_email_in_small_letters"),
            models.CheckConstraint(
                condition=models.Q(national_id=Upper("national_id")) | models.Q(national_id=None),
                name="parties_national_id_in_capitals",
            ),
        ]


class Registered(models.Model):
    """By which number of which register (``register:number``) a child or a company is known that has none of its own here."""

    key = models.CharField(max_length=90, primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
