"""``requests:`` of ``pack.yaml`` and ``requests/<group>.yaml``: what people may report and ask of ministries, and by when they are answered."""

from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Slug, Standing, Text
from digigov.modules.forms.definitions import Question

LIAISON = "liaison-officer"  # the role that answers what is reported, in each ministry
REQUEST_SERVICE = "service-request"  # what casework and retention know every request by
RequestKind = Literal["report", "officer", "service", "suggestion", "praise"]
Evidence = Literal["photo", "document", "written"]


class RequestClock(Definition):
    """Working hours of the ministry that answers: until it has looked, until it does something, until it is done."""

    acknowledge: int = Field(ge=1, le=400)
    act: int = Field(ge=1, le=2000)
    answer: int = Field(ge=1, le=4000)
    standing: Standing = "assumed"
    source: str | None = None


class Alike(Definition):
    """Another report of the category may be the same thing if it lies so near and is so young."""

    meters: int = Field(ge=10, le=5000)
    days: int = Field(ge=1, le=365)


class RequestCategory(Definition):
    """
    ``id`` is the Open311 ``service_code``. ``unit`` answers; without one the reporter names the unit that it is about (``kind``
    ``officer`` or ``service``). ``public``: shown on the map, never with the reporter's words. ``evidence``: of which kind one
    must lie before it may be closed. ``emergency`` is said before anything is asked.
    """

    id: Slug
    name: Text
    hint: Text | None = None
    keywords: tuple[Text, ...] = Field(min_length=1)
    kind: RequestKind = "report"
    unit: Slug | None = None
    questions: tuple[Question, ...] = ()
    place: Literal["needed", "welcome", "none"] = "needed"
    photo: bool = True
    public: bool = True
    clock: RequestClock
    evidence: tuple[Evidence, ...] = Field(default=("photo", "document", "written"), min_length=1)
    alike: Alike | None = None
    emergency: Text | None = None
    standing: Standing = "assumed"
    source: str | None = None


class RequestGroup(Definition):
    """One file: categories that people look for together; ``place`` among the groups, the lowest first."""

    id: Slug
    name: Text
    place: int = Field(default=50, ge=1, le=99)
    categories: tuple[RequestCategory, ...] = Field(min_length=1)


class Rung(Definition):
    """Who is told next, and takes it over, when a clock has run out for so many working hours more."""

    role: Slug
    after: int = Field(ge=0, le=400)


class RequestPlan(Definition):
    """
    ``owner``: the unit that stays owner towards the citizen. ``above``: where a complaint about a
    unit without a parent goes, the first that does not lie within it. ``silence_days``: so long the citizen's answer is waited for;
    ``reopen_days``: so long a reply opens it again.
    """

    owner: Slug
    ladder: tuple[Rung, ...] = Field(min_length=1)
    above: tuple[Slug, ...] = Field(min_length=1)
    silence_days: int = Field(ge=1, le=60)
    reopen_days: int = Field(ge=1, le=180)
    keep_years: int = Field(ge=1, le=20)
    purpose: Text
    law: Text
    standing: Standing = "assumed"
    source: str | None = None
