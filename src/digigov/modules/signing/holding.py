"""What this room holds of a person: the papers that they had signed, and those that they were asked to sign."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, Stay
from digigov.modules.signing.commands.upkeep import forget_rows
from digigov.modules.signing.models import Envelope, Signer
from digigov.modules.signing.rules import KEPT_FOR


def _open_ones(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return {row.pk: Stay("open-paper") for row in rows if row.state == "open"}


def _forget(rows: Sequence[Any], shredding: Shredding) -> None:
    forget_rows(rows, by=shredding.by, at=shredding.at)


HOLDING = Holding(
    room="signing",
    title=_("Papers to be signed"),
    purpose=_("So that several people can sign one paper, each with their own signature."),
    basis="Electronic Transactions Act, No. 16 of 2011, section 23",
    correct="account:signing",
    labels={
        "original": _("Fingerprint of the paper"), "kind": _("What it is"), "state": _("How it stands"),
        "begun_at": _("Began"), "ended_at": _("Ended"), "address": _("Invited at"), "reason": _("Your words"),
        "decided_at": _("Decided"),
    },
    sources=(
        Source(
            table="signing_envelope",
            column="owner_id",
            rule=Rule("after", fields=("ended_at",), event=_("the last has signed, or it was ended"), lasts=KEPT_FOR, at_once=True),
            stays=_open_ones, shred=_forget,
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
            rule=Rule("others"), names=False,
            kind=_("Paper that you were asked to sign"),
            rows=lambda whose: Signer.objects.filter(party_id__in=whose.party_ids).order_by("-id"),
            values=lambda row: {
                "address": row.address, "state": row.state, "reason": row.reason, "decided_at": row.decided_at,
            },
        ),
    ),
)  # fmt: skip
