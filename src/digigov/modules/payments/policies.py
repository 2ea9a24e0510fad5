"""Who may pay, look, waive, give back, and settle what does not add up."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.organizations import queries as organizations
from digigov.modules.payments.definitions import Fee
from digigov.modules.payments.models import Difference, Payment

REFUND = "payments.refund"
RECONCILE = "payments.reconcile"
WAIVE = "payments.waive"


def is_payer(by: Actor, payment: Payment) -> bool:
    """
    The applicant, or whoever acts for them; of a case without one, whoever holds its address; the machine, for whoever holds the
    code of the case.
    """
    return by.is_system or payment.payer_id is None or by.stands_for(payment.payer_id, service=payment.service)


def require_payer(by: Actor, payment: Payment) -> None:
    """:raises NotAllowed: if it is somebody else's to pay."""
    if not is_payer(by, payment):
        raise NotAllowed


def require_sight(viewer: Actor, payment: Payment) -> None:
    """:raises NotFound: unless it is the viewer's own, or the viewer holds a post in its unit or looks after the money."""
    holds_post = viewer.kind == "officer" and (
        any(unit == payment.unit for _, unit in viewer.roles)
        or viewer.may(REFUND, unit=payment.unit)
        or viewer.may(RECONCILE, unit=payment.unit)
    )
    if not (is_payer(viewer, payment) or holds_post):
        raise NotFound


def require_waiver(by: Actor, payment: Payment, fee: Fee) -> None:
    """:raises NotAllowed: unless the definition gives the waiver to the officer's role, and it is not the officer's own fee."""
    if fee.waiver is None or by.kind != "officer" or not by.has_role(fee.waiver.role, unit=payment.unit):
        raise NotAllowed
    _require_other(by, payment)


def require_refund(by: Actor, payment: Payment) -> None:
    if by.kind != "officer":
        raise NotAllowed
    by.require(REFUND, unit=payment.unit)
    _require_other(by, payment)


def _require_other(by: Actor, payment: Payment) -> None:
    """Nobody in the own matter, nor in that of a declared relative."""
    if by.party_id is None or by.party_id == payment.payer_id:
        raise NotAllowed
    if payment.payer_id in organizations.relatives_of(by.party_id):
        raise NotAllowed


def require_reconciler(by: Actor, difference: Difference) -> None:
    """:raises NotAllowed: without ``payments.reconcile`` in the unit concerned (everywhere, if none is), or for one's own."""
    if by.kind != "officer":
        raise NotAllowed
    if difference.attempt is None:
        by.require(RECONCILE)
    else:
        by.require(RECONCILE, unit=difference.attempt.payment.unit)
        _require_other(by, difference.attempt.payment)


def money_units(viewer: Actor) -> frozenset[str]:
    """Where the viewer may look after money. :raises NotAllowed: if nowhere."""
    units = viewer.units_with(REFUND) | viewer.units_with(RECONCILE) | viewer.units_with(WAIVE)
    if viewer.kind != "officer" or not units:
        raise NotAllowed
    return units
