"""The slip that somebody takes home from a counter: what was handed in, with which code, and what happens next."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from digigov.modules.applications import queries
from digigov.modules.applications.queries import ApplicationView
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog import queries as catalog
from digigov.modules.parties import queries as parties
from digigov.modules.payments import queries as payments
from digigov.sites import wording
from digigov.sites.request import Request

SERVE = Purpose("serve-at-counter")


def slip_of(request: Request, application: ApplicationView, code: str, *, at: datetime) -> SafeString:
    """In the language of the person, not of the officer."""
    actor, status = request.actor, application.status
    assert application.party_id is not None  # a counter serves somebody
    person = parties.get_person(viewer=actor, at=at, party_id=application.party_id, purpose=SERVE)
    with translation.override(application.language):
        page: dict[str, Any] = {
            "application": application,
            "status": status,
            "turn": wording.whose_turn(status),
            "service": catalog.get_service(application.service, application.version),
            "code": code,
            "person": person,
            "fee": _fee(application, at=at),
            "track": settings.ADDRESS + reverse("portal:track"),
            "lang": application.language,
        }
        return mark_safe(render_to_string("apply/slip.html", page, request))  # noqa: S308 - a template of ours, escaped


def _fee(application: ApplicationView, *, at: datetime) -> Any:
    """What waits to be paid, if anything does."""
    payment_id = payments.find_due_payment(case_id=application.case_id)
    if payment_id is None:
        return None
    holder = queries.by_code(application.reference)
    return payments.get_payment(viewer=holder, at=at, payment_id=payment_id, purpose=SERVE)
