"""
Three kinds of error: ``DomainError`` (show it), ``AdapterFailure`` (retry it, or tell), anything else (a bug: let it rise).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with a stable code and a sentence on which the person can act. ``status`` is its HTTP answer."""

    code = "refused"
    message: Any = _("This cannot be done.")
    status = 409

    def __init__(self, message: Any = None, **values: Any) -> None:
        self.message = message or type(self).message
        self.values = values
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.values if self.values else text


class NotAllowed(DomainError):
    code = "not-allowed"
    message = _("You are not allowed to do this. Ask your supervisor if you think you should be.")
    status = 403


class NotFound(DomainError):
    code = "not-found"
    message = _("There is nothing here, or it is not yours to see.")
    status = 404


class InvalidInput(DomainError):
    """Answers that need mending. ``errors`` maps a field to its sentence."""

    code = "invalid-input"
    message = _("Some answers need your attention.")
    status = 422

    def __init__(self, errors: dict[str, Any] | None = None, message: Any = None, **values: Any) -> None:
        self.errors = errors or {}
        super().__init__(message, **values)


class TooManyRequests(DomainError):
    code = "too-many-requests"
    message = _("Too many attempts. Wait %(minutes)s minutes and try again.")
    status = 429


class AdapterFailure(Exception):
    """
    The outside world did not do what was asked.

    ``temporary`` says whether trying again can help; the text is for operators and holds no personal data.
    """

    def __init__(self, reason: str, *, temporary: bool) -> None:
        self.reason = reason
        self.temporary = temporary
        super().__init__(reason)
