"""What this room holds of a person: the cases that they asked for, and how they went."""

from django.utils.translation import gettext_noop as _

from digigov.modules.casework.models import Case, Decision
from digigov.modules.privacy.definitions import Holding, Source, Whose

OWN_CASE = ("casework_steprun", "casework_task", "casework_note", "casework_timelineentry")


def _decisions(whose: Whose):
    return Decision.objects.filter(case__applicant_id__in=whose.party_ids).select_related("case").order_by("-at", "-id")


HOLDING = Holding(
    room="casework",
    title=_("Your cases"),
    purpose=_("To work on what you asked for, and to be able to show how it was decided."),
    basis="The law of each service, on its page",
    kept=_("As many years after its end as the page of the service says."),
    labels={
        "reference": _("Reference"), "title": _("About"), "opened_at": _("Began"), "closed_at": _("Ended"), "outcome": _("Outcome"),
        "facts": _("What is known in it"), "step": _("Step"), "reason": _("Ground"), "law": _("Law"), "findings": _("What was found"),
        "at": _("When"), "office": _("Office"),
    },
    sources=(
        Source(
            table="casework_case",
            column="applicant_id",
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
            kind=_("Decision"),
            rows=_decisions,
            values=lambda row: {
                "reference": row.case.reference, "step": row.step, "outcome": row.outcome, "reason": row.reason_text,
                "law": row.law, "findings": row.findings, "at": row.at, "office": row.by_office,
            },
        ),
    ),
)  # fmt: skip
