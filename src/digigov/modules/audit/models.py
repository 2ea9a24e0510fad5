"""The trail: who did and who read what. The application's role may add and read rows, nothing else."""

from django.db import models

from digigov.kernel.ids import new_id


class Entry(models.Model):
    """
    One line. ``kind`` is ``write`` or ``read``; ``details`` holds plain facts, never the personal data itself.

    The database gives each its ``number``, which is no field here: the application has no right to write it (migration
    0003, which a migration that adds a column has to follow with a grant of its own).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=5)
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True)
    party_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    office = models.CharField(max_length=80)
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=80)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-at"]),
            models.Index(fields=["case_id", "-at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["write", "read"]), name="audit_entry_kind"),
        ]


class Block(models.Model):
    """
    A sealed part of the trail: the entries after the block before it up to number ``until`` or, of those written before there
    were numbers, up to ``until_id``. ``hash`` is over them and the hash before, ``ids`` over their ids alone (``chain.py``).
    """

    number = models.BigIntegerField(primary_key=True)
    until = models.BigIntegerField(null=True)
    until_id = models.UUIDField(null=True)
    entries = models.IntegerField()
    sealed_at = models.DateTimeField()
    ids = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) ^ models.Q(until_id=None), name="audit_block_of_numbers_or_ids"
            ),
        ]


class SignedHead(models.Model):
    """
    The chain's head on one day, signed with a key of the state and published: a chain that somebody rewrote whole does not hold it.
    ``statement`` is the text that was signed, byte for byte (``heads.py``).
    """

    day = models.DateField(primary_key=True)
    block = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    entries = models.BigIntegerField()  # from the first block to this one
    statement = models.TextField()
    signature = models.BinaryField()
    key = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
