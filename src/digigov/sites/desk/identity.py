"""
At the counter: a paper with a photo, a face and the registers show who somebody is, and a second officer looks again; or somebody
is named who vouches.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.applications.commands import AlreadyReviewed, NobodyReviews, ask_for_review
from digigov.modules.applications.queries import find_review
from digigov.modules.assurance import commands, queries
from digigov.modules.parties.queries import get_person
from digigov.sites.access import open_to
from digigov.sites.desk.counter import AGREEMENTS, ASSIST, SERVE
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_birthday, typed_day
from digigov.sites.wording_identity import decision_in_words

END = "assurance.end"
REFUSALS = (
    commands.NotAgreed,
    commands.RegistersDown,
    commands.AlreadyProved,
    AlreadyReviewed,
    NobodyReviews,
)
HERE = "desk:identity"


@open_to(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, party_id: UUID) -> HttpResponse:
    """How sure we are of the person at the counter; write down what lies on it."""
    actor, errors, status = request.actor, {}, 200
    if request.method == "POST":
        try:
            way = request.POST.get("way", "")
            if way == "review":
                return _review(request, party_id)
            (_vouched if way == "vouched" else _papers)(request, party_id)
            return redirect("desk:counter-identity", party_id=party_id)
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except REFUSALS as refusal:
            errors, status = {"": refusal}, refusal.status
    standing = queries.get_standing(viewer=actor, at=now(), party_id=party_id)
    against = standing.against
    page = {
        "person": get_person(viewer=actor, at=now(), party_id=party_id, purpose=SERVE),
        "standing": standing,
        "decision": decision_in_words(against) if against else "",
        "asked_again": find_review(viewer=actor, party_id=party_id, proofing_id=against.id) if against else "",
        "agreements": AGREEMENTS,
        "papers": queries.papers(with_photo=True),
        "typed": request.POST,
        "errors": errors,
        "may_end": actor.may(END),
        "here_in_nav": "desk:counter",
    }
    return render(request, "desk/identity/check.html", page, status=status)


@open_to(ASSIST)
def waiting(request: Request) -> HttpResponse:
    """What waits at this counter for a second pair of eyes."""
    found = queries.list_waiting(
        viewer=request.actor,
        at=now(),
        page=Page.from_query(request.GET.get("page")),
    )
    return render(request, "desk/identity/waiting.html", {"waiting": found, "here_in_nav": HERE})


@open_to(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: Request, proofing_id: UUID) -> HttpResponse:
    """The second officer compares the person and the papers with what the first wrote down."""
    actor = request.actor
    errors: dict[str, Any] = {}
    claimed = queries.get_waiting(viewer=actor, at=now(), proofing_id=proofing_id)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer not in ("same", "not-same"):
            errors["answer"] = _("Say whether you have seen the same.")
        else:
            try:
                commands.confirm_at_counter(by=actor, at=now(), proofing_id=proofing_id, agrees=answer == "same")
                return redirect(HERE)
            except (commands.NotAgreed, commands.ProofLapsed) as refusal:
                errors[""] = refusal
    page = {"claimed": claimed, "errors": errors, "here_in_nav": HERE}
    return render(request, "desk/identity/second.html", page, status=422 if errors else 200)


@open_to(END)
@require_POST
def end(request: Request, party_id: UUID) -> HttpResponse:
    """Withdraw what was written down of who somebody is."""
    commands.end_proof(by=request.actor, at=now(), party_id=party_id)
    return redirect("desk:counter-identity", party_id=party_id)


def _papers(request: Request, party_id: UUID) -> None:
    """:raises InvalidInput: if something is missing."""
    if not request.POST.get("seen"):
        raise InvalidInput({"seen": _("Compare the photo with the person first, and confirm that you have.")})
    commands.begin_at_counter(
        by=request.actor,
        at=now(),
        party_id=party_id,
        shown=commands.Shown(
            national_id=request.POST.get("national_id", "")[:40],
            born_on=typed_day(request, "born_on"),
            paper=request.POST.get("paper", ""),
            number=request.POST.get("number", "")[:40],
            expires_on=typed_day(request, "expires_on"),
        ),
        face_agrees=request.POST.get("seen") == "same",
    )


def _vouched(request: Request, party_id: UUID) -> None:
    """:raises InvalidInput: if something is missing."""
    years = request.POST.get("years", "").strip()
    if not (years.isascii() and years.isdigit() and len(years) < 3):
        raise InvalidInput({"years": _("Enter for how many years they have known each other.")})
    commands.begin_vouched(
        by=request.actor,
        at=now(),
        party_id=party_id,
        born_on=typed_birthday(request, "vouched_born_on"),
        voucher_number=request.POST.get("voucher_number", "")[:40],
        known_for=int(years),
    )


def _review(request: Request, party_id: UUID) -> HttpResponse:
    """
    For somebody who cannot sign in: have the last decision looked at again by another office.

    :raises InvalidInput: if something is missing. :raises NotFound: if nothing was decided against this person.
    """
    actor, agreement = request.actor, request.POST.get("agreement", "")
    against = queries.get_standing(viewer=actor, at=now(), party_id=party_id).against
    if against is None:
        raise NotFound
    if agreement not in AGREEMENTS:
        raise InvalidInput({"agreement": _("Say how the person agreed.")})
    person = get_person(viewer=actor, at=now(), party_id=party_id, purpose=SERVE)
    ask_for_review(
        by=actor, at=now(), proofing_id=against.id, told=decision_in_words(against), why=request.POST.get("why", ""),
        language=person.language, party_id=party_id, agreement=agreement,
    )  # fmt: skip
    return redirect("desk:counter-identity", party_id=party_id)
