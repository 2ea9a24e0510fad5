"""Giving what an officer asked for: some questions of the form again, some files, a few words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.applications.queries import ApplicationView
from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import Form, FormPage
from digigov.sites.carried import typed_before
from digigov.sites.portal.drafts import context_of
from digigov.sites.portal.files import secret_of
from digigov.sites.portal.uploads import as_ids, keep_files
from digigov.sites.request import Request

PAGE, ADDED = "asked", "file_ids"


def reply_page(
    http: Request,
    found: ApplicationView,
    *,
    given: Mapping[str, Any],
    send: Callable[..., None],
    after: str,
) -> HttpResponse:
    """
    The page on which somebody answers, and what they sent: ``send`` takes ``at``, ``answers``, ``file_ids``, ``message``.

    Files that came with a page that needs mending stay with it. ``after`` is where the story of the application stands.
    """
    form = forms.get_form(found.service, found.version)
    asked = _asked(found.status.request, form)
    context, raw, errors = context_of(http, form, given), typed_before(http), dict[str, Any]()
    if http.method == "POST":
        try:
            names = [*(question.id for question in (asked.pages[0].questions if asked else ())), ADDED]
            raw, context, refused = keep_files(http, context, names=names, secret=secret_of(http))
            if refused:
                raise InvalidInput(refused)
            send(at=now(), **_reply(asked, raw, context))
            return redirect(after)
        except InvalidInput as invalid:
            errors = invalid.errors
    fields = forms.fields_of(asked, PAGE, given, context, raw=raw, errors=errors) if asked else ()
    files = context.files or {}
    return render(
        http,
        "my/answer.html",
        {
            "application": found,
            "status": found.status,
            "fields": fields,
            "message": raw.get("message", "") if raw else "",
            "typed_before": raw is not None and http.method == "GET",
            "added": [files[each] for each in (raw.getlist(ADDED) if raw else ()) if each in files],
            "errors": {
                **forms.error_links(fields),
                **{k: str(v) for k, v in errors.items() if k in ("message", ADDED)},
            },
            "after": after,
        },
        status=422 if errors else 200,
    )


def _reply(asked: Form | None, raw: QueryDict, context: forms.Context) -> dict[str, Any]:
    """:raises InvalidInput: with a sentence for each answer that needs mending."""
    answers = forms.check_page(asked, PAGE, raw, {}, context) if asked else {}
    return {"answers": answers, "file_ids": as_ids(raw.getlist(ADDED)), "message": raw.get("message", "")}


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
