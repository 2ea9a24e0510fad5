"""What operators tell the public when something does not work: one sentence, and later that it is over."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit.commands import record
from digigov.modules.operations import policies
from digigov.modules.operations.models import Incident

LONGEST = 300


class IncidentIsOver(DomainError):
    code = "incident-is-over"
    message = _("This is over already, or was never told. Look at the page anew.")


@transaction.atomic
def tell_incident(*, by: Actor, at: datetime, said: dict[str, str]) -> UUID:
    """
    Tell the public in a sentence, by language; English is needed, the others may follow.

    :raises NotAllowed: without ``operations.see``.
    :raises InvalidInput: without a sentence, or with a very long one.
    """
    policies.require_operator(by)
    sentences = _sentences(said)

    incident = Incident.objects.create(said=sentences, began_at=at)

    record(by=by, at=at, action="operations.incident-told", subject_id=incident.id, details={"said": sentences})
    return incident.id


@transaction.atomic
def change_incident(*, by: Actor, at: datetime, incident_id: UUID, said: dict[str, str]) -> None:
    """
    Tell something else of it, while it goes on; the trail keeps what stood there before.

    :raises NotAllowed: without ``operations.see``.
    :raises IncidentIsOver: if it is.
    :raises InvalidInput: without a sentence, or with a very long one.
    """
    incident = _load(incident_id)
    policies.require_operator(by)
    if incident is None:
        raise IncidentIsOver
    sentences = _sentences(said)
    if sentences == incident.said:
        return

    incident.said, incident.changed_at = sentences, at
    incident.save(update_fields=["said", "changed_at"])

    record(by=by, at=at, action="operations.incident-changed", subject_id=incident.id, details={"said": sentences})


@transaction.atomic
def end_incident(*, by: Actor, at: datetime, incident_id: UUID) -> None:
    """
    Tell the public that it is over; the history keeps it.

    :raises NotAllowed: without ``operations.see``.
    :raises IncidentIsOver: if it is.
    """
    incident = _load(incident_id)
    policies.require_operator(by)
    if incident is None:
        raise IncidentIsOver

    incident.ended_at = at
    incident.save(update_fields=["ended_at"])

    record(by=by, at=at, action="operations.incident-ended", subject_id=incident.id)


def _load(incident_id: UUID) -> Incident | None:
    return Incident.objects.select_for_update().filter(id=incident_id, ended_at=None).first()


def _sentences(said: dict[str, str]) -> dict[str, str]:
    """By language; each mistake is told beside the language that it is in."""
    known = {code: said.get(code, "").strip() for code, _name in settings.LANGUAGES if said.get(code, "").strip()}
    wrong = {code: _("Say it in 300 letters or fewer.") for code, each in known.items() if len(each) > LONGEST}
    if not known.get(settings.LANGUAGE_CODE):
        wrong[settings.LANGUAGE_CODE] = _("Say in one sentence what does not work, and what people can do instead.")
    if wrong:
        raise InvalidInput(wrong)
    return known
