"""What the country pack only assumes, for those who can settle it with an official. Assumed values are shown, not hidden."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.sites.access import open_to


@open_to("catalog.see-assumed")
def assumed(request: HttpRequest) -> HttpResponse:
    viewer = request.actor  # type: ignore[attr-defined]
    page = Page.from_query(request.GET.get("page"))
    return render(
        request,
        "desk/assumed.html",
        {
            "services": catalog.list_assumed(viewer=viewer, page=page),
            "country": catalog.assumed_of_country(viewer=viewer) if page.number == 1 else (),
            "here_in_nav": "desk:assumed",
        },
    )
