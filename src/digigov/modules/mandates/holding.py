"""What this room holds of a person: for whom they may act, and who may act for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from digigov.modules.mandates import rules
from digigov.modules.mandates.models import Mandate
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, Stay, deleted


def _values(row: Mandate) -> dict[str, Any]:
    return {
        "ground": row.ground, "state": row.state, "services": row.services, "starts_on": row.starts_on,
        "ends_on": row.ends_on, "evidence": row.evidence, "office": row.office, "begun_at": row.begun_at,
        "ended_at": row.ended_at,
    }  # fmt: skip


EVIDENCE = Rule(
    "after",
    period="mandates",
    fields=("ended_at", "ends_on", "decided_at", "begun_at"),
    event=_("it ended"),
)


def _in_force(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return {row.pk: Stay("in-force") for row in rows if row.state in (*rules.WAITING, rules.ACTIVE)}


HOLDING = Holding(
    room="mandates",
    title=_("Who may act for whom"),
    purpose=_("So that somebody can act for you, or you for somebody, in what was named."),
    basis="Data Protection Act, No. 11 of 2011, Cap. 8.18, sections 33 and 40",
    correct="account:mandates",
    labels={
        "ground": _("Why"), "state": _("How it stands"), "services": _("What for"), "starts_on": _("First day"),
        "ends_on": _("Last day"), "evidence": _("Papers shown"), "office": _("Office"), "begun_at": _("Began"),
        "ended_at": _("Ended"), "named": _("Whom you named"), "sent_to": _("Code sent to"),
    },
    sources=(
        Source(
            table="mandates_mandate",
            column="principal_id",
            rule=EVIDENCE, stays=_in_force, shred=deleted(Mandate),
            kind=_("Somebody who may act for you"),
            rows=lambda whose: Mandate.objects.filter(principal_id__in=whose.party_ids).order_by("-begun_at"),
            values=lambda row: {**_values(row), "named": row.named, "sent_to": row.sent_to},
        ),
        Source(
            table="mandates_mandate",
            column="agent_id",
            rule=EVIDENCE, stays=_in_force, shred=deleted(Mandate),
            kind=_("Somebody for whom you may act"),
            rows=lambda whose: Mandate.objects.filter(agent_id__in=whose.party_ids).order_by("-begun_at"),
            values=_values,
        ),
    ),
)  # fmt: skip
