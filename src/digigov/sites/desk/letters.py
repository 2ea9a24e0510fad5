"""Letters with codes, for the post room: print, put into a window envelope, mark as sent. No page shows a code."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.paging import Page
from digigov.modules.assurance import commands, queries
from digigov.modules.catalog.queries import get_pack
from digigov.modules.documents.queries import draw_post_letter
from digigov.sites.access import open_to
from digigov.sites.request import Request
from digigov.ui.format import day

POST = "assurance.post"
HERE = "desk:letters"


@open_to(POST)
def letters(request: Request) -> HttpResponse:
    """What has to be printed, or taken to the post."""
    found = queries.list_letters(
        viewer=request.actor,
        at=now(),
        page=Page.from_query(request.GET.get("page")),
    )
    return render(request, "desk/letters.html", {"letters": found, "here_in_nav": HERE})


@open_to(POST)
@require_POST
@never_cache
def print_one(request: Request, letter_id: UUID) -> HttpResponse:
    """The letter as a file to print; it is kept nowhere, and another print has another code."""
    at = now()
    printed = commands.print_letter(by=request.actor, at=at, letter_id=letter_id)
    answer = HttpResponse(_drawn(printed), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


@open_to(POST)
@require_POST
def sent(request: Request, letter_id: UUID) -> HttpResponse:
    """It lies in the post."""
    commands.mark_letter_sent(by=request.actor, at=now(), letter_id=letter_id)
    return redirect(HERE)


def _drawn(printed: commands.PrintedLetter) -> bytes:
    at = now()
    before = (
        _("%(name)s, somebody who has your papers asked to show online who they are. This code proves that it is you.")
        % {"name": printed.name},
        _("If it was you: sign in, go to “Who you are”, and enter this code by %(day)s.")
        % {"day": day(printed.works_until)},
    )
    after = (
        _("Tell the code to nobody. No officer will ever ask you for it."),
        _(
            "If you have asked for nothing, do not enter it anywhere. Throw the letter away and call the contact centre: 311."
        ),
    )
    return draw_post_letter(
        title=_("Your code"), sender=get_pack().brand, to=(printed.name, *printed.lines), day=day(at), before=before,
        code=printed.code, after=after, language="en", at=at,
    )  # fmt: skip
