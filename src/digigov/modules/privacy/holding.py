"""What this room holds of a person: that they asked to be erased, and what became of it. Ids and counts, no personal data."""

from django.utils.translation import gettext_noop as _

from digigov.modules.privacy.definitions import Holding, Rule, Source
from digigov.modules.privacy.models import Erasure

LAW = "Data Protection Act, No. 11 of 2011, Cap. 8.18, section 43"

HOLDING = Holding(
    room="privacy",
    title=_("What you asked to be erased"),
    purpose=_("To show that it was asked for and done, and to do it again if a backup must be put in place."),
    basis=LAW,
    correct="account:erase",
    labels={
        "reference": _("Reference"), "asked_at": _("Asked"), "begins_at": _("Begins"), "state": _("How it stands"),
        "ended_at": _("Ended"), "reason": _("Reason"), "agreement": _("How you agreed at the counter"),
    },
    sources=(
        Source(
            table="privacy_erasure",
            column="party_id",
            rule=Rule("forever", law=LAW), names=False,
            also=("privacy_destruction",),
            kind=_("Request to be erased"),
            rows=lambda whose: Erasure.objects.filter(party_id__in=whose.party_ids).order_by("-asked_at"),
            values=lambda row: {
                "reference": row.reference, "asked_at": row.asked_at, "begins_at": row.begins_at, "state": row.state,
                "ended_at": row.ended_at, "reason": row.hold_reason, "agreement": row.ground,
            },
        ),
    ),
)  # fmt: skip
