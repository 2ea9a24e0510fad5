"""
The public interface for machines: what government offers, as JSON. Read only, no account, nothing personal.

Every answer is declared, every number bounded; ``/exchange/v1/openapi.json`` describes it.
"""

from decimal import Decimal
from typing import Annotated, Literal

from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError
from pydantic import Field, StringConstraints

from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.catalog import queries as catalog
from digigov.sites.limits import LimitReached, count
from digigov.sites.request import Request

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(max_length=200)]
Audience = Literal["citizen", "visitor", "business", "agency"]

api = NinjaAPI(
    title="DigiGov services",
    version="1",
    description="What government offers. Data of a country pack; parts that no source supports are marked assumed.",
    urls_namespace="exchange:services-api",
    docs_url=None,
)


class Problem(Schema):
    code: str
    message: str


class ServiceLine(Schema):
    id: Code
    version: Annotated[int, Field(ge=1)]
    name: str
    summary: str
    ministry: Code
    organization: Code
    kind: Code
    audience: list[Audience]
    life_events: list[Code]


class ServicePage(Schema):
    items: list[ServiceLine]
    page: Annotated[int, Field(ge=1, le=10_000)]
    has_next: bool


class FeeRow(Schema):
    label: str | None
    amount: Decimal
    counted: bool  # a part of the amount depends on a measure or on a register
    assumed: bool


class Fee(Schema):
    id: str
    label: str
    currency: str
    rows: list[FeeRow]


class ServiceDetail(ServiceLine):
    who_may_apply: str
    charter_working_days: Annotated[int, Field(ge=0, le=400)]
    needs: list[str]
    output: str
    laws: list[str]
    fees: list[Fee]
    assumed: list[str]


class Asked(Schema):
    """Which part of the list. ``q`` searches; the others narrow the list and do not go with ``q``."""

    q: Words | None = None
    ministry: Code | None = None
    life_event: Code | None = None
    audience: Audience | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


@api.get("/services", response={200: ServicePage, 422: Problem, 429: Problem}, summary="List or search services")
def list_services(request: Request, asked: Query[Asked]) -> ServicePage:
    count(request, "machine")
    page = Page(number=asked.page, size=50)
    if asked.q is not None:
        return _page(catalog.search_services(query=asked.q.replace("\x00", ""), page=page))
    narrow = {"ministry": asked.ministry, "life_event": asked.life_event, "audience": asked.audience}
    return _page(catalog.list_services(page=page, **narrow))


@api.get(
    "/services/{service}",
    response={200: ServiceDetail, 404: Problem, 422: Problem, 429: Problem},
    summary="One service",
)
def get_service(request: Request, service: Code) -> ServiceDetail:
    count(request, "machine")
    found = catalog.get_service(service)
    told = found.definition
    return ServiceDetail(
        **told.model_dump(include={"id", "name", "summary", "organization", "kind", "who_may_apply", "output"}),
        version=found.version,
        ministry=found.ministry,
        audience=list(told.audience),
        life_events=list(told.life_events),
        charter_working_days=told.charter.working_days,
        needs=[need.text for need in told.needs],
        laws=[law.title for law in told.laws],
        fees=[_fee(fee, catalog.get_pack().currency) for fee in found.fees.fees],
        assumed=list(told.assumed),
    )


def _fee(fee, currency: str) -> Fee:  # type: ignore[no-untyped-def]
    rows = [
        FeeRow(
            label=row.label,
            amount=row.amount,
            counted=bool(row.from_fact or row.per),
            assumed=row.standing == "assumed",
        )
        for row in fee.rows
    ]
    return Fee(id=fee.id, label=fee.label, currency=currency, rows=rows)


def _page(found: PageOf[catalog.ServiceCard]) -> ServicePage:
    items = [ServiceLine(**{name: getattr(card, name) for name in ServiceLine.model_fields}) for card in found]
    return ServicePage(items=items, page=found.number, has_next=found.has_next)


@api.exception_handler(NotFound)
def _not_found(request: Request, error: NotFound):  # type: ignore[no-untyped-def]
    return api.create_response(request, {"code": error.code, "message": str(error)}, status=404)


@api.exception_handler(LimitReached)
def _too_many(request: Request, error: LimitReached):  # type: ignore[no-untyped-def]
    answer = api.create_response(request, {"code": error.code, "message": str(error)}, status=error.status)
    for name, value in error.headers.items():
        answer[name] = value
    return answer


@api.exception_handler(ValidationError)
def _invalid(request: Request, error: ValidationError):  # type: ignore[no-untyped-def]
    where = ".".join(str(part) for part in error.errors[0]["loc"])
    return api.create_response(
        request, {"code": "invalid-input", "message": f"{where}: {error.errors[0]['msg']}"}, status=422
    )


def patterns() -> list:
    """Its addresses, each marked as open to everyone."""
    found = api.urls[0]
    for pattern in found:
        vars(pattern.callback)["open_to"] = "everyone"
    return found
