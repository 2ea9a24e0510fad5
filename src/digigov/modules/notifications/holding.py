"""What this room holds of a person: what they were told, where to, and in which words. Codes stand there as dots."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.notifications.models import Delivery, Message
from digigov.modules.parties.queries import addresses_of
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, Stay, Whose, deleted
from digigov.modules.privacy.ports import LAST_WORD

MESSAGES = Rule(
    "after",
    period="messages",
    fields=("made_at",),
    event=_("it was written, if it is not about an application"),
    at_once=True,
)
DELIVERIES = Rule("after", period="messages", fields=("message__made_at",), event=MESSAGES.event, at_once=True)


def _theirs(whose: Whose) -> Q:
    """Told to the person, or to an address of theirs before anybody knew whose it was."""
    return Q(party_id__in=whose.party_ids) | Q(party_id=None, deliveries__address__in=addresses_of(whose.party_ids))


def _why(message: Message, shredding: Shredding) -> Stay | None:
    if message.case_id is not None:
        return Stay("case")
    return Stay("last-word", until=shredding.periods.until(MESSAGES, message.made_at))


def _stays(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    if shredding.whose is None:
        return {}
    return {row.pk: _why(row, shredding) for row in rows if row.case_id is not None or row.template == LAST_WORD}


def _stays_of_deliveries(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    messages = {row.message_id: row.message for row in rows}
    said = _stays(list(messages.values()), shredding)
    return {row.pk: said[row.message_id] for row in rows if row.message_id in said}


HOLDING = Holding(
    room="notifications",
    title=_("Messages to you"),
    purpose=_("To tell you how far something is, and to be able to show that you were told."),
    basis="The law of each service, on its page",
    labels={
        "subject": _("Subject"), "made_at": _("Written"), "language": _("Language"), "channel": _("By"), "address": _("Sent to"),
        "text": _("Text"), "state": _("How it stands"), "at": _("When"),
    },
    sources=(
        Source(
            table="notifications_message",
            column="party_id",
            rule=MESSAGES, stays=_stays, left=Q(case_id=None), shred=deleted(Message), names=False,
            kind=_("Message"),
            rows=lambda whose: Message.objects.filter(id__in=Message.objects.filter(_theirs(whose)).values("id")).order_by(
                "-made_at", "-id"
            ),
            values=lambda row: {"subject": row.subject, "made_at": row.made_at, "language": row.language},
        ),
        Source(
            table="notifications_delivery",
            column="message_id",
            rule=DELIVERIES, stays=_stays_of_deliveries, left=Q(message__case_id=None), shred=deleted(Delivery), names=False,
            kind=_("Sent"),
            rows=lambda whose: Delivery.objects.filter(message__in=Message.objects.filter(_theirs(whose)).values("id"))
            .select_related("message")
            .order_by("-changed_at", "-id"),
            values=lambda row: {
                "channel": row.channel, "address": row.address, "text": row.text, "state": row.state, "at": row.changed_at,
            },
        ),
    ),
)  # fmt: skip
