"""Who has looked at one's data, line by line; and asking about a line that looks wrong."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.applications import commands, queries
from digigov.modules.audit import queries as audit
from digigov.modules.audit.queries import Glance, Subject, Who
from digigov.modules.casework.queries import PublicStatus, public_statuses
from digigov.modules.catalog.definitions import DataProtection
from digigov.modules.catalog.queries import get_data_protection
from digigov.modules.openid.queries import names_of as names_of_clients
from digigov.modules.organizations.queries import names_of
from digigov.modules.parties.queries import names_of as names_of_people
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.queries import get_registers
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account import trail
from digigov.sites.request import Request
from digigov.ui.format import moment, translated

WHO: dict[Who, Any] = {
    "": _("everybody"),
    "officers": _("officers"),
    "systems": _("systems"),
    "others": _("others"),
    "self": _("yourself"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line as it is read. ``case`` names the application it was for; ``question`` what was asked about it before."""

    entry_id: UUID
    at: datetime
    kind: str
    tag: str
    who: str
    office: str
    what: str
    fields: str
    case: str
    reference: str
    question: str

    def aloud(self) -> str:
        """The whole line in one text, for whoever looks into it."""
        parts = [f"{moment(self.at)}: {self.who}", self.office, self.what, self.fields, self.case]
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines of a page speak of, asked for once."""

    offices: dict[str, str]
    clients: dict[str, str]
    registers: dict[str, Register]
    cases: dict[UUID, PublicStatus]
    officers: dict[UUID, str]  # their names, where the law lets people read them
    questions: dict[UUID, str]
    law: DataProtection


@open_to("citizen")
@never_cache
def who_looked(request: Request) -> HttpResponse:
    """Everyone who has read or changed what is held of oneself, and why."""
    actor = request.actor
    subject, page = queries.trail_subject(actor.own_party), Page.from_query(request.GET.get("page"))
    years = audit.list_years_about(viewer=actor, subject=subject)
    year = next((each for each in years if str(each) == request.GET.get("year")), None)
    who: Who = next((each for each in WHO if each == request.GET.get("who")), "")
    glances = audit.list_about(viewer=actor, subject=subject, page=page, year=year, who=who)
    known = _known(request, subject, glances)
    shown = {
        "lines": [_told(each, subject, known) for each in glances],
        "pages_of": glances,
        "years": years,
        "year": year,
        "who": who,
        "choices": WHO,
        "may_ask": known.law.questions_to is not None,
    }
    return render(request, "account/who_looked.html", shown)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("submit")
@never_cache
def doubt(request: Request, entry_id: UUID) -> HttpResponse:
    """Say that a line looks wrong: it goes to the data protection officer."""
    actor = request.actor
    subject = queries.trail_subject(actor.own_party)
    line = audit.get_glance(viewer=actor, subject=subject, entry_id=entry_id)
    told = _told(line, subject, _known(request, subject, [line]))
    if told.question:
        return redirect("portal:application", told.question)
    why, errors = request.POST.get("why", ""), dict[str, Any]()
    if request.method == "POST":
        try:
            handed_in = commands.doubt_line(
                by=actor, at=now(), entry_id=entry_id, told=told.aloud(), why=why, language=get_language() or "en"
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            return redirect("portal:application", handed_in.reference)
    page = {"line": told, "why": why, "errors": errors}
    return render(request, "account/line_wrong.html", page, status=422 if errors else 200)


def _known(request: Request, subject: Subject, lines: Iterable[Glance]) -> Known:
    lines = list(lines)
    fields = {field.rpartition(".")[0] for line in lines for field in line.fields}
    asked = queries.find_doubts(
        viewer=request.actor,
        entry_ids=[each for line in lines for each in line.ids],
    )
    law = get_data_protection()
    officers = [line for line in lines if line.actor_kind == "officer" and line.by_party and not line.is_self]
    return Known(
        offices=names_of({line.office for line in lines if line.office}),
        clients=names_of_clients({told for line in lines if (told := trail.told_client(line))}),
        registers=get_registers(frozenset(fields - {""})),
        cases=public_statuses(case_ids={line.case_id for line in lines if line.case_id}),
        officers=names_of_people({line.by_party for line in officers if line.by_party}) if law.names_officers else {},
        questions={line.ids[0]: asked[each] for line in lines for each in line.ids if each in asked},
        law=law,
    )


def _told(line: Glance, subject: Subject, known: Known) -> Told:
    case = known.cases.get(line.case_id) if line.case_id else None
    is_own = case is not None and case.applicant_id in subject.own
    name = known.officers.get(line.by_party, "") if line.by_party else ""
    fields = trail.fields_of(line, known.registers)
    kind = trail.kind_of(line)
    return Told(
        entry_id=line.ids[0],
        at=line.at,
        kind=kind,
        tag=str(trail.KINDS[kind]),
        who=trail.who(line, known.clients, name=name),
        office=translated(known.offices.get(line.office, "")),
        what=trail.in_words(line),
        fields=gettext("What: %(fields)s") % {"fields": fields} if fields else "",
        case=_case_in_words(case, is_own=is_own),
        reference=case.reference if case and is_own else "",
        question=known.questions.get(line.ids[0], ""),
    )


def _case_in_words(case: PublicStatus | None, *, is_own: bool) -> str:
    if case is None:
        return ""
    if not is_own:
        return gettext("For an application of somebody else")
    return gettext("For your application %(reference)s: %(service)s") % {
        "reference": case.reference,
        "service": translated(case.title),
    }
