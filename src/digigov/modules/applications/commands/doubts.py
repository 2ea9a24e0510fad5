"""A line of the trail looks wrong to the person whom it is about: a case with the data protection officer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed
from digigov.modules.applications.commands.drafts import save_page, start_draft
from digigov.modules.applications.commands.submission import Submitted, submit
from digigov.modules.applications.models import Application, Doubt
from digigov.modules.applications.policies import Holder
from digigov.modules.applications.queries import trail_subject
from digigov.modules.audit import commands as audit
from digigov.modules.audit import queries as trail
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms

LONGEST = 1500


class AlreadyDoubted(DomainError):
    code = "already-doubted"
    message = _("You have asked about this line before. The answer comes on the page of that question.")


class NobodyToAsk(DomainError):
    code = "nobody-to-ask"
    message = _("Questions about your personal data are not taken here yet. Call 311.")


@transaction.atomic
def doubt_line(*, by: Actor, at: datetime, entry_id: UUID, told: str, why: str, language: str) -> Submitted:
    """
    Ask the data protection officer about a line of one's own trail. ``told`` is the line as the person read it, ``why`` what looks
    wrong. Whoever did what the line tells neither sees nor decides the case.

    :raises NotAllowed: if nobody is signed in.
    :raises NotFound: if the line is not about the asker.
    :raises NobodyToAsk: if the country has no such service.
    :raises AlreadyDoubted: if it was asked before.
    :raises InvalidInput: if nothing is said, or too much.
    """
    me, by = by.party_id, by.as_oneself()
    if me is None:
        raise NotAllowed
    line = trail.get_glance(viewer=by, subject=trail_subject(me), entry_id=entry_id)
    if Doubt.objects.filter(party_id=me, entry_id__in=line.ids).exists():
        raise AlreadyDoubted
    _check(why)
    submitted = _hand_in(by, at=at, line=line, told=told, why=why, language=language)
    application = Application.objects.get(reference=submitted.reference)
    values = {"application": application, "raised_at": at}
    _doubt, is_new = Doubt.objects.get_or_create(party_id=me, entry_id=entry_id, defaults=values)
    if not is_new:  # pressed twice at once: nothing of this one stays
        raise AlreadyDoubted
    audit.record(
        by=by, at=at, action="applications.line-doubted", subject_id=me, case_id=application.case_id,
        details={"entry": str(entry_id)},
    )  # fmt: skip
    return submitted


def _check(why: str) -> None:
    if not why.strip():
        raise InvalidInput({"why": _("Say what looks wrong.")})
    if len(why) > LONGEST:
        raise InvalidInput({"why": _("Use at most 1,500 characters.")})


def _hand_in(by: Actor, *, at: datetime, line: trail.Glance, told: str, why: str, language: str) -> Submitted:
    service = catalog.get_data_protection().questions_to
    if service is None:
        raise NobodyToAsk
    holder, context = Holder(by), forms.context_at(at)
    draft_id = start_draft(by=by, at=at, service=service, language=language)
    form = forms.get_form(service, catalog.current_version(service))
    raw = {"line": [told[:LONGEST]], "what": [why]}
    save_page(by=holder, at=at, draft_id=draft_id, page_id=form.pages[0].id, raw=raw, context=context)
    doer = () if line.is_self or line.by_party is None else (line.by_party,)
    return submit(by=holder, at=at, draft_id=draft_id, declarations={}, context=context, kept_from=doer)
