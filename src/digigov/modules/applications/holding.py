"""What this room holds of a person: drafts, what was handed in, and lines of the trail that were asked about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.applications.models import AnswerSet, Application, Doubt, Draft, Review
from digigov.modules.casework.queries import of_past_cases, past_case_ids, why_cases_stay, with_its_case
from digigov.modules.privacy.definitions import GOES, Holding, Periods, Rule, Shredding, Source, Stay, deleted


def _stays_with_application(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return _as_its_case({row.pk: row.application_id for row in rows}, "id", shredding)


def _stays_as_handed_in(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """A draft that was handed in goes with what came of it; any other is its owner's alone."""
    return _as_its_case({row.pk: row.pk for row in rows if row.submitted_at}, "draft_id", shredding)


def _as_its_case(wanted: Mapping[Any, Any], column: str, shredding: Shredding) -> Mapping[Any, Stay | None]:
    found = Application.objects.filter(**{f"{column}__in": set(wanted.values())}).values_list(column, "case_id")
    cases = dict(found)
    said = why_cases_stay(set(cases.values()), shredding)
    return {pk: said[cases[key]] if key in cases else GOES for pk, key in wanted.items()}


def _of_applications_past(at: datetime, periods: Periods) -> Q:
    return Q(application__case_id__in=past_case_ids(at, periods))


def _handed_in_long_ago(at: datetime, periods: Periods) -> Q:
    ids = Application.objects.filter(case_id__in=past_case_ids(at, periods)).values("draft_id")
    return Q(id__in=ids)


HOLDING = Holding(
    room="applications",
    title=_("Your applications"),
    purpose=_("To go on with what you have begun, and to know what you handed in."),
    basis="The law of each service, on its page",
    correct="portal:my",
    labels={
        "service": _("Service"), "answers": _("Answers"), "prefilled": _("What registers said"), "saved_at": _("Saved"),
        "until": _("Until"), "reference": _("Reference"), "submitted_at": _("Handed in"), "language": _("Language"),
        "agreement": _("How you agreed at the counter"), "number": _("Set of answers"), "given_at": _("Given"), "at": _("When"),
    },
    sources=(
        Source(
            table="applications_application",
            column="party_id",
            rule=Rule("case"), stays=with_its_case, past=of_past_cases, shred=deleted(Application),
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
            rule=Rule("case"), stays=_stays_with_application, past=_of_applications_past, shred=deleted(AnswerSet),
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
            rule=Rule("case"), stays=_stays_with_application, past=_of_applications_past, shred=deleted(Doubt),
            kind=_("Line of your list that you asked about"),
            rows=lambda whose: Doubt.objects.filter(party_id__in=whose.party_ids)
            .select_related("application")
            .order_by("-raised_at", "-id"),
            values=lambda row: {"reference": row.application.reference, "at": row.raised_at},
        ),
        Source(
            table="applications_draft",
            column="party_id",
            rule=Rule("own"), stays=_stays_as_handed_in, past=_handed_in_long_ago, shred=deleted(Draft),
            kind=_("Unfinished application"),
            rows=lambda whose: Draft.objects.filter(party_id__in=whose.party_ids).order_by("-saved_at", "-id"),
            values=lambda row: {
                "service": row.service, "answers": row.answers, "prefilled": row.prefilled, "saved_at": row.saved_at,
                "until": None if row.submitted_at else row.expires_at, "agreement": row.agreement,
            },
        ),
        Source(
            table="applications_review",
            column="party_id",
            rule=Rule("case"), stays=_stays_with_application, past=_of_applications_past, shred=deleted(Review),
            kind=_("Decision that is looked at again"),
            rows=lambda whose: Review.objects.filter(party_id__in=whose.party_ids)
            .select_related("application")
            .order_by("-asked_at", "-id"),
            values=lambda row: {"reference": row.application.reference, "at": row.asked_at},
        ),
    ),
)  # fmt: skip
