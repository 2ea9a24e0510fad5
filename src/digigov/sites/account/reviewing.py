"""Having a decision looked at again by somebody who did not make it: the same page for each kind of decision."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.applications.commands import AlreadyReviewed, NobodyReviews, ask_for_review
from digigov.modules.applications.queries import find_review
from digigov.sites.request import Request


def review_page(request: Request, *, of: str, decision_id: UUID, decision: str, back: str) -> HttpResponse:
    """``decision`` is what was decided, in the person's words; ``back`` the page that said so."""
    actor, errors = request.actor, dict[str, Any]()
    if asked := find_review(viewer=actor, party_id=actor.own_party, decision_id=decision_id):
        return redirect("portal:application", asked)
    if request.method == "POST":
        try:
            handed_in = ask_for_review(
                by=actor, at=now(), of=of, decision_id=decision_id, told=decision, why=request.POST.get("why", ""),
                language=get_language() or "en",
            )  # fmt: skip
            return redirect("portal:application", handed_in.reference)
        except InvalidInput as refusal:
            errors = refusal.errors
        except (AlreadyReviewed, NobodyReviews) as refusal:
            errors = {"": refusal}
    page = {"decision": decision, "why": request.POST.get("why", ""), "errors": errors, "back": back}
    return render(request, "account/review.html", page, status=422 if errors else 200)
