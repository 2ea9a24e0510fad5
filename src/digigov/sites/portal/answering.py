"""Giving what an officer asked for: some questions of the form again, some files, a few words."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import Form, FormPage
from digigov.sites.portal.uploads import as_ids, keep_files

PAGE = "asked"


def fields_asked(
    request: Mapping[str, Any],
    form: Form,
    given: Mapping[str, Any],
    context: Any,
    *,
    raw: Any,
    errors: Mapping[str, Any],
) -> tuple[Any, ...]:
    """The questions that are asked again, in the order of the form, holding what was answered before."""
    asked = _asked(request, form)
    return forms.fields_of(asked, PAGE, given, context, raw=raw, errors=errors) if asked else ()


def read_reply(http: HttpRequest, found: Any, form: Form, context: Any) -> tuple[dict[str, Any], Any]:
    """
    What ``answer_request`` takes, and the context with the new files.

    :raises InvalidInput: with a sentence for each answer that needs mending.
    """
    asked = _asked(found.status.request, form)
    names = [*(question.id for question in (asked.pages[0].questions if asked else ())), "file_ids"]
    raw, context = keep_files(http, context, names=names)
    answers = forms.check_page(asked, PAGE, raw, {}, context) if asked else {}
    reply = {"answers": answers, "file_ids": as_ids(raw.getlist("file_ids")), "message": http.POST.get("message", "")}
    return reply, context


def _asked(request: Mapping[str, Any], form: Form) -> Form | None:
    """A form of one page that holds what is asked again. Conditions are gone: what an officer asks for is shown."""
    wanted = set(request.get("questions", ()))
    questions = tuple(
        question.model_copy(update={"when": None})
        for page in form.pages
        if page.repeat is None
        for question in page.questions
        if question.id in wanted
    )
    return Form(pages=(FormPage(id=PAGE, title="asked", questions=questions),)) if questions else None
