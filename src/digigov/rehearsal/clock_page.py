"""Moving the clock from the browser."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from digigov.kernel.clock import ahead, now
from digigov.kernel.errors import DomainError
from digigov.rehearsal import moving, wishes
from digigov.sites.access import open_to

CHOICES = (("1d", "A day ahead"), ("7d", "A week ahead"), ("3m", "A quarter ahead"), ("1y", "A year ahead"))


@open_to("everyone")
def clock(request: HttpRequest) -> HttpResponse:
    """What it shows, where it is going, and buttons to send it there."""
    page: dict[str, Any] = {"choices": CHOICES, "typed": "", "errors": {}}
    if request.method == "POST":
        page["typed"] = request.POST.get("to", "").strip()[:20]
        try:
            moving.begin(to=wishes.moment_of(request.POST.get("ahead") or page["typed"], at=now()))
            return redirect("rehearsal:clock")
        except DomainError as refusal:
            page["errors"] = {"to": refusal}
    page |= {"at": now(), "days": round(ahead().total_seconds() / 86400), "move": moving.find_move()}
    return render(request, "rehearsal/clock.html", page, status=422 if page["errors"] else 200)
