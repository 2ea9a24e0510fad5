"""What this room holds of a person: the papers that they had signed, and those that they were asked to sign."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.casework.queries import past_case_ids, why_cases_stay
from digigov.modules.documents.queries import cases_of_files, made_for_cases
from digigov.modules.mandates.queries import find_standing
from digigov.modules.privacy.definitions import GOES, Holding, Periods, Rule, Shredding, Source, Stay
from digigov.modules.signing.commands.drawn import forget_drawn
from digigov.modules.signing.commands.upkeep import forget_rows
from digigov.modules.signing.models import DrawnPaper, Envelope, Signer
from digigov.modules.signing.rules import KEPT_FOR

BATCH = 200


def _open_ones(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return {row.pk: Stay("open-paper") for row in rows if row.state == "open"}


def _forget(rows: Sequence[Any], shredding: Shredding) -> None:
    forget_rows(rows, by=shredding.by, at=shredding.at)


def _why_drawn_stay(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    """A signed application stays as long as its case, a signed mandate as long as the mandate; what nobody signed goes."""
    cases = cases_of_files([row.file_id for row in rows])
    said = why_cases_stay({each for each in cases.values() if each}, shredding)
    of_files = {file_id: said[case_id] if case_id else GOES for file_id, case_id in cases.items()}
    return {row.pk: _why_drawn_stays(row, of_files.get(row.file_id)) for row in rows}


def _why_drawn_stays(row: DrawnPaper, of_case: Stay | None) -> Stay | None:
    if row.signed_at is None or row.purpose == "application":
        return of_case if row.signed_at else GOES
    mandate = find_standing(row.subject_id)
    return Stay("in-force" if mandate.is_live else "period") if mandate else GOES


def _drawn_past(at: datetime, periods: Periods) -> Q:
    """Applications whose case goes, and mandates whose row went."""
    signed = DrawnPaper.objects.filter(purpose="mandate", signed_at__isnull=False).order_by("signed_at")
    kept = {each for each in signed.values_list("subject_id", flat=True)[:BATCH] if find_standing(each)}
    mandates = Q(purpose="mandate", id__in=signed.values("id")[:BATCH]) & ~Q(subject_id__in=kept)
    return mandates | Q(file_id__in=made_for_cases(past_case_ids(at, periods)))


def _forget_drawn(rows: Sequence[Any], shredding: Shredding) -> None:
    forget_drawn(rows, by=shredding.by)


HOLDING = Holding(
    room="signing",
    title=_("Papers to be signed"),
    purpose=_("So that several people can sign one paper, each with their own signature."),
    basis="Electronic Transactions Act, No. 16 of 2011, section 23",
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
        Source(
            table="signing_drawnpaper",
            column="signer_id",
            rule=Rule("case"), stays=_why_drawn_stay, past=_drawn_past, shred=_forget_drawn,
            kind=_("Paper that was drawn for you to sign"),
            rows=lambda whose: DrawnPaper.objects.filter(signer_id__in=whose.party_ids).order_by("-drawn_at"),
            values=lambda row: {
                "what": row.purpose, "original": row.signed, "drawn_at": row.drawn_at, "decided_at": row.signed_at,
            },
        ),
    ),
)  # fmt: skip
