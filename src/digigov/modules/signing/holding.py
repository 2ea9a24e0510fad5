"""What this room holds of a person: the papers that they had signed, and those that they were asked to sign."""

from django.utils.translation import gettext_noop as _

from digigov.modules.privacy.definitions import Holding, Source
from digigov.modules.signing.models import DrawnPaper, Envelope, Signer

HOLDING = Holding(
    room="signing",
    title=_("Papers to be signed"),
    purpose=_("So that several people can sign one paper, each with their own signature."),
    basis="Electronic Transactions Act, No. 16 of 2011, section 23",
    kept=_(
        "90 days after the last has signed, or it was ended. A signed application is kept with its case, a signed mandate with the "
        "mandate."
    ),
    correct="account:signing",
    labels={
        "original": _("Fingerprint of the paper"), "kind": _("What it is"), "state": _("How it stands"),
        "begun_at": _("Began"), "ended_at": _("Ended"), "address": _("Invited at"), "reason": _("Your words"),
        "decided_at": _("Decided"), "what": _("What it is of"), "drawn_at": _("Drawn"),
    },
    sources=(
        Source(
            table="signing_envelope",
            column="owner_id",
            kind=_("Paper that you had signed"),
            rows=lambda whose: Envelope.objects.filter(owner_id__in=whose.party_ids).order_by("-begun_at"),
            values=lambda row: {
                "original": row.original, "kind": row.kind, "state": row.state, "begun_at": row.begun_at,
                "ended_at": row.ended_at,
            },
        ),
        Source(
            table="signing_signer",
            column="party_id",
            kind=_("Paper that you were asked to sign"),
            rows=lambda whose: Signer.objects.filter(party_id__in=whose.party_ids).order_by("-id"),
            values=lambda row: {
                "address": row.address, "state": row.state, "reason": row.reason, "decided_at": row.decided_at,
            },
        ),
        Source(
            table="signing_drawnpaper",
            column="signer_id",
            kind=_("Paper that was drawn for you to sign"),
            rows=lambda whose: DrawnPaper.objects.filter(signer_id__in=whose.party_ids).order_by("-drawn_at"),
            values=lambda row: {
                "what": row.purpose, "original": row.signed, "drawn_at": row.drawn_at, "decided_at": row.signed_at,
            },
        ),
    ),
)  # fmt: skip
