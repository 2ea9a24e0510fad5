"""
Where an application stands, for somebody without an account: with its reference and its code.

Whoever has both may also do what the applicant may: send what was asked for, pay, choose a time, open the papers, withdraw.
They see no more of the person than the page of the application says.
"""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.kernel.references import parse_reference
from digigov.modules.applications import commands, queries
from digigov.modules.documents import queries as documents
from digigov.sites.access import open_to
from digigov.sites.limits import count
from digigov.sites.portal import by_code
from digigov.sites.portal.answering import reply_page
from digigov.sites.portal.application_page import page_of
from digigov.sites.portal.drafts import token_of
from digigov.sites.portal.files import answer_with
from digigov.sites.portal.my import withdraw_page
from digigov.sites.request import Request


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: Request) -> HttpResponse:
    """Ask for reference and code. Neither is ever part of an address, so neither is kept in a history or a log."""
    error, typed = "", {"reference": request.POST.get("reference", ""), "code": request.POST.get("code", "")}
    if request.method == "POST":
        count(request, "track", subject=parse_reference(typed["reference"]) or "")
        if by_code.open_by_code(request, **typed):
            return redirect("portal:tracked")
        error = str(commands.WrongCode())
    return render(
        request,
        "track/ask.html",
        {**typed, "errors": {"reference": error} if error else {}},
        status=404 if error else 200,
    )


@open_to("everyone")
@require_safe
@by_code.with_code
def tracked(request: Request, found: by_code.Opened) -> HttpResponse:
    """The same story that the person sees with an account, without what belongs to the account."""
    return render(request, "my/application.html", {**page_of(request, found.application), "without_account": True})


@open_to("everyone", keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
@by_code.with_code
def tracked_answer(request: Request, found: by_code.Opened) -> HttpResponse:
    """Give what the office asked for. What was answered before is not shown: whoever has the code need not know it."""
    send = partial(
        commands.answer_request_by_code,
        by=request.actor,
        reference=found.application.reference,
        code=found.code,
        secret=token_of(request),
    )
    return reply_page(request, found.application, given={}, send=send, after=reverse("portal:tracked"))


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@by_code.with_code
def tracked_withdraw(request: Request, found: by_code.Opened) -> HttpResponse:
    """Take the application back, after asking. The applicant is told, should it have been somebody else."""
    return withdraw_page(request, found.application, by=found.holder, after=reverse("portal:tracked"))


@open_to("everyone")
@require_safe
@by_code.with_code
def tracked_paper(request: Request, found: by_code.Opened, file_id: UUID) -> HttpResponse:
    """A paper that was issued under this application; no other file."""
    papers = documents.list_issued(case_id=found.application.case_id, at=now())
    if file_id not in {each.file_id for each in papers}:
        raise NotFound
    return answer_with(request, file_id, viewer=found.holder)


@open_to("everyone")
@require_POST
def close(request: Request) -> HttpResponse:
    """Done: the next person at this screen sees nothing."""
    by_code.close(request)
    return redirect("portal:track")


@open_to("citizen")
@require_POST
@by_code.with_code
def take_over(request: Request, found: by_code.Opened) -> HttpResponse:
    """Make the application that was opened by code one's own."""
    reference = found.application.reference
    count(request, "take-over", subject=reference)
    commands.take_over(by=request.actor, at=now(), reference=reference, code=found.code)
    if queries.find_written_down(viewer=request.actor, reference=reference):
        return redirect("portal:join")
    by_code.close(request)
    return redirect("portal:application", reference=reference)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@by_code.with_code
def join(request: Request, found: by_code.Opened) -> HttpResponse:
    """Was this me, who was written down at the counter? Asked once, after taking over; "no" leaves all as it is."""
    actor, reference = request.actor, found.application.reference
    written_down = queries.find_written_down(viewer=actor, reference=reference)
    if written_down is not None and request.method != "POST":
        more = queries.count_written_down(party_id=written_down.id)
        return render(
            request, "track/join.html", {"application": found.application, "person": written_down, "more": more}
        )
    if written_down is not None and request.POST.get("same") == "yes":
        commands.join_written_down(by=actor, at=now(), reference=reference, code=found.code)
    by_code.close(request)
    return redirect("portal:application", reference=reference)
