"""What the commands of this room refuse, and why."""

from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError


class FeeUnknown(DomainError):
    code = "fee-unknown"
    message = _("The fee table does not say what is due here (%(detail)s). Tell the owner of the service.")


class AlreadyPublished(DomainError):
    code = "fees-already-published"
    message = _("This version of the fees is published and can no longer change. Publish a new version.")


class AlreadyPaid(DomainError):
    code = "already-paid"
    message = _("This is already paid. You do not have to pay again.")


class NothingToPay(DomainError):
    code = "nothing-to-pay"
    message = _("Nothing has to be paid here any more.")


class BankHasNotAnswered(DomainError):
    code = "bank-has-not-answered"
    message = _("Your bank has not answered yet. Do not pay again: look at this payment again in a few minutes.")


class PersonIsLooking(DomainError):
    code = "person-is-looking"
    message = _(
        "The bank took another amount than was due. Do not pay again: somebody is looking at this payment, and nothing is lost."
    )


class CardPaymentsAreDown(DomainError):
    code = "card-payments-are-down"
    message = _("The card service does not answer at the moment. Nothing was charged. Try again in a few minutes.")
    status = 503


class WebhookNotSigned(DomainError):
    code = "webhook-not-signed"
    message = _("The signature is wrong or too old.")
    status = 401


class WebhookReused(DomainError):
    code = "webhook-reused"
    message = _("This event was told before with another content.")


class CannotBeWaived(DomainError):
    code = "cannot-be-waived"
    message = _("This fee cannot be waived now. It is paid already, no longer due, or its definition knows no waiver.")


class UnknownGround(DomainError):
    code = "unknown-ground"
    message = _("Choose one of the grounds for which this fee may be waived.")
    status = 422


class WaiverAskedAlready(DomainError):
    code = "waiver-asked-already"
    message = _("You have asked for this already. You are told as soon as it is decided.")


class NoWaiverAsked(DomainError):
    code = "no-waiver-asked"
    message = _("Nobody asks for this fee to be waived just now, or it is decided already.")


class CannotBeRefunded(DomainError):
    code = "cannot-be-refunded"
    message = _("There is not as much left to give back. At most %(most)s can be refunded.")


class AlreadySettled(DomainError):
    code = "already-settled"
    message = _("Somebody has already settled this difference.")
