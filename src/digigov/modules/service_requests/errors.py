"""Why a request cannot go on as somebody wanted, in sentences on which they can act."""

from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError


class NotNow(DomainError):
    code = "request-not-now"
    message = _("A colleague was quicker, or the citizen has answered: it stands otherwise now. Look at it again.")


class NoEvidence(DomainError):
    code = "request-no-evidence"
    message = _(
        "Show first that it is done: add what this kind of request asks for, a photo, a document or a written proof."
    )
    status = 422


class NobodyToAsk(DomainError):
    code = "request-nobody-to-ask"
    message = _(
        "Whoever reported this left no address, so nobody can be asked. Go and look, or close it with evidence."
    )


class TooLateToReopen(DomainError):
    code = "request-too-late"
    message = _("It was closed too long ago to be opened again. Report it anew, please; we see the old one beside it.")


class WrongRequestCode(DomainError):
    code = "request-wrong-code"
    message = _("Reference and code do not belong together. Look at the message that we sent you, or call 311.")
    status = 404


class NotToBeFollowed(DomainError):
    code = "request-not-public"
    message = _("This one is not public, so nobody can follow it.")
    status = 404


class NotToThem(DomainError):
    code = "request-not-to-them"
    message = _("It is about that unit, or one that lies within it. Choose another.")
    status = 422


class NotOutThere(DomainError):
    code = "request-not-in-country"
    message = _("That point is outside the country. Show the place on the map again.")
    status = 422
