"""What this room holds of the agents of the contact centre: shifts, leave, wishes, swaps."""

from django.utils.translation import gettext_noop as _

from digigov.modules.privacy.definitions import Holding, Rule, Source, deleted
from digigov.modules.workforce.models import Agent, Leave, Shift, Swap, Wish

RULE = "shifts"

HOLDING = Holding(
    room="workforce",
    title=_("Your shifts at the contact centre"),
    purpose=_("So that somebody answers at every hour, and you know when you work."),
    basis="Public Service Act",
    labels={
        "on": _("Day"), "starts_at": _("From"), "ends_at": _("Until"), "state": _("How it stands"), "kind": _("Wish"),
        "languages": _("Languages"), "changed_at": _("Changed"), "other_on": _("For the shift of"),
    },
    sources=(
        Source(
            table="workforce_shift", column="party_id",
            rule=Rule("after", period=RULE, fields=("ends_at",), event=_("the shift was over")), shred=deleted(Shift),
            kind=_("Shift"),
            rows=lambda whose: Shift.objects.filter(party_id__in=whose.party_ids).order_by("-starts_at", "-id"),
            values=lambda row: {"on": row.on, "starts_at": row.starts_at, "ends_at": row.ends_at},
        ),
        Source(
            table="workforce_leave", column="party_id",
            rule=Rule("after", period=RULE, fields=("asked_at",), event=_("it was asked for")), shred=deleted(Leave),
            kind=_("Leave"),
            rows=lambda whose: Leave.objects.filter(party_id__in=whose.party_ids).order_by("-first_on", "-id"),
            values=lambda row: {"starts_at": row.first_on, "ends_at": row.last_on, "state": row.state},
        ),
        Source(
            table="workforce_wish", column="party_id",
            rule=Rule("after", period=RULE, fields=("said_at",), event=_("it was said"), at_once=True), shred=deleted(Wish),
            kind=_("Wish for a day"),
            rows=lambda whose: Wish.objects.filter(party_id__in=whose.party_ids).order_by("-on"),
            values=lambda row: {"on": row.on, "kind": row.kind},
        ),
        Source(
            table="workforce_swap", column="party_id",
            rule=Rule("after", period=RULE, fields=("asked_at",), event=_("it was asked for")), shred=deleted(Swap),
            kind=_("Change of shifts that you asked for"),
            rows=lambda whose: Swap.objects.filter(party_id__in=whose.party_ids).order_by("-asked_at", "-id"),
            values=lambda row: {"on": row.on, "other_on": row.other_on, "state": row.state},
        ),
        Source(
            table="workforce_swap", column="other_id",
            rule=Rule("others"), names=False,
            kind=_("Change of shifts that you were asked for"),
            rows=lambda whose: Swap.objects.filter(other_id__in=whose.party_ids).order_by("-asked_at", "-id"),
            values=lambda row: {"on": row.other_on, "other_on": row.on, "state": row.state},
        ),
        Source(
            table="workforce_agent", column="party_id",
            rule=Rule("after", period=RULE, fields=("changed_at",), event=_("it was last changed")), shred=deleted(Agent),
            kind=_("Languages in which you answer"),
            rows=lambda whose: Agent.objects.filter(party_id__in=whose.party_ids),
            values=lambda row: {"languages": row.languages, "changed_at": row.changed_at},
        ),
    ),
)  # fmt: skip
