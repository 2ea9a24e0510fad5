"""What stands out about sign-in: owners who said that it was not them, numbers that moved, many recoveries."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.identity import commands, queries
from digigov.sites.access import open_to
from digigov.sites.request import Request

WATCH = "identity.watch"
HERE = "desk:sign-in-watch"
WORDS: dict[str, Any] = {
    "not-me": _("The owner said: that was not me. The account is held."),
    "number-moved": _("An address or number that another account gave up within three months signs in here now."),
    "many-recoveries": _("Many tries to set a new password."),
}


@open_to(WATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: Request) -> HttpResponse:
    """What nobody has looked at yet; whoever has looked says what was found."""
    actor, errors = request.actor, {}
    wanted = request.POST.get("concern", "")
    if request.method == "POST":
        try:
            commands.look_at_concern(by=actor, at=now(), concern_id=_id(wanted), note=request.POST.get("note", ""))
            return redirect(HERE)
        except InvalidInput as refusal:
            errors = {f"note-{wanted}": message for message in refusal.errors.values()}
    found = queries.list_concerns(viewer=actor, at=now(), page=Page.from_query(request.GET.get("page")))
    page = {"concerns": found, "words": WORDS, "errors": errors, "typed": request.POST, "here_in_nav": HERE}
    return render(request, "desk/sign_in_watch.html", page, status=422 if errors else 200)


def _id(typed: str) -> UUID:
    """:raises InvalidInput: for what is no name of a line."""
    try:
        return UUID(typed)
    except ValueError as fault:
        raise InvalidInput({"note": _("Choose a line of the list.")}) from fault
