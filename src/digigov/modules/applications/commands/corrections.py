"""A register is wrong about somebody: a case with the office that keeps it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.applications.commands.drafts import save_page, start_draft
from digigov.modules.applications.commands.submission import Submitted, submit
from digigov.modules.applications.policies import Holder
from digigov.modules.audit import commands as audit
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms
from digigov.modules.registries.queries import get_register

LONGEST = {"says": 500, "right": 1500}


class NobodyToTell(DomainError):
    code = "nobody-to-tell"
    message = _("What a register has wrong is not taken here yet. Ask the office that keeps it, or call 311.")


@transaction.atomic
def ask_for_correction(
    *, by: Actor, at: datetime, register: str, field: str, says: str, right: str, language: str
) -> Submitted:
    """
    Tell the office that keeps a register that one of its fields is wrong about oneself: what it ``says`` and what is ``right``. It is
    that office's case, which the data protection officer sees too.

    :raises NotAllowed: if nobody is signed in. :raises NotFound: if there is no such register about people, or no such field.
    :raises NobodyToTell: if the country has no such service. :raises InvalidInput: if nothing is said, or too much.
    """
    me, by = by.own_party, by.as_oneself()
    found = get_register(register)
    label = next((each.label for each in found.fields if each.name == field), None)
    if label is None or found.about != "person":
        raise NotFound
    _check(says, right)
    service = catalog.get_data_protection().corrections_to
    if service is None:
        raise NobodyToTell
    holder, context = Holder(by), forms.context_at(at)
    draft_id = start_draft(by=by, at=at, service=service, language=language)
    form = forms.get_form(service, catalog.current_version(service))
    raw = {"field": [f"{found.name}: {label}"[:300]], "says": [says], "right": [right]}
    save_page(by=holder, at=at, draft_id=draft_id, page_id=form.pages[0].id, raw=raw, context=context)
    submitted = submit(by=holder, at=at, draft_id=draft_id, declarations={}, context=context, unit=found.keeper)
    details = {"register": register, "field": field, "reference": submitted.reference}
    audit.record(by=by, at=at, action="applications.correction-asked-for", subject_id=me, details=details)
    return submitted


def _check(says: str, right: str) -> None:
    errors: dict[str, Any] = {}
    if not right.strip():
        errors["right"] = _("Say what is right, and how you know.")
    for name, text in (("says", says), ("right", right)):
        if len(text) > LONGEST[name]:
            errors[name] = _("Use at most %(most)s characters.") % {"most": LONGEST[name]}
    if errors:
        raise InvalidInput(errors)
