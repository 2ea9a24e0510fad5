"""What the country pack only assumes, for those who can settle it with an official. Assumed values are shown, not hidden."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.sites.access import open_to
from digigov.sites.request import Request

KINDS = {
    "calendar": _("Holidays"),
    "organization": _("Ministries, departments and bodies"),
    "office": _("Offices, with their places and hours"),
    "identifier": _("Numbers that people and things bear"),
    "register": _("Registers"),
    "mandates": _("Who may act for whom"),
    "proofing": _("How somebody shows who they are"),
}


@open_to("catalog.see-assumed")
def assumed(request: Request) -> HttpResponse:
    viewer = request.actor
    page = Page.from_query(request.GET.get("page"))
    return render(
        request,
        "desk/assumed.html",
        {
            "services": catalog.list_assumed(viewer=viewer, page=page),
            "country": _by_kind(catalog.assumed_of_country(viewer=viewer)) if page.number == 1 else {},
            "here_in_nav": "desk:assumed",
        },
    )


def _by_kind(assumed: tuple[tuple[str, str], ...]) -> dict[Any, list[str]]:
    return {
        words: names for kind, words in KINDS.items() if (names := [name for what, name in assumed if what == kind])
    }
