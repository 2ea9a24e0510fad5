"""What this room holds of a person: drafts, what was handed in, and lines of the trail that were asked about."""

from django.utils.translation import gettext_noop as _

from digigov.modules.applications.models import AnswerSet, Application, Doubt, Draft, Review
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="applications",
    title=_("Your applications"),
    purpose=_("To go on with what you have begun, and to know what you handed in."),
    basis="The law of each service, on its page",
    kept=_("Drafts some days; what was handed in as many years as the page of the service says."),
    correct="portal:my",
    labels={
        "service": _("Service"), "answers": _("Answers"), "prefilled": _("What registers said"), "saved_at": _("Saved"),
        "until": _("Until"), "reference": _("Reference"), "submitted_at": _("Handed in"), "language": _("Language"),
        "agreement": _("How you agreed at the counter"), "number": _("Set of answers"), "given_at": _("Given"), "at": _("When"),
    },
    sources=(
        Source(
            table="applications_draft",
            column="party_id",
            kind=_("Unfinished application"),
            rows=lambda whose: Draft.objects.filter(party_id__in=whose.party_ids).order_by("-saved_at", "-id"),
            values=lambda row: {
                "service": row.service, "answers": row.answers, "prefilled": row.prefilled, "saved_at": row.saved_at,
                "until": None if row.submitted_at else row.expires_at, "agreement": row.agreement,
            },
        ),
        Source(
            table="applications_application",
            column="party_id",
            kind=_("Application"),
            rows=lambda whose: Application.objects.filter(party_id__in=whose.party_ids).order_by("-submitted_at", "-id"),
            values=lambda row: {
                "reference": row.reference, "service": row.service, "submitted_at": row.submitted_at,
                "language": row.language, "agreement": row.agreement,
            },
        ),
        Source(
            table="applications_answerset",
            column="application_id",
            kind=_("Answers"),
            rows=lambda whose: AnswerSet.objects.filter(application__party_id__in=whose.party_ids)
            .select_related("application")
            .order_by("-given_at", "-id"),
            values=lambda row: {
                "reference": row.application.reference, "number": row.number, "answers": row.answers,
                "given_at": row.given_at,
            },
        ),
        Source(
            table="applications_doubt",
            column="party_id",
            kind=_("Line of your list that you asked about"),
            rows=lambda whose: Doubt.objects.filter(party_id__in=whose.party_ids)
            .select_related("application")
            .order_by("-raised_at", "-id"),
            values=lambda row: {"reference": row.application.reference, "at": row.raised_at},
        ),
        Source(
            table="applications_review",
            column="party_id",
            kind=_("Decision that is looked at again"),
            rows=lambda whose: Review.objects.filter(party_id__in=whose.party_ids)
            .select_related("application")
            .order_by("-asked_at", "-id"),
            values=lambda row: {"reference": row.application.reference, "at": row.asked_at},
        ),
    ),
)  # fmt: skip
