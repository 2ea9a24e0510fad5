"""What this room holds of a person: the cases that they asked for, and how they went."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from digigov.modules.casework.keeping import destroy_cases, past_cases, why_cases_stay, with_its_case
from digigov.modules.casework.models import Case, Decision
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, Stay, Whose

OWN_CASE = ("casework_steprun", "casework_task", "casework_note", "casework_timelineentry")


def _decisions(whose: Whose):
    return Decision.objects.filter(case__applicant_id__in=whose.party_ids).select_related("case").order_by("-at", "-id")


def _own_time(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return why_cases_stay({row.pk for row in rows}, shredding)


HOLDING = Holding(
    room="casework",
    title=_("Your cases"),
    purpose=_("To work on what you asked for, and to be able to show how it was decided."),
    basis="The law of each service, on its page",
    labels={
        "reference": _("Reference"), "title": _("About"), "opened_at": _("Began"), "closed_at": _("Ended"), "outcome": _("Outcome"),
        "facts": _("What is known in it"), "step": _("Step"), "reason": _("Ground"), "law": _("Law"), "findings": _("What was found"),
        "at": _("When"), "office": _("Office"),
    },
    sources=(
        Source(
            table="casework_case",
            column="applicant_id",
            rule=Rule("case"), stays=_own_time,
            past=past_cases, shred=destroy_cases,
            kind=_("Case"),
            rows=lambda whose: Case.objects.filter(applicant_id__in=whose.party_ids).order_by("-opened_at", "-id"),
            values=lambda row: {
                "reference": row.reference, "title": row.title, "opened_at": row.opened_at, "closed_at": row.closed_at,
                "outcome": row.outcome, "facts": row.facts,
            },
            also=OWN_CASE,
        ),
        Source(
            table="casework_decision",
            column="case_id",
            rule=Rule("case"), stays=with_its_case,
            kind=_("Decision"),
            rows=_decisions,
            values=lambda row: {
                "reference": row.case.reference, "step": row.step, "outcome": row.outcome, "reason": row.reason_text,
                "law": row.law, "findings": row.findings, "at": row.at, "office": row.by_office,
            },
        ),
    ),
)  # fmt: skip
