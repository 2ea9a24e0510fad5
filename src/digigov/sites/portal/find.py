"""Finding a service: the front page, browsing, and the page of a service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.sites.access import open_to


@open_to("everyone")
def home(request: HttpRequest) -> HttpResponse:
    return find(request)


@open_to("everyone")
def find(request: HttpRequest) -> HttpResponse:
    services = catalog.list_services(page=Page.from_query(request.GET.get("page")))
    return render(request, "find/home.html", {"services": services})


@open_to("everyone")
def service(request: HttpRequest, service: str) -> HttpResponse:
    return render(request, "find/service.html", {"service": catalog.get_service(service)})


@open_to("everyone")
def service_privacy(request: HttpRequest, service: str) -> HttpResponse:
    return render(request, "find/privacy.html", {"service": catalog.get_service(service)})
