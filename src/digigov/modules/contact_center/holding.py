"""What this room holds of a person: conversations with the contact centre, and how an agent stood at work."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from digigov.modules.contact_center.models import OVER, Agent, AgentState, Contact, Conversation, Message
from digigov.modules.privacy.definitions import GOES, Holding, Rule, Shredding, Source, Stay, deleted

OF_A_TALK = tuple(f"contact_center_{name}" for name in ("contact", "message", "caselink", "callback", "proof", "chat"))


def _going_on(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """What somebody is just talking in stays until it is over; of whoever asks, everything else goes."""
    ids = [row.pk for row in rows]
    busy = Contact.objects.filter(conversation_id__in=ids).exclude(state__in=OVER)
    talking = set(busy.values_list("conversation_id", flat=True))
    gone: dict[Any, Stay | None] = {each: GOES for each in ids if shredding.whose is not None and each not in talking}
    return gone | {each: Stay("open-case") for each in talking}


def _said(talk: Conversation) -> list[str]:
    rows = Message.objects.filter(conversation_id=talk.id).order_by("position")
    return [f"{each.author}: {each.text}" for each in rows]


HOLDING = Holding(
    room="contact_center",
    title=_("Your conversations with 311"),
    purpose=_("To answer you, so that you need not say everything twice, and to be able to show what was promised."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, section 33",
    assumed=True,
    labels={
        "reference": _("Reference"), "subject": _("About"), "opened_at": _("Began"), "closed_at": _("Ended"), "channels": _("How"),
        "addresses": _("From"), "said": _("What was written"), "state": _("How it stands"), "since": _("Since"), "at": _("When"),
        "languages": _("Languages"),
    },
    sources=(
        Source(
            table="contact_center_conversation",
            column="party_id",
            rule=Rule("after", period="conversations", fields=("last_at",), event=_("it was last spoken in")),
            stays=_going_on, shred=deleted(Conversation),
            kind=_("Conversation"),
            rows=lambda whose: Conversation.objects.filter(party_id__in=whose.party_ids).order_by("-opened_at", "-id"),
            values=lambda row: {
                "reference": row.reference, "subject": row.subject, "opened_at": row.opened_at, "closed_at": row.closed_at,
                "channels": list(Contact.objects.filter(conversation_id=row.id).order_by("entered_at").values_list("channel", flat=True)),
                "addresses": sorted(set(Contact.objects.filter(conversation_id=row.id).values_list("address", flat=True)) - {""}),
                "said": _said(row),
            },
            also=OF_A_TALK,
        ),
        Source(
            table="contact_center_agent",
            column="party_id",
            rule=Rule("after", period="posts", fields=("seen_at",), event=_("you were last at work")),
            shred=deleted(Agent), kind=_("At work in the contact centre"),
            rows=lambda whose: Agent.objects.filter(party_id__in=whose.party_ids),
            values=lambda row: {"state": row.state, "since": row.state_since, "languages": row.languages},
        ),
        Source(
            table="contact_center_agentstate",
            column="party_id",
            rule=Rule("after", period="posts", fields=("at",), event=_("that day")),
            shred=deleted(AgentState), kind=_("How you stood at work"),
            rows=lambda whose: AgentState.objects.filter(party_id__in=whose.party_ids).order_by("-at", "-id"),
            values=lambda row: {"state": row.state, "at": row.at},
        ),
    ),
)  # fmt: skip
