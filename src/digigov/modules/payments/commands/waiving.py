"""A payer asks to be let off a fee; the officer whom the definition names grants it on a ground, or says why not."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.events import publish
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.documents import commands as documents
from digigov.modules.payments import errors, events, policies
from digigov.modules.payments.commands.due import find_fee
from digigov.modules.payments.commands.settling import call_back_open_attempts
from digigov.modules.payments.models import Payment, WaiverRequest

HERE = system("payments")
LONGEST = 2000


@transaction.atomic
def ask_for_waiver(
    *,
    by: Actor,
    at: datetime,
    payment_id: UUID,
    ground: int,
    reason: str,
    file_ids: Iterable[UUID] = (),
    sent_by: Actor | None = None,
    secret: str = "",
) -> None:
    """
    Ask to be let off a fee, on one of the grounds of its definition (``ground`` counts from 0). The turn passes to the office,
    so the time to pay stands still. The files are those of ``sent_by``, if that is somebody else than ``by``.

    :raises NotAllowed: if it is somebody else's to pay.
    :raises CannotBeWaived: if it is no longer due, or its definition knows no waiver.
    :raises WaiverAskedAlready: the second time.
    :raises InvalidInput: without a ground or a reason, or with too many files.
    """
    payment = _locked(payment_id)
    policies.require_payer(by, payment)
    waiver = find_fee(payment.service, payment.version, payment.fee).waiver
    if waiver is None or payment.state not in Payment.WAIVABLE:
        raise errors.CannotBeWaived
    if WaiverRequest.objects.filter(payment=payment).exists():
        raise errors.WaiverAskedAlready
    files = list(dict.fromkeys(file_ids))
    _check(reason, ground=ground, grounds=len(waiver.grounds), files=len(files), most=waiver.files)

    WaiverRequest.objects.create(
        payment=payment, ground=ground, reason=reason.strip(), file_ids=[str(each) for each in files], asked_at=at
    )
    sender = sent_by or by
    documents.attach_files(by=sender, at=at, file_ids=files, case_id=payment.case_id, secret=secret)
    if payment.payer_id and sender.party_id != payment.payer_id:
        documents.hand_over_files(by=sender, at=at, file_ids=files, to_party_id=payment.payer_id, secret=secret)
    casework.pass_turn(by=HERE, at=at, step_id=payment.step_id, to="officer")
    _tell_case(payment, at=at, kind="waiver-asked")  # the reason is for the officer, not for whoever holds the code
    audit.record(
        by=by, at=at, action="payments.waiver-asked-for", subject_id=payment.id, case_id=payment.case_id,
        details={"ground": ground, "files": len(files)},
    )  # fmt: skip


@transaction.atomic
def refuse_waiver(*, by: Actor, at: datetime, payment_id: UUID, reason: str) -> None:
    """
    Say why the fee must be paid. The turn goes back to the payer, with the whole time of the step.

    :raises NotAllowed: without the role that the definition names, in that unit, or for one's own fee.
    :raises NoWaiverAsked: if nobody asks, or it is decided.
    :raises InvalidInput: without a reason.
    """
    payment = _locked(payment_id)
    policies.require_waiver(by, payment, find_fee(payment.service, payment.version, payment.fee))
    if not 3 <= len(reason.strip()) <= LONGEST:
        raise InvalidInput({"waiver-reason": _("Say why, in up to 2,000 characters. The payer reads it.")})
    if payment.state not in Payment.WAIVABLE or not _decide(payment, "refused", by=by, at=at, answer=reason.strip()):
        raise errors.NoWaiverAsked

    casework.pass_turn(by=HERE, at=at, step_id=payment.step_id, to="applicant", anew=True)
    _tell_case(payment, at=at, kind="waiver-refused", text=reason.strip())
    audit.record(by=by, at=at, action="payments.waiver-refused", subject_id=payment.id, case_id=payment.case_id)
    publish(events.WaiverRefused(payment_id=payment.id, case_id=payment.case_id, refused_at=at))


@transaction.atomic
def waive(*, by: Actor, at: datetime, payment_id: UUID, ground: int, note: str = "") -> None:
    """
    Let somebody off a fee, asked for or not, on one of the grounds of its definition (``ground`` counts from 0).

    :raises NotAllowed: without the role that the definition names, in that unit, or for one's own fee.
    :raises CannotBeWaived: if it is no longer due.
    """
    payment = _locked(payment_id)
    fee = find_fee(payment.service, payment.version, payment.fee)
    policies.require_waiver(by, payment, fee)
    if payment.state not in Payment.WAIVABLE:
        raise errors.CannotBeWaived
    grounds = fee.waiver.grounds if fee.waiver else ()
    if not 0 <= ground < len(grounds):
        raise errors.UnknownGround

    payment.state, payment.settled_at = Payment.State.WAIVED, at
    payment.waived_because = f"{grounds[ground]}\n{note}".strip()[:4000]
    payment.save(update_fields=["state", "settled_at", "waived_because"])
    _decide(payment, "granted", by=by, at=at)
    call_back_open_attempts(payment)
    later("payments.pass_on", payment_id=payment.id)
    audit.record(
        by=by, at=at, action="payments.fee-waived", subject_id=payment.id, case_id=payment.case_id,
        details={"amount": str(payment.money), "ground": ground},
    )  # fmt: skip
    publish(events.PaymentWaived(payment_id=payment.id, case_id=payment.case_id, step_id=payment.step_id, waived_at=at))


def _locked(payment_id: UUID) -> Payment:
    payment = Payment.objects.select_for_update().filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    return payment


def _check(reason: str, *, ground: int, grounds: int, files: int, most: int) -> None:
    errors_of = {}
    if not 0 <= ground < grounds:
        errors_of["ground"] = _("Choose what is true for you.")
    if not 3 <= len(reason.strip()) <= LONGEST:
        errors_of["reason"] = _("Say in a few words why it is true for you, in up to 2,000 characters.")
    if files > most:
        errors_of["file_ids"] = _("Add fewer files.")
    if errors_of:
        raise InvalidInput(errors_of)


def _decide(payment: Payment, state: str, *, by: Actor, at: datetime, answer: str = "") -> bool:
    asked = WaiverRequest.objects.filter(payment=payment, state=WaiverRequest.State.ASKED)
    return bool(asked.update(state=state, decided_at=at, decided_by=by.name[:120], answer=answer))


def _tell_case(payment: Payment, *, at: datetime, kind: str, text: str = "") -> None:
    casework.add_entry(by=HERE, at=at, case_id=payment.case_id, kind=kind, values={"fee": payment.fee, "text": text})
