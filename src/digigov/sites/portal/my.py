"""What the person has begun and handed in, and one application with all that belongs to it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.applications import commands, queries
from digigov.modules.casework import commands as casework
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms
from digigov.modules.payments import queries as payments
from digigov.sites import wording
from digigov.sites.access import open_to
from digigov.sites.carried import typed_before
from digigov.sites.portal import shown_codes
from digigov.sites.portal.answering import reply_page
from digigov.sites.portal.application_page import page_of
from digigov.sites.portal.drafts import context_of, raw_with_files
from digigov.sites.portal.registers import with_look_ups
from digigov.sites.request import Request


@open_to("citizen")
def my(request: Request) -> HttpResponse:
    """Drafts to go on with, and everything handed in, latest first."""
    actor, page = request.actor, Page.from_query(request.GET.get("page"))
    shown_codes.forget_old(request)
    found = queries.list_applications(viewer=actor, at=now(), page=page)
    return render(
        request,
        "my/home.html",
        {
            "drafts": queries.list_drafts(viewer=actor, page=Page(size=50)),
            "applications": found,
            "may_ask": catalog.cards_of(tuple(sorted(actor.acting.services))) if actor.acting else (),
            "tags": {each.reference: wording.tag_of(each.status) for each in found},
        },
    )


@open_to("citizen")
def application(request: Request, reference: str) -> HttpResponse:
    """Where it is, whose turn it is, until when, what was told; and what the person can do now."""
    found = queries.get_application(viewer=request.actor, reference=reference)
    return render(request, "my/application.html", page_of(request, found))


@open_to("citizen")
def answers(request: Request, reference: str) -> HttpResponse:
    """The answers as they stand, to be read, printed or, while it is allowed, corrected."""
    actor = request.actor
    found = queries.get_application(viewer=actor, reference=reference)
    form = forms.get_form(found.service, found.version)
    given = queries.answers_of(viewer=actor, reference=reference)
    context = context_of(request, form, given)
    return render(
        request, "my/answers.html", {"application": found, "sections": forms.answers_view(form, given, context)}
    )


@open_to("citizen", keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, reference: str, page_id: str, index: int | None = None) -> HttpResponse:
    """Correct one page of what was handed in."""
    actor = request.actor
    found = queries.get_application(viewer=actor, reference=reference)
    form = forms.get_form(found.service, found.version)
    given = queries.answers_of(viewer=actor, reference=reference)
    context = context_of(request, form, given)
    raw, errors = typed_before(request), dict[str, Any]()
    page = forms.page_of(form, page_id)
    if request.method == "POST":
        try:
            raw, context, refused = raw_with_files(request, page, context)
            if refused:
                raise InvalidInput(refused)
            context = with_look_ups(request, form, page, raw, given, context)
            commands.correct_answers(
                by=actor, at=now(), reference=reference, page_id=page_id, raw=raw, context=context, index=index
            )
            return redirect("portal:application-answers", reference)
        except InvalidInput as invalid:
            errors = invalid.errors
    fields = forms.fields_of(form, page_id, given, context, raw=raw, errors=errors, index=index)
    return render(
        request,
        "my/correct.html",
        {
            "application": found,
            "page": page,
            "fields": fields,
            "typed_before": raw is not None and request.method == "GET",
            "errors": forms.error_links(fields),
            "to_confirm": forms.confirm_links(fields),
        },
        status=422 if errors else 200,
    )


@open_to("citizen", keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, reference: str) -> HttpResponse:
    """Give what the office asked for."""
    actor = request.actor
    found = queries.get_application(viewer=actor, reference=reference)
    return reply_page(
        request,
        found,
        given=queries.answers_of(viewer=actor, reference=reference),
        send=partial(commands.answer_request, by=actor, reference=reference),
        after=reverse("portal:application", args=[reference]),
    )


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, reference: str) -> HttpResponse:
    """Take the application back, after asking."""
    actor = request.actor
    found = queries.get_application(viewer=actor, reference=reference)
    return withdraw_page(request, found, by=actor, after=reverse("portal:application", args=[reference]))


def withdraw_page(request: Request, found: queries.ApplicationView, *, by: Actor, after: str) -> HttpResponse:
    """Ask, then withdraw; with or without an account."""
    if request.method == "POST":
        casework.withdraw_case(by=by, at=now(), case_id=found.case_id, reason=request.POST.get("reason", ""))
        return redirect(after)
    if not found.status.may_withdraw:
        raise casework.TooLateToWithdraw
    money = payments.goes_back_if_withdrawn(case_id=found.case_id, at_step=found.status.step)
    return render(request, "my/withdraw.html", {"application": found, "after": after, "money": money})
