"""What the pages of an application share: whose draft it is, and the context in which its form is drawn and checked."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from digigov.kernel.clock import now
from digigov.modules.applications.queries import DraftView, Holder, file_ids
from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import Form, FormPage
from digigov.sites.carried import HOLDER
from digigov.sites.portal.registers import with_prefilled
from digigov.sites.portal.uploads import facts_of, keep_files
from digigov.sites.request import Request


def holder_of(request: Request) -> Holder:
    """Who asks: the actor, and the token of this browser's session."""
    return Holder(request.actor, request.session.get(HOLDER, ""))


def token_of(request: Request) -> str:
    """This browser's token, made when it is first needed."""
    if HOLDER not in request.session:
        request.session[HOLDER] = secrets.token_urlsafe(32)
    return str(request.session[HOLDER])


def context_for(request: Request, draft: DraftView, form: Form) -> forms.Context:
    """The draft's files, and what registers hold of its applicant."""
    return with_prefilled(request, draft, form, context_of(request, form, draft.answers))


def context_of(request: Request, form: Form, answers: Mapping[str, Any]) -> forms.Context:
    files = facts_of(request, file_ids(form, answers), request.session.get(HOLDER, ""))
    return forms.context_at(now(), files=files)


def raw_with_files(
    request: Request, page: FormPage, context: forms.Context
) -> tuple[QueryDict, forms.Context, dict[str, Any]]:
    """What was typed on a page, with the files that came along kept, and a sentence for each that is not taken."""
    names = [question.id for question in page.questions if question.type == "file"]
    return keep_files(request, context, names=names, secret=request.session.get(HOLDER, ""))
