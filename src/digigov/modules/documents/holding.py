"""What this room holds of a person: files that they sent, and papers that government gave them."""

from django.utils.translation import gettext_noop as _

from digigov.modules.documents.models import File, IssuedDocument, Upload
from digigov.modules.privacy.definitions import Holding, Source

HOLDING = Holding(
    room="documents",
    title=_("Your files and papers"),
    purpose=_("To decide on what you asked for, and so that anybody can check whether a paper is genuine."),
    basis="The law of each service, on its page",
    kept=_("Files as long as the application; papers as long as somebody may check them."),
    labels={
        "name": _("Name"), "size": _("Bytes"), "kind": _("Kind"), "stored_at": _("Stored"), "begun_at": _("Began"),
        "reference": _("Number"), "title": _("Title"), "holder_name": _("In the name of"), "values": _("What it shows"),
        "issued_on": _("Issued"), "until": _("Valid until"), "state": _("How it stands"), "reason": _("Reason"),
    },
    sources=(
        Source(
            table="documents_issueddocument",
            column="holder_id",
            kind=_("Paper"),
            rows=lambda whose: IssuedDocument.objects.filter(holder_id__in=whose.party_ids).order_by("-planned_at", "-id"),
            values=lambda row: {
                "reference": row.reference, "title": row.title, "holder_name": row.holder_name, "values": row.values,
                "issued_on": row.issued_on, "until": row.valid_until, "state": row.state, "reason": row.reason,
            },
        ),
        Source(
            table="documents_file",
            column="holder_id",
            kind=_("File"),
            rows=lambda whose: File.objects.filter(holder_id__in=whose.party_ids).order_by("-stored_at", "-id"),
            values=lambda row: {
                "name": row.name, "size": row.size, "kind": row.media_type, "stored_at": row.stored_at,
            },
        ),
        Source(
            table="documents_upload",
            column="holder_id",
            kind=_("File on its way"),
            rows=lambda whose: Upload.objects.filter(holder_id__in=whose.party_ids).order_by("-begun_at", "-id"),
            values=lambda row: {"name": row.name, "size": row.size, "begun_at": row.begun_at},
        ),
    ),
)  # fmt: skip
