"""Somebody reports something, or follows what another reported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.events import publish
from digigov.kernel.references import next_reference
from digigov.modules.casework import commands as casework
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.definitions import RequestPlan
from digigov.modules.catalog.queries import REQUEST_SERVICE, PublishedCategory
from digigov.modules.forms import queries as forms
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import (
    asking,
    clocks,
    events,
    occasions,
    policies,
    reading,
    rules,
    steps,
    telling,
    writing,
)
from digigov.modules.service_requests.errors import NotOutThere, NotToBeFollowed
from digigov.modules.service_requests.models import Follower, Request
from digigov.modules.service_requests.reading import MACHINE

HEAD = "permanent-secretary"  # is told of a complaint in the ministry that answers it, where the country has the role


@dataclass(frozen=True, slots=True)
class Reporter:
    """Somebody with a record, or an address of somebody unknown, or nobody."""

    party_id: UUID | None = None
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """Whom a complaint is about: a unit, and the officer if known."""

    unit: str = ""
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """``code`` is shown once; only its digest is kept."""

    id: UUID
    reference: str
    code: str


NOBODY, NOTHING = Reporter(), About()


@transaction.atomic
def open_request(
    *,
    by: Actor,
    at: datetime,
    category: str,
    answers: Mapping[str, Any],
    channel: str,
    language: str,
    reporter: Reporter = NOBODY,
    about: About = NOTHING,
    file_ids: Iterable[UUID] = (),
    secret: str = "",
    owner_agent: UUID | None = None,
) -> Opened:
    """
    Report something. ``answers`` are in their stored form: ``place``, ``description`` and the category's own questions.

    :raises NotAllowed: unless for oneself, for nobody named, or as an agent of the owner's unit or the machine.
    :raises NotFound: if nothing of the kind can be reported.
    :raises InvalidInput: if answers need mending. :raises NotOutThere: if the place lies outside the country.
    """
    plan, offered = reading.plan(), catalog.get_request_category(category)
    policies.require_opener(by, party_id=reporter.party_id, owner=plan.owner)
    given = _check(offered, answers, at=at)
    unit, owner = _route(offered, about, plan)
    code, digest = policies.new_code()
    request = Request(
        reference=next_reference(kind="Q", at=at), category=offered.id, version=offered.version,
        kind=offered.definition.kind, unit=unit, ministry=reading.ministry_of(unit), owner=owner,
        owner_agent=owner_agent, about_unit=about.unit, about_party_id=about.party_id,
        reporter_id=reporter.party_id, name=reporter.name[:120], email=reporter.email[:254], phone=reporter.phone[:20],
        language=language[:8], channel=channel[:20], opened_by=by.party_id if by.kind == "officer" else None,
        code_hash=digest, **_where(given), description=str(given.get("description") or ""),
        answers=asking.own_answers(given), is_public=offered.definition.public, opened_at=at, changed_at=at,
    )  # fmt: skip
    clocks.begin(request, at=at)
    request.save(force_insert=True)
    _open_case(request, offered, language, at=at)
    files = writing.attach(request, file_ids, by=by, at=at, secret=secret)
    writing.add_entry(request, "opened", by=by, at=at, is_public=True, channel=request.channel, files=files)
    writing.record(request, "request-opened", by=by, at=at, details={"category": offered.id})
    due = telling.moment(request.answer_due_at, request.language)
    telling.tell_reporter(request, occasions.RECEIVED, at=at, key="", code=code, due=due)
    _tell_above(request, at=at)
    publish(
        events.RequestOpened(
            request_id=request.id, reference=request.reference, category=request.category, unit=unit, owner=owner,
            owner_agent=owner_agent, reporter_id=reporter.party_id, channel=request.channel, opened_at=at,
        )
    )  # fmt: skip
    return Opened(request.id, request.reference, code)


@transaction.atomic
def follow_request(
    *, by: Actor, at: datetime, request_id: UUID, email: str = "", phone: str = "", language: str = "en"
) -> UUID:
    """
    Hear what becomes of another's report: somebody signed in, or an address. Harmless when repeated.

    :raises NotFound: if there is no such request. :raises NotToBeFollowed: if it is not public.
    :raises InvalidInput: if nobody could be told.
    """
    request = policies.lock(request_id)
    if not request.is_public:
        raise NotToBeFollowed
    if by.party_id is None and not (email or phone):
        raise InvalidInput({"contact_email": _("Enter an e-mail address or a phone number, so that we can tell you.")})
    who: dict[str, Any] = (
        {"party_id": by.on_behalf_of} if by.party_id else {"party_id": None, "email": email, "phone": phone}
    )
    if by.party_id and by.on_behalf_of == request.reporter_id:
        return request.id
    try:
        with transaction.atomic():
            follower, is_new = Follower.objects.get_or_create(
                request=request, **who, defaults={"language": language[:8], "since": at}
            )
    except IntegrityError:
        return request.id
    if is_new:
        writing.record(request, "followed", by=by, at=at)
        told = {"text": str(request.public_text or ""), "code": policies.follow_token(follower.id)}
        telling.tell_follower(follower, request, occasions.FOLLOWED, at=at, key="", **told)
    return follower.id


@transaction.atomic
def stop_following(*, by: Actor, at: datetime, request_id: UUID | None = None, token: str = "") -> None:
    """
    Hear no more of it, by the link of a message or signed in. Harmless when repeated.

    :raises NotFound: for a link that is not ours, and for strangers without one.
    """
    if token:
        found = Follower.objects.filter(id=policies.read_follow_token(token))
    elif by.party_id and request_id:
        found = Follower.objects.filter(request_id=request_id, party_id=by.on_behalf_of)
    else:
        raise NotFound
    for follower in found.select_related("request").select_for_update(of=["self"]):
        writing.record(follower.request, "unfollowed", by=by, at=at)
        follower.delete()


def _check(offered: PublishedCategory, answers: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    form = asking.form_of(offered.id, offered.version)
    asked = {question.id for question in form.pages[0].questions} - {"photo"}
    kept = {key: value for key, value in answers.items() if key in asked}
    given = forms.check_all(form, kept, forms.context_at(at))
    where = given.get("place") or {}
    if where.get("latitude") is not None:
        outline = forms.get_country()[1].outline
        if not rules.is_in_country(where["latitude"], where["longitude"], outline):
            raise NotOutThere
    return given


def _where(given: Mapping[str, Any]) -> dict[str, Any]:
    """The point itself, or that of the named place, said to be no more than that."""
    where = given.get("place") or {}
    if not where:
        return {}
    named = {key: str(where.get(key) or "") for key in ("place", "district", "landmark")}
    if where.get("latitude") is not None:
        return {**named, "latitude": where["latitude"], "longitude": where["longitude"], "is_exact": True}
    known = forms.get_country()[1].find(named["place"], named["district"])
    return {**named, "latitude": known.latitude, "longitude": known.longitude} if known else named


def _route(offered: PublishedCategory, about: About, plan: RequestPlan) -> tuple[str, str]:
    """Who answers, and who stays owner. What is about a unit goes past it. :raises InvalidInput: if it names none."""
    if offered.definition.unit is not None:
        return offered.definition.unit, plan.owner
    if not about.unit:
        raise InvalidInput({"about_unit": _("Choose the office that it is about.")})
    try:
        parent = organizations.get_unit(about.unit).parent
    except NotFound:
        raise InvalidInput({"about_unit": _("Choose the office that it is about.")}) from None
    unit = rules.above(about.unit, parent=parent, otherwise=reading.lines_of(plan.above))
    if unit is None:
        raise reading.NobodyAnswers
    within = organizations.units_under(about.unit)
    return unit, unit if plan.owner in within else plan.owner


def _open_case(request: Request, offered: PublishedCategory, language: str, *, at: datetime) -> None:
    casework.publish_workflow(
        by=MACHINE, at=at, service=REQUEST_SERVICE, version=steps.WORKFLOW_VERSION, workflow=steps.WORKFLOW
    )
    casework.open_case(
        by=MACHINE, at=at, service=REQUEST_SERVICE, version=steps.WORKFLOW_VERSION, unit=request.unit,
        applicant_id=request.reporter_id, reference=request.reference, facts={"answers": {"category": offered.id}},
        language=language[:3], title=offered.definition.name,
        kept_from=[request.about_party_id] if request.about_party_id else (),
    )  # fmt: skip
    request.case_id, request.step_id = Request.objects.values_list("case_id", "step_id").get(id=request.id)
    writing.settle_clock(request, at=at)


def _tell_above(request: Request, *, at: datetime) -> None:
    """A complaint is told to whoever heads the ministry that answers it, so that it never lies with one office alone."""
    if request.kind not in ("officer", "service"):
        return
    holders = organizations.list_holders(role=HEAD, unit=request.unit, at=at)
    for holder in holders:
        if holder.party_id != request.about_party_id:
            unit = organizations.name_of(request.unit)
            due = telling.moment(request.acknowledge_due_at, "en")
            telling.tell_officer(
                request, occasions.COMPLAINT, at=at, party_id=holder.party_id, key="", unit=unit, due=due
            )
