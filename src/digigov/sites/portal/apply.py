"""
Applying, one thing per page. Each page is saved when it is left, so that somebody can go on later and elsewhere.

``/apply/<service>/`` begins or goes on; ``/apply/draft/<id>/<page>/`` is one page; ``…/check/`` shows all answers and hands in.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.applications import commands, queries
from digigov.modules.casework import queries as cases
from digigov.modules.catalog import queries as catalog
from digigov.modules.documents.commands import FileRefused, store_file
from digigov.modules.forms import queries as forms
from digigov.modules.payments import queries as payments
from digigov.sites.access import open_to, sign_in_first
from digigov.sites.carried import typed_before
from digigov.sites.limits import count, limited
from digigov.sites.portal import shown_codes
from digigov.sites.portal.application_paper import drawer_of
from digigov.sites.portal.drafts import context_for, holder_of, raw_with_files, token_of
from digigov.sites.portal.registers import agree, consents_wanted, with_look_ups
from digigov.sites.portal.slips import slip_of
from digigov.sites.request import Request


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("begin")
def apply(request: Request, service: str) -> HttpResponse:
    """Before the first question: what happens with the answers; go on with what was begun, or begin."""
    offered = catalog.get_service(service)
    actor = request.actor
    if not actor.is_signed_in and not offered.definition.anonymous:
        return sign_in_first(request)
    if actor.acting and service not in actor.acting.services:
        raise commands.NotYoursToAsk
    if request.method == "POST":
        draft_id = commands.start_draft(
            by=actor,
            at=now(),
            service=service,
            language=translation.get_language(),
            holder_token="" if actor.is_signed_in else token_of(request),
        )
        return redirect("portal:draft", draft_id=draft_id)
    shown_codes.forget_old(request)
    begun = queries.find_open_draft(viewer=actor, service=service)
    return render(request, "apply/start.html", {"service": offered, "begun": begun})


@open_to("everyone")
def draft(request: Request, draft_id: UUID) -> HttpResponse:
    """To where the person was: the first page not answered yet, or the answers."""
    holder = holder_of(request)
    found = _own_draft(request, draft_id)
    if isinstance(found, HttpResponse):
        return found
    commands.follow_service(by=holder, at=now(), draft_id=draft_id)
    found = queries.get_draft(viewer=holder, draft_id=draft_id)
    page = queries.first_unseen(shown=queries.shown_pages(found), seen=found.seen_pages)
    return redirect("portal:draft-page", draft_id, page) if page else redirect("portal:draft-check", draft_id)


@open_to("everyone", keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: Request, draft_id: UUID, page_id: str, index: int | None = None) -> HttpResponse:
    """One page, or one item of a repeating page; without ``index`` a repeating page lists its items."""
    found = _own_draft(request, draft_id)
    if isinstance(found, HttpResponse):
        return _too_late(request, found) if request.method == "POST" else found
    form = forms.get_form(found.service, found.version)
    page = forms.page_of(form, page_id)
    items = found.answers.get(page.repeat.id) or [] if page.repeat else []
    if page.repeat and index is None and not items and request.method != "POST":
        return redirect("portal:draft-item", draft_id, page_id, 0)
    context = context_for(request, found, form)
    errors: dict[str, Any] = {}
    raw = typed_before(request)
    if request.method == "POST":
        raw = request.POST
        try:
            raw, context, refused = raw_with_files(request, page, context)
            if refused:
                raise InvalidInput(refused)
            context = with_look_ups(request, form, page, raw, found.answers, context)
            return _save(request, found, page_id, index, raw, context)
        except InvalidInput as invalid:
            errors = invalid.errors
    return _draw(request, found, form, page, index, items, context, raw, errors)


def _own_draft(request: Request, draft_id: UUID) -> queries.DraftView | HttpResponse:
    """The draft, as long as it is one; the way to sign in, if nobody is, with what was typed; or what it has become."""
    try:
        found = queries.get_draft(viewer=holder_of(request), draft_id=draft_id)
    except NotFound:
        if request.actor.is_signed_in:
            raise
        return sign_in_first(request, keeps_typed=True)
    return redirect("portal:application", reference=found.reference) if found.reference else found


def _too_late(request: Request, instead: HttpResponse) -> HttpResponse:
    """A page was sent when its draft was none any more. Handed in meanwhile: say that what was typed is not part of it."""
    application = instead.headers.get("Location", "")
    if "/applications/" not in application:
        return instead
    return render(request, "apply/too_late.html", {"application": application}, status=409)


def _save(request: Request, found: Any, page_id: str, index: int | None, raw: Any, context: Any) -> HttpResponse:
    holder = holder_of(request)
    kept = commands.save_page(
        by=holder, at=now(), draft_id=found.id, page_id=page_id, raw=raw, context=context, index=index
    )
    if index is not None:
        return redirect("portal:draft-page", found.id, page_id)
    after = replace(found, answers=kept.answers, seen_pages=kept.seen_pages)
    if catalog.not_eligible(catalog.get_service(after.service, after.version).definition, after.answers):
        return redirect("portal:draft-not-eligible", found.id)
    shown = queries.shown_pages(after)
    if request.GET.get("back") == "check":
        page = queries.first_unseen(shown=shown, seen=after.seen_pages)
    else:
        page = queries.next_page(after=page_id, shown=shown)
    return redirect("portal:draft-page", found.id, page) if page else redirect("portal:draft-check", found.id)


def _draw(
    request: Request,
    found: Any,
    form: Any,
    page: Any,
    index: int | None,
    items: list[Any],
    context: Any,
    raw: Any,
    errors: dict[str, Any],
) -> HttpResponse:
    shown = queries.shown_pages(found)
    lists_items = page.repeat is not None and index is None
    fields = (
        ()
        if lists_items
        else forms.fields_of(form, page.id, found.answers, context, raw=raw, errors=errors, index=index)
    )
    place, pages = queries.progress(page=page.id, shown=shown)
    back = queries.page_before(page=page.id, shown=shown)
    sections = forms.answers_view(form, found.answers, context) if lists_items else ()
    return render(
        request,
        "apply/items.html" if lists_items else "apply/page.html",
        {
            "draft": found,
            "page": page,
            "fields": fields,
            "index": index,
            "items": [section for section in sections if section.page_id == page.id],
            "may_add": page.repeat is not None and len(items) < page.repeat.maximum,
            "next_index": len(items),
            "errors": forms.error_links(fields) if fields else {key: str(value) for key, value in errors.items()},
            "to_confirm": forms.confirm_links(fields),
            "place": place,
            "pages": pages,
            "back_url": _back(request, found, page.id, index, back),
            "registers_down": context.registers_down if any(field.question.prefill for field in fields) else (),
            "consents": consents_wanted(request, found, form, page) if fields else (),
            "typed_before": raw is not None and request.method == "GET",
            "has_files": any(field.type == "file" for field in fields),
        },
        status=422 if errors else 200,
    )


def _back(request: Request, found: Any, page_id: str, index: int | None, before: str | None) -> str:
    if request.GET.get("back") == "check":
        return reverse("portal:draft-check", args=[found.id])
    if index is not None:
        return reverse("portal:draft-page", args=[found.id, page_id])
    if before:
        return reverse("portal:draft-page", args=[found.id, before])
    return reverse("portal:service", args=[found.service])


@open_to("everyone")
@require_POST
def draft_agree(request: Request, draft_id: UUID, page_id: str) -> HttpResponse:
    """The applicant lets the registers answer what this page asks."""
    found = _own_draft(request, draft_id)
    if isinstance(found, HttpResponse):
        return found
    form = forms.get_form(found.service, found.version)
    agree(request, found, form, forms.page_of(form, page_id))
    return redirect("portal:draft-page", draft_id, page_id)


@open_to("everyone")
@require_POST
def remove_item(request: Request, draft_id: UUID, page_id: str, index: int) -> HttpResponse:
    """Take one item out of a repeating page."""
    commands.remove_item(by=holder_of(request), at=now(), draft_id=draft_id, page_id=page_id, index=index)
    return redirect("portal:draft-page", draft_id, page_id)


@open_to("everyone")
def not_eligible(request: Request, draft_id: UUID) -> HttpResponse:
    """The sentence that ends the form early, before anything is paid or handed in."""
    found = queries.get_draft(viewer=holder_of(request), draft_id=draft_id)
    offered = catalog.get_service(found.service, found.version)
    sentence = catalog.not_eligible(offered.definition, found.answers)
    if not sentence:
        return redirect("portal:draft", draft_id)
    return render(request, "apply/not_eligible.html", {"draft": found, "service": offered, "sentence": sentence})


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@limited("submit")
def draft_check(request: Request, draft_id: UUID) -> HttpResponse:
    """All answers at a glance, each with a way to change it; the declarations; hand in."""
    found = _own_draft(request, draft_id)
    if isinstance(found, HttpResponse):
        return found
    form = forms.get_form(found.service, found.version)
    missing = queries.first_unseen(shown=queries.shown_pages(found), seen=found.seen_pages)
    if missing:
        return redirect("portal:draft-page", draft_id, missing)
    context = context_for(request, found, form)
    errors: dict[str, Any] = {}
    service = catalog.get_service(found.service, found.version)
    if request.method == "POST":
        try:
            return _hand_in(request, found, context, is_signed=service.definition.signature is not None)
        except InvalidInput as invalid:
            errors = invalid.errors
        except commands.ServiceHasChanged:
            return redirect("portal:draft", draft_id)
        except (commands.NotSureEnough, commands.NotProved):
            return redirect("portal:draft-check", draft_id)
    declarations = _declarations(form, found, context, request.POST if errors else None, errors)
    return render(
        request,
        "apply/check.html",
        {
            "draft": found,
            "service": service,
            "missing": _missing(request, found, service),
            "sections": [
                s for s in forms.answers_view(form, found.answers, context) if s.page_id != forms.DECLARATIONS
            ],
            "declarations": declarations,
            "scan_error": errors.get("signed_paper"),
            "errors": _where_to_mend(form, found, errors, declarations),
        },
        status=422 if errors else 200,
    )


def _missing(request: Request, found: queries.DraftView, service: catalog.PublishedService) -> frozenset[str]:
    """What stands between the person and handing in: that we are sure who they are, and that they can sign."""
    actor = request.actor
    missing = queries.missing_for(service.definition.assurance, by=actor, at=now(), party_id=found.party_id)
    if service.definition.signature and not found.is_assisted:
        missing |= queries.missing_to_sign(by=actor, at=now())
    return missing


def _declarations(form: Any, found: Any, context: Any, raw: Any, errors: dict[str, Any]) -> tuple[Any, ...]:
    if not form.declarations:
        return ()
    return forms.fields_of(form, forms.DECLARATIONS, found.answers, context, raw=raw, errors=errors)


def _where_to_mend(form: Any, found: Any, errors: dict[str, Any], declarations: tuple[Any, ...]) -> dict[str, str]:
    """Each sentence with the address where its answer is mended: on this page, or on the page that asked."""
    on_this_page = {field.id: f"#{field.error_id}" for field in declarations} | {"signed_paper": "#signed_paper"}
    return {
        on_this_page.get(key)
        or reverse("portal:draft-page", args=[found.id, forms.page_with(form, key)]) + "?back=check": str(sentence)
        for key, sentence in errors.items()
    }


def _hand_in(request: Request, found: Any, context: Any, *, is_signed: bool) -> HttpResponse:
    try:
        if is_signed and not found.is_assisted:
            return redirect("account:paper", paper_id=_draw_paper(request, found, context))
        done = commands.submit(
            by=holder_of(request), at=now(), draft_id=found.id, declarations=request.POST, context=context,
            scan_id=_scan(request) if is_signed else None,
        )  # fmt: skip
    except commands.AlreadySubmitted:
        return redirect("portal:draft-done", found.id)
    except commands.NotEligible:
        return redirect("portal:draft-not-eligible", found.id)
    shown_codes.keep(request, draft_id=found.id, code=done.code)
    return redirect("portal:draft-done", found.id)


def _draw_paper(request: Request, found: Any, context: Any) -> UUID:
    return commands.draw_application(
        by=holder_of(request), at=now(), draft_id=found.id, declarations=request.POST, context=context,
        draw=drawer_of(request, found),
    )  # fmt: skip


def _scan(request: Request) -> UUID | None:
    """At a counter: the paper that the person signed by hand, if they did. :raises InvalidInput: if it is no picture or PDF."""
    sent = request.FILES.get("signed_paper")
    if not sent:
        return None
    count(request, "upload")
    try:
        return store_file(by=request.actor, at=now(), name=str(sent.name or ""), content=sent.read())
    except FileRefused as refused:
        raise InvalidInput({"signed_paper": str(refused)}) from refused


@open_to("everyone")
def draft_done(request: Request, draft_id: UUID) -> HttpResponse:
    """The reference, the code, and what happens next. Opened again soon, it shows the same; later, all but the code."""
    found = queries.get_draft(viewer=holder_of(request), draft_id=draft_id)
    if not found.reference:
        return redirect("portal:draft", draft_id)
    offered = catalog.get_service(found.service, found.version)
    code = shown_codes.shown(request, draft_id=draft_id)
    status = queries.find_by_code(reference=found.reference, code=code) if code else None
    if found.is_assisted:
        return _done_at_counter(request, found, status, code)
    page = {"draft": found, "service": offered, "code": code, "status": None, "payment_id": None, "wants_news": True}
    if status:
        page |= {
            "status": status.status,
            "payment_id": payments.find_due_payment(case_id=status.case_id),
            "wants_news": cases.wants_news(status.case_id),
        }
    return render(request, "apply/done.html", page)


def _done_at_counter(request: Request, found: Any, application: Any, code: str) -> HttpResponse:
    """With the slip to print, as long as this browser knows the code."""
    slip = slip_of(request, application, code, at=now()) if application else ""
    page = {"application": found, "slip": slip, "code": code, "here_in_nav": "desk:counter"}
    return render(request, "apply/done_at_counter.html", page)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def delete_draft(request: Request, draft_id: UUID) -> HttpResponse:
    """Throw an unfinished application away, after asking."""
    holder = holder_of(request)
    found = queries.get_draft(viewer=holder, draft_id=draft_id)
    if found.reference:
        raise NotFound
    if request.method == "POST":
        commands.delete_draft(by=holder, at=now(), draft_id=draft_id)
        return redirect("portal:my")
    return render(request, "apply/delete.html", {"draft": found})
