"""What this room holds of a person: the certificates of their own signature, and what they allowed it to be used for."""

from django.utils.translation import gettext_noop as _

from digigov.modules.audit import commands as audit
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, deleted
from digigov.modules.signatures.models import Authorization, Certificate
from digigov.modules.signatures.people import revoke


def _end_keys(shredding: Shredding) -> None:
    """Whoever closes the account signs no more."""
    if not shredding.closes or shredding.whose is None:
        return
    for party_id in sorted(shredding.whose.party_ids):
        if revoke(party_id, at=shredding.at):
            audit.record(by=shredding.by, at=shredding.at, action="signatures.own-key-revoked", subject_id=party_id)


HOLDING = Holding(
    first=_end_keys,
    room="signatures",
    title=_("Your own signature"),
    purpose=_("So that you can sign a paper as validly as by hand, and others can see that it was you."),
    basis="Electronic Transactions Act, No. 16 of 2011, section 23",
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
            rule=Rule("after", period="signatures", fields=("expires_at",), event=_("the certificate ran out")),
            shred=deleted(Certificate),
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
            rule=Rule("after", period="signatures", fields=("used_at", "made_at"), event=_("the paper was signed")),
            shred=deleted(Authorization), names=False,
            kind=_("Leave to sign one paper"),
            rows=lambda whose: Authorization.objects.filter(account_id__in=whose.account_ids).order_by("-made_at"),
            values=lambda row: {
                "sha256": row.sha256, "proof": row.proof, "made_at": row.made_at, "used_at": row.used_at,
            },
        ),
    ),
)  # fmt: skip
