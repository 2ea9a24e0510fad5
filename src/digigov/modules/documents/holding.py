"""What this room holds of a person: files that they sent, and papers that government gave them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.casework.queries import past_case_ids, with_its_case
from digigov.modules.documents.commands.shredding import destroy_files, destroy_papers, drop_uploads
from digigov.modules.documents.models import File, IssuedDocument, Upload
from digigov.modules.privacy.definitions import Holding, Periods, Rule, Shredding, Source, Stay


def _why_files_stay(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """What was sent stays as long as its case; what we made as long as the paper that it is."""
    papers = set(IssuedDocument.objects.filter(file_id__in=[row.pk for row in rows]).values_list("file_id", flat=True))
    said = with_its_case([row for row in rows if row.pk not in papers], shredding)
    return {**said, **dict.fromkeys(papers, Stay("paper"))}


def _past_files(at: datetime, periods: Periods) -> Q:
    return Q(case_id__in=past_case_ids(at, periods), origin="sent")


HOLDING = Holding(
    room="documents",
    title=_("Your files and papers"),
    purpose=_("To decide on what you asked for, and so that anybody can check whether a paper is genuine."),
    basis="The law of each service, on its page",
    labels={
        "name": _("Name"), "size": _("Bytes"), "kind": _("Kind"), "stored_at": _("Stored"), "begun_at": _("Began"),
        "reference": _("Number"), "title": _("Title"), "holder_name": _("In the name of"), "values": _("What it shows"),
        "issued_on": _("Issued"), "until": _("Valid until"), "state": _("How it stands"), "reason": _("Reason"),
    },
    sources=(
        Source(
            table="documents_file",
            column="holder_id",
            rule=Rule("case"), stays=_why_files_stay, past=_past_files, shred=destroy_files,
            kind=_("File"),
            rows=lambda whose: File.objects.filter(holder_id__in=whose.party_ids).order_by("-stored_at", "-id"),
            values=lambda row: {
                "name": row.name, "size": row.size, "kind": row.media_type, "stored_at": row.stored_at,
            },
        ),
        Source(
            table="documents_upload",
            column="holder_id",
            rule=Rule("own"), shred=drop_uploads,
            kind=_("File on its way"),
            rows=lambda whose: Upload.objects.filter(holder_id__in=whose.party_ids).order_by("-begun_at", "-id"),
            values=lambda row: {"name": row.name, "size": row.size, "begun_at": row.begun_at},
        ),
        Source(
            table="documents_issueddocument",
            column="holder_id",
            rule=Rule("after", period="papers", fields=("revoked_at", "valid_until"), event=_("the paper ran out or was taken back")),
            shred=destroy_papers,
            kind=_("Paper"),
            rows=lambda whose: IssuedDocument.objects.filter(holder_id__in=whose.party_ids).order_by("-planned_at", "-id"),
            values=lambda row: {
                "reference": row.reference, "title": row.title, "holder_name": row.holder_name, "values": row.values,
                "issued_on": row.issued_on, "until": row.valid_until, "state": row.state, "reason": row.reason,
            },
        ),
    ),
)  # fmt: skip
