"""What this room holds of a person: how they have shown who they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from digigov.modules.assurance.models import WAITING, Letter, Proofing
from digigov.modules.privacy.definitions import GOES, Holding, Rule, Shredding, Source, Stay, deleted


def _waiting(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """A check that was never decided is evidence of nothing: it goes with the account."""
    why = GOES if shredding.closes else Stay("open-check")
    return {row.pk: why for row in rows if row.state in WAITING}


HOLDING = Holding(
    room="assurance",
    title=_("How you have shown who you are"),
    purpose=_("So that a service knows that it is really you, and you show it once."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, sections 33 and 42",
    labels={
        "way": _("Way"), "state": _("How it stands"), "level": _("Level"), "evidence": _("Papers shown"), "claim": _("What waits"),
        "office": _("Office"), "place": _("Kiosk"), "begun_at": _("Began"), "decided_at": _("Decided"), "until": _("Until"), "sent_to": _("Code sent to"),
    },
    sources=(
        Source(
            table="assurance_proofing",
            column="party_id",
            rule=Rule("after", period="proofing", fields=("works_until", "decided_at", "begun_at"), event=_("it counted for the last time")),
            stays=_waiting, shred=deleted(Proofing),
            kind=_("Check of who you are"),
            rows=lambda whose: Proofing.objects.filter(party_id__in=whose.party_ids).order_by("-begun_at"),
            values=lambda row: {
                "way": row.way, "state": row.state, "level": row.level, "evidence": row.evidence, "claim": row.claim,
                "office": row.office, "place": row.place, "begun_at": row.begun_at, "decided_at": row.decided_at,
                "until": row.works_until, "sent_to": row.sent_to,
            },
        ),
        Source(
            table="assurance_letter",
            column="proofing_id",
            rule=Rule("after", period="proofing", fields=("asked_at",), event=_("it was asked for"), at_once=True),
            shred=deleted(Letter),
            kind=_("Letter with a code"),
            rows=lambda whose: Letter.objects.filter(proofing__party_id__in=whose.party_ids).order_by("-asked_at"),
            values=lambda row: {"claim": row.lines, "begun_at": row.asked_at, "decided_at": row.sent_at},
        ),
        Source(
            table="assurance_proofing",
            column="voucher_id",
            rule=Rule("others"), names=False,
            kind=_("Person you were asked about"),
            rows=lambda whose: Proofing.objects.filter(voucher_id__in=whose.party_ids).order_by("-begun_at"),
            values=lambda row: {"state": row.state, "begun_at": row.begun_at, "decided_at": row.vouched_at},
        ),
    ),
)  # fmt: skip
