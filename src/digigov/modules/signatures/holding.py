"""What this room holds of a person: the certificates of their own signature, and what they allowed it to be used for."""

from django.utils.translation import gettext_noop as _

from digigov.modules.privacy.definitions import Holding, Source
from digigov.modules.signatures.models import Authorization, Certificate

HOLDING = Holding(
    room="signatures",
    title=_("Your own signature"),
    purpose=_("So that you can sign a paper as validly as by hand, and others can see that it was you."),
    basis="Electronic Transactions Act, No. 16 of 2011, section 23",
    kept=_("As long as what you signed may have to be checked."),
    correct="account:signing",
    labels={
        "serial": _("Number of the certificate"), "number": _("Your number in it"), "made_at": _("Made"),
        "expires_at": _("Until"), "revoked_at": _("Ended"), "sha256": _("Fingerprint of the paper"),
        "proof": _("How you showed that it was you"), "used_at": _("Used"),
    },
    sources=(
        Source(
            table="signatures_certificate",
            column="holder_id",
            kind=_("Certificate"),
            rows=lambda whose: Certificate.objects.filter(holder_id__in=whose.party_ids).order_by("-made_at"),
            values=lambda row: {
                "serial": row.serial, "number": row.holder_number, "made_at": row.made_at, "expires_at": row.expires_at,
                "revoked_at": row.revoked_at,
            },
        ),
        Source(
            table="signatures_authorization",
            column="account_id",
            kind=_("Leave to sign one paper"),
            rows=lambda whose: Authorization.objects.filter(account_id__in=whose.account_ids).order_by("-made_at"),
            values=lambda row: {
                "sha256": row.sha256, "proof": row.proof, "made_at": row.made_at, "used_at": row.used_at,
            },
        ),
    ),
)  # fmt: skip
