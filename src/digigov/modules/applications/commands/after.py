"""After handing in: take over what was filled in at a counter, and correct what was said."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotAllowed
from digigov.kernel.references import parse_reference
from digigov.modules.applications import policies, rules
from digigov.modules.applications.models import AnswerSet, Application
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.documents import commands as documents
from digigov.modules.forms import queries as forms


class WrongCode(DomainError):
    code = "wrong-code"
    message = _(
        "There is no application with this reference and code. Check both: they are in the message that you got."
    )
    status = 404


@transaction.atomic
def take_over(*, by: Actor, at: datetime, reference: str, code: str) -> UUID:
    """
    Make an application one's own that was filled in at a counter, or handed in without an account.

    :raises NotAllowed: if nobody is signed in, or it is the officer who filled it in and therefore has seen the code.
    :raises WrongCode: if reference and code do not belong together, or somebody else has it already.
    """
    if by.party_id is None:
        raise NotAllowed
    application = by_code(reference, code)
    policies.require_not_the_assistant(by, application)
    if not policies.may_be_taken_over(application):
        raise WrongCode
    Application.objects.filter(id=application.id).update(
        party_id=by.party_id, taken_over_at=at, written_down_as=application.party_id
    )
    casework.hand_over_case(by=by, at=at, case_id=application.case_id, to_party_id=by.party_id)
    audit.record(
        by=by, at=at, action="applications.taken-over", subject_id=by.party_id, case_id=application.case_id,
        details={"from": str(application.party_id)},
    )  # fmt: skip
    return application.id


@transaction.atomic
def correct_answers(
    *,
    by: Actor,
    at: datetime,
    reference: str,
    page_id: str,
    raw: Mapping[str, Any],
    context: Any,
    index: int | None = None,
) -> None:
    """
    Correct one page of what was handed in, while the definition lets one. The first answers stay on record.

    :raises NotFound: if it is not the asker's application.
    :raises InvalidInput: if an answer needs mending.
    :raises TooLateToCorrect: if the case has gone past the steps in which answers may be corrected.
    """
    found = Application.objects.select_for_update().filter(reference=parse_reference(reference) or "-").first()
    application = policies.require_owner(by, found)
    form = forms.get_form(application.service, application.version)
    latest = application.answer_sets.order_by("-number").first()
    answers = forms.check_page(form, page_id, raw, latest.answers if latest else {}, context, index=index)
    casework.correct_answers(by=by, at=at, case_id=application.case_id, answers=answers)
    files = rules.file_ids(form, answers)
    documents.attach_files(by=by, at=at, file_ids=files, case_id=application.case_id)
    number = (application.answer_sets.aggregate(most=Max("number"))["most"] or 0) + 1
    AnswerSet.objects.create(application=application, number=number, answers=answers, given_by=by.party_id, given_at=at)


@transaction.atomic
def answer_request(
    *, by: Actor, at: datetime, reference: str, answers: Mapping[str, Any], file_ids: Iterable[UUID], message: str
) -> None:
    """
    Give what the office asked for, with files; the case goes on.

    :raises NotFound: if it is not the asker's application.
    :raises NotAsked: if nothing is being asked just now.
    :raises InvalidInput: if something is answered that was not asked, there are too many files, or nothing at all.
    """
    found = Application.objects.filter(reference=parse_reference(reference) or "-").first()
    application = policies.require_owner(by, found)
    _answer(application, by=by, at=at, answers=answers, file_ids=tuple(file_ids), message=message)


@transaction.atomic
def answer_request_by_code(
    *,
    by: Actor,
    at: datetime,
    reference: str,
    code: str,
    answers: Mapping[str, Any],
    file_ids: Iterable[UUID],
    message: str,
    secret: str = "",
) -> None:
    """
    The same for whoever holds the code. The files become the applicant's, if the application has one; whoever sent them
    cannot open them any more.

    :raises WrongCode: if reference and code do not belong together.
    :raises NotFound: if a file is somebody else's.
    :raises NotAsked, InvalidInput: as ``answer_request``.
    """
    application, added = by_code(reference, code), tuple(file_ids)
    files = _answer(
        application, by=policies.by_code(application.reference), at=at, answers=answers, file_ids=added, message=message,
        sent_by=by, secret=secret,
    )  # fmt: skip
    if application.party_id:
        documents.hand_over_files(by=by, at=at, file_ids=files, to_party_id=application.party_id, secret=secret)


def _answer(
    application: Application,
    *,
    by: Actor,
    at: datetime,
    answers: Mapping[str, Any],
    file_ids: tuple[UUID, ...],
    message: str,
    sent_by: Actor | None = None,
    secret: str = "",
) -> list[UUID]:
    """``by`` answers; the files are those of ``sent_by``, if that is somebody else. Returns every file."""
    casework.answer_request(
        by=by, at=at, case_id=application.case_id, answers=answers, file_ids=file_ids, message=message
    )
    form = forms.get_form(application.service, application.version)
    files = sorted({*file_ids, *rules.file_ids(form, answers)})
    documents.attach_files(by=sent_by or by, at=at, file_ids=files, case_id=application.case_id, secret=secret)
    return files


def by_code(reference: str, code: str) -> Application:
    """The application, locked. :raises WrongCode: if the two do not belong together."""
    found = Application.objects.select_for_update().filter(reference=parse_reference(reference) or "-").first()
    if found is None or not policies.opens(found, code):
        raise WrongCode
    return found
