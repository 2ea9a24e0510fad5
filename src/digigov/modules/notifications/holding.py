"""What this room holds of a person: what they were told, where to, and in which words. Codes stand there as dots."""

from django.utils.translation import gettext_noop as _

from digigov.modules.notifications.models import Delivery, Message
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="notifications",
    title=_("Messages to you"),
    purpose=_("To tell you how far something is, and to be able to show that you were told."),
    basis="The law of each service, on its page",
    kept=_("As long as the application; other messages as long as you have an account."),
    labels={
        "subject": _("Subject"), "made_at": _("Written"), "language": _("Language"), "channel": _("By"), "address": _("Sent to"),
        "text": _("Text"), "state": _("How it stands"), "at": _("When"),
    },
    sources=(
        Source(
            table="notifications_message",
            column="party_id",
            kind=_("Message"),
            rows=lambda whose: Message.objects.filter(party_id__in=whose.party_ids).order_by("-made_at", "-id"),
            values=lambda row: {"subject": row.subject, "made_at": row.made_at, "language": row.language},
        ),
        Source(
            table="notifications_delivery",
            column="message_id",
            kind=_("Sent"),
            rows=lambda whose: Delivery.objects.filter(message__party_id__in=whose.party_ids).order_by("-changed_at", "-id"),
            values=lambda row: {
                "channel": row.channel, "address": row.address, "text": row.text, "state": row.state, "at": row.changed_at,
            },
        ),
    ),
)  # fmt: skip
