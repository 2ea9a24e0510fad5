"""
What is due, each try to pay it, and the ledger. The database holds the promises: one payment for each step, one open try
for each payment, one receipt number after the other, and every ledger transaction sums to zero.
"""

from django.db import models
from django.db.models import F, Q

from digigov.kernel.ids import new_id
from digigov.kernel.money import Money


class FeeTableVersion(models.Model):
    """The fees of one published version of a service. Never changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    table = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "version"], name="payments_one_table_per_version")]


class Payment(models.Model):
    """What one step of a case asks for."""

    class State(models.TextChoices):
        DUE = "due"
        STARTED = "started"  # the payer was sent to the card page
        FAILED = "failed"  # the last try failed; another may follow
        HELD = "held"  # another amount was taken: a person decides
        PAID = "paid"
        FREE = "free"  # the table says zero
        WAIVED = "waived"
        CANCELLED = "cancelled"  # the case went on or ended without it

    OPEN = (State.DUE, State.STARTED, State.FAILED, State.HELD)
    WAIVABLE = (State.DUE, State.STARTED, State.FAILED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    case_id = models.UUIDField(db_index=True)
    case_reference = models.CharField(max_length=20)
    step_id = models.UUIDField(unique=True)
    payer_id = models.UUIDField(null=True)
    unit = models.CharField(max_length=60)
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    fee = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    waived_because = models.TextField(blank=True)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    passed_on_at = models.DateTimeField(null=True)  # when the case was told

    class Meta:
        indexes = [
            models.Index(
                fields=["settled_at"],
                condition=Q(state__in=["paid", "waived"], passed_on_at=None),
                name="payments_to_pass_on",
            ),
            models.Index(fields=["unit", "-due_at"]),
            models.Index(fields=["payer_id", "-due_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="payments_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(state="free", amount=0) | (~Q(state="free") & Q(amount__gt=0)), name="payments_free_is_zero"
            ),
        ]

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class WaiverRequest(models.Model):
    """A payer asks to be let off a fee. Asked for once; ``state`` is what the officer made of it."""

    class State(models.TextChoices):
        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="waiver_request")
    ground = models.PositiveSmallIntegerField()
    reason = models.TextField()
    file_ids = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    answer = models.TextField(blank=True)  # why it was refused; the payer reads it

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="asked"), name="payments_waivers_asked")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_at=None) | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="payments_waiver_decided",
            )
        ]


class Attempt(models.Model):
    """One try to pay: the intent, written before the gateway is asked, and what came of it."""

    class State(models.TextChoices):
        INTENDED = "intended"  # the gateway may not have heard of it yet
        OPEN = "open"
        PENDING = "pending"  # the bank has not answered
        PAID = "paid"
        SURPLUS = "surplus"  # paid when nothing was due any more; goes back
        MISMATCH = "mismatch"  # another amount was taken
        DECLINED = "declined"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    UNSETTLED = (State.INTENDED, State.OPEN, State.PENDING)
    TOOK_MONEY = (State.PAID, State.SURPLUS, State.MISMATCH)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="attempts")
    description = models.CharField(max_length=200)
    return_url = models.CharField(max_length=500)
    session_id = models.CharField(max_length=80, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENDED)
    captured = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    brand = models.CharField(max_length=20, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment"], condition=Q(state__in=["intended", "open"]), name="payments_one_open_attempt"
            ),
            models.UniqueConstraint(fields=["payment"], condition=Q(state="paid"), name="payments_paid_once"),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state__in=["intended", "open", "pending"]),
                name="payments_attempt_unsettled",
            )
        ]


class GatewayEvent(models.Model):
    """Each message of the gateway, once. ``body`` is as it came; there is no card number in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=40)
    session_id = models.CharField(max_length=80, db_index=True)
    body = models.JSONField()
    received_at = models.DateTimeField()


class Refund(models.Model):
    """Money on its way back: the intent first, then the gateway's word."""

    class State(models.TextChoices):
        ORDERED = "ordered"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    because = models.CharField(max_length=20)  # refused · withdrawn · lapsed · too-late · surplus · mismatch · officer
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ORDERED)
    gateway_id = models.CharField(max_length=80, blank=True)
    ordered_by = models.CharField(max_length=120)
    ordered_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_positive"),
            models.UniqueConstraint(
                fields=["attempt", "because"], condition=~Q(because="officer"), name="payments_one_refund_by_rule"
            ),
        ]
        indexes = [
            models.Index(fields=["ordered_at"], condition=Q(state="ordered"), name="payments_refund_ordered"),
        ]


class ReceiptCounter(models.Model):
    """The last receipt number of a year; its row is locked while a receipt is made, so no number is left out."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Receipt(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="receipt")
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, unique=True)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="payments_receipt_number_once")]


class LedgerEntry(models.Model):
    """
    One side of a booking, positive for debit. The entries of a ``booking`` sum to zero at commit, by a trigger; the
    application can add entries and read them, nothing else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    booking = models.UUIDField(db_index=True)
    account = models.CharField(max_length=80)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="+")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "at"])]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="payments_ledger_not_zero"),
            models.UniqueConstraint(
                fields=["attempt", "account"], condition=Q(refund=None), name="payments_capture_booked_once"
            ),
            models.UniqueConstraint(fields=["refund", "account"], name="payments_refund_booked_once"),
        ]


class Reconciliation(models.Model):
    """One day of the gateway's statement, compared with the ledger."""

    day = models.DateField(primary_key=True)
    lines = models.PositiveIntegerField()
    theirs = models.DecimalField(max_digits=14, decimal_places=2)
    ours = models.DecimalField(max_digits=14, decimal_places=2)
    done_at = models.DateTimeField()


class Difference(models.Model):
    """Something that does not add up and waits for a person. ``about`` keeps the same one from being listed twice."""

    class Kind(models.TextChoices):
        AMOUNT = "amount"  # another amount was taken than was due
        MESSAGE = "message"  # the gateway's message and its state disagree
        UNKNOWN_HERE = "unknown-here"  # on the statement, not in the ledger
        UNKNOWN_THERE = "unknown-there"  # in the ledger, not on the statement
        REFUND = "refund"  # the gateway would not give money back

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.CharField(max_length=80)
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    ours = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    theirs = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="payments_difference_once")]
        indexes = [
            models.Index(F("settled_at").asc(nulls_first=True), F("found_at").desc(), name="payments_difference_open")
        ]
