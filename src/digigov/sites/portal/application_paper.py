"""The application as a paper that somebody reads and signs: every answer, the fee, what is attached and its fingerprint."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.modules.applications import commands, queries
from digigov.modules.catalog import queries as catalog
from digigov.modules.documents.queries import Listed, OpenedFile, Part, draw_list, read_facts
from digigov.modules.forms import queries as forms
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties
from digigov.modules.payments import queries as payments
from digigov.sites.access import open_to
from digigov.sites.limits import limited
from digigov.sites.portal.drafts import context_for, context_of, holder_of
from digigov.sites.portal.files import answer_content
from digigov.sites.request import Request
from digigov.sites.wording_mandates import GROUNDS
from digigov.ui.format import moment, money, translated


@open_to("citizen")
@require_POST
@limited("submit")
def sign_application(request: Request, reference: str) -> HttpResponse:
    """Draw what was handed in, to be signed after all: it came from a counter, or was corrected since."""
    actor = request.actor
    found = queries.get_application(viewer=actor, reference=reference)
    form = forms.get_form(found.service, found.version)

    def draw(answers: Mapping[str, Any]) -> bytes:
        said = forms.answers_view(form, answers, context_of(request, form, answers))
        return _drawn(request, found.service, found.version, answers, said, whose=found.party_id, reference=reference)

    try:
        paper_id = commands.draw_handed_in(by=actor, at=now(), reference=reference, draw=draw)
    except commands.NothingToSign:
        return redirect("portal:application", reference=reference)
    except commands.NotProved:
        back = urlencode({"next": reverse("portal:application", args=[reference])})
        return redirect(f"{reverse('account:identity')}?{back}")
    return redirect("account:paper", paper_id=paper_id)


@open_to("officer")
@require_safe
@never_cache
def paper_to_print(request: Request, draft_id: UUID) -> HttpResponse:
    """At a counter: the same to be printed and signed by hand."""
    found = queries.get_draft(viewer=holder_of(request), draft_id=draft_id)
    if not found.is_assisted or found.reference:
        raise NotFound
    pdf = drawer_of(request, found)(found.answers)
    return answer_content(request, OpenedFile(f"{found.service}.pdf", "application/pdf", "", pdf))


def drawer_of(request: Request, draft: queries.DraftView) -> Callable[[Mapping[str, Any]], bytes]:
    """What draws a draft's application from the answers that were checked."""
    form = forms.get_form(draft.service, draft.version)
    context = context_for(request, draft, form)

    def draw(answers: Mapping[str, Any]) -> bytes:
        said = forms.answers_view(form, answers, context)
        return _drawn(request, draft.service, draft.version, answers, said, whose=draft.party_id)

    return draw


def _drawn(
    request: Request,
    service: str,
    version: int,
    answers: Mapping[str, Any],
    said: tuple[forms.Section, ...],
    *,
    whose: UUID | None,
    reference: str = "",
) -> bytes:
    at, offered = now(), catalog.get_service(service, version).definition
    office = organizations.names_of([offered.organization]).get(offered.organization, "")
    lines = [gettext("To: %(office)s") % {"office": translated(office)}, *_people(request, whose)]
    if reference:
        lines.append(gettext("Reference: %(reference)s") % {"reference": reference})
    lines.append(
        gettext("Drawn: %(moment)s, from version %(number)s of the form.") % {"moment": moment(at), "number": version}
    )
    attached = _attached(service, version, answers)
    parts = [
        Part(gettext("Who applies"), tuple(lines), ()),
        Part(gettext("What was answered"), (), tuple(_section(each) for each in said)),
        Part(gettext("Fees"), _fees(service, version, answers), ()),
        Part(gettext("What is attached"), () if attached else (gettext("Nothing is attached."),), attached),
        Part(gettext("Signature"), (_meaning(request),), ()),
    ]
    intro = gettext("This is the whole application, as it is handed in. Whoever signs it signs all that stands here.")
    return draw_list(title=translated(offered.name), intro=intro, parts=parts, language=get_language() or "en", at=at)


def _people(request: Request, whose: UUID | None) -> list[str]:
    actor = request.actor
    names = parties.names_of({each for each in (whose, actor.party_id) if each})
    lines = [gettext("Applicant: %(name)s") % {"name": names.get(whose, "–") if whose else "–"}]
    if actor.acting:
        words = {"name": names.get(actor.own_party, ""), "ground": translated(str(GROUNDS[actor.acting.ground]))}
        words["number"] = str(actor.acting.mandate_id)[-12:].upper()
        lines.append(gettext("Signed for the applicant by %(name)s, %(ground)s (mandate %(number)s)") % words)
    return lines


def _section(section: forms.Section) -> Listed:
    title = translated(section.title)
    if section.item:
        title = f"{title} – {translated(section.item)} {section.number}"
    return Listed(title, tuple((translated(row.question), _answer(row)) for row in section.rows))


def _answer(row: forms.Row) -> str:
    return ", ".join(file.name for file in row.files) if row.files else "; ".join(map(str, row.lines))


def _fees(service: str, version: int, answers: Mapping[str, Any]) -> tuple[str, ...]:
    found = payments.preview_fees(service=service, version=version, facts={"answers": answers})
    lines = tuple(f"{translated(label)}: {money(amount)}" for label, amount in found)
    return lines or (gettext("No fee is known yet, or there is none."),)


def _attached(service: str, version: int, answers: Mapping[str, Any]) -> tuple[Listed, ...]:
    """Each file with the fingerprint that it was kept under, so that none can be put in the place of another."""
    ids = queries.file_ids(forms.get_form(service, version), answers)
    files = [read_facts(file_id=each) for each in ids]
    return tuple(Listed(file.name, ((gettext("Fingerprint (SHA-256)"), _grouped(file.sha256)),)) for file in files)


def _grouped(digest: str) -> str:
    """In groups of eight, so that it breaks over lines and can be compared."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _meaning(request: Request) -> str:
    if holder_of(request).actor.kind == "officer":
        return gettext("Place, day and signature by hand: ____________________________________________")
    return gettext("Signed with the signer's own key. Whoever gets this file can check that at %(place)s.") % {
        "place": request.build_absolute_uri("/verify/file/")
    }
