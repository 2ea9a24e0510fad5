"""What several files of this room ask of others: the plan, the category, the machine's name."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import system
from digigov.kernel.errors import DomainError
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.definitions import RequestCategory, RequestPlan
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests.models import Request

MACHINE = system("service requests")


class NobodyAnswers(DomainError):
    code = "requests-not-offered"
    message = _("Nothing can be reported here. Call 311.")
    status = 404


def plan() -> RequestPlan:
    """:raises NobodyAnswers: if the country says nothing of requests."""
    found = catalog.get_pack().requests
    if found is None:
        raise NobodyAnswers
    return found


def category_of(request: Request) -> RequestCategory:
    return catalog.get_request_category(request.category, request.version).definition


def line_of(unit: str) -> tuple[str, ...]:
    """The unit and those above it, the ministry last."""
    found, code = [unit], organizations.get_unit(unit).parent
    while code is not None and code not in found:
        found.append(code)
        code = organizations.get_unit(code).parent
    return tuple(found)


def ministry_of(unit: str) -> str:
    return line_of(unit)[-1]


def lines_of(units: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
    return [(each, frozenset(line_of(each))) for each in units]
