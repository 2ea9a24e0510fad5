"""Templates as published, messages, and what became of each on its way."""

from django.db import models

from digigov.kernel.ids import new_id


class TemplateVersion(models.Model):
    """A message template of a service's version; ``service`` is empty for those that all services share."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "version", "key"], name="notifications_template_once")
        ]


class Message(models.Model):
    """Something told to somebody, in the words that were used. ``dedupe_key`` makes it happen once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dedupe_key = models.CharField(max_length=120, unique=True)
    party_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case_id", "made_at"]), models.Index(fields=["party_id", "-made_at"])]


class Delivery(models.Model):
    """
    A message on one channel.

    ``sending`` is written before the provider is asked and ``sent`` after it accepted. One that is found in ``sending``
    later was cut off in between: it becomes ``uncertain`` and is not sent again by itself, so nobody is told twice.

    ``text`` never holds a code that opens something, only dots in its place: it stands in ``code`` until the provider has
    the message, or until ``code_until``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=5)
    address = models.CharField(max_length=254)
    text = models.TextField()
    code = models.CharField(max_length=40, blank=True)
    code_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="notifications_delivery_once"),
            models.CheckConstraint(condition=models.Q(channel__in=["email", "sms"]), name="notifications_channel"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["queued", "sending", "sent", "delivered", "failed", "uncertain"],
                ),
                name="notifications_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "changed_at"],
                condition=models.Q(state__in=["queued", "sending", "failed", "uncertain"]),
                name="notifications_open",
            ),
            models.Index(fields=["code_until"], condition=~models.Q(code=""), name="notifications_codes"),
            models.Index(fields=["provider_id"], condition=~models.Q(provider_id=""), name="notifications_provider"),
        ]
