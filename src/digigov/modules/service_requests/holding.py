"""What this room holds of a person: what they reported, what was said about it, and what they follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.casework.queries import of_past_cases, past_case_ids, why_cases_stay, with_its_case
from digigov.modules.privacy.definitions import GOES, Holding, Periods, Rule, Shredding, Source, Stay, deleted
from digigov.modules.service_requests.models import Entry, Follower, Request


def _with_the_request(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    cases = {row.pk: row.request.case_id for row in rows}
    said = why_cases_stay({each for each in cases.values() if each}, shredding)
    return {pk: said.get(case_id, GOES) if case_id else GOES for pk, case_id in cases.items()}


def _of_requests_past(at: datetime, periods: Periods) -> Q:
    return Q(request__case_id__in=past_case_ids(at, periods))


def _until_it_ends(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """Whoever asks to be forgotten follows nothing any more."""
    return {row.pk: GOES for row in rows} if shredding.whose else {}


HOLDING = Holding(
    room="service_requests",
    title=_("What you reported and asked for"),
    purpose=_("To put it right, to answer you, and to see how well government does it."),
    basis="The duty of each ministry to answer whoever writes to it",
    labels={
        "reference": _("Reference"), "category": _("About"), "state": _("How it stands"), "place": _("Place"),
        "description": _("What you wrote"), "answers": _("Answers"), "opened_at": _("Reported"), "said": _("Whether it was done"),
        "at": _("When"), "text": _("Text"), "kind": _("What happened"), "email": _("E-mail"), "phone": _("Telephone"),
    },
    sources=(
        Source(
            table="service_requests_request",
            column="reporter_id",
            rule=Rule("case"), stays=with_its_case, past=of_past_cases, shred=deleted(Request),
            kind=_("Report"),
            rows=lambda whose: Request.objects.filter(reporter_id__in=whose.party_ids).order_by("-opened_at", "id"),
            values=lambda row: {
                "reference": row.reference, "category": row.category, "state": row.state, "opened_at": row.opened_at,
                "place": " ".join(each for each in (row.place, row.district, row.landmark) if each),
                "description": row.description, "answers": row.answers, "said": row.said,
                "email": row.email, "phone": row.phone,
            },
        ),
        Source(
            table="service_requests_entry",
            column="request_id",
            rule=Rule("case"), stays=_with_the_request, past=_of_requests_past, shred=deleted(Entry),
            kind=_("Line of a report"),
            rows=lambda whose: Entry.objects.filter(request__reporter_id__in=whose.party_ids, is_public=True)
            .select_related("request").order_by("-at", "id"),
            values=lambda row: {
                "reference": row.request.reference, "kind": row.kind, "text": row.text, "at": row.at,
            },
        ),
        Source(
            table="service_requests_follower",
            column="party_id",
            rule=Rule("case"), stays=_until_it_ends, past=_of_requests_past, shred=deleted(Follower),
            kind=_("Report that you follow"),
            rows=lambda whose: Follower.objects.filter(party_id__in=whose.party_ids)
            .select_related("request").order_by("-since", "id"),
            values=lambda row: {"reference": row.request.reference, "at": row.since},
        ),
    ),
)  # fmt: skip
