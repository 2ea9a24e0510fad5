"""Published forms, and the rules of drawing and checking them for other rooms and for pages."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.kernel.published import remembered
from digigov.modules.forms.asking_registers import prefilled_fields, register_in_words
from digigov.modules.forms.definitions import Country, Form
from digigov.modules.forms.map_view import MapView, draw_map
from digigov.modules.forms.models import CountryData, FormVersion
from digigov.modules.forms.places import Place, Places, places_from
from digigov.modules.forms.questions.base import Context, FileFacts, LookUp, Prefilled, Sentence
from digigov.modules.forms.questions.files import ANY_KIND
from digigov.modules.forms.rules import (
    DECLARATIONS,
    check_all,
    check_page,
    drop_hidden,
    page_of,
    page_with,
    pages_shown,
    remove_item,
)
from digigov.modules.forms.views import (
    FieldView,
    PrefillNote,
    Row,
    Section,
    answers_view,
    confirm_links,
    draw,
    error_links,
    fields_of,
    fields_of_findings,
    findings_in_words,
    parse_questions,
    rows_of,
)

__all__ = [
    "ANY_KIND",
    "DECLARATIONS",
    "Context",
    "FieldView",
    "FileFacts",
    "LookUp",
    "MapView",
    "Place",
    "Places",
    "PrefillNote",
    "Prefilled",
    "Row",
    "Section",
    "Sentence",
    "answers_view",
    "check_all",
    "check_page",
    "confirm_links",
    "context_at",
    "draw",
    "drop_hidden",
    "error_links",
    "fields_of",
    "fields_of_findings",
    "findings_in_words",
    "get_country",
    "get_form",
    "get_map",
    "page_of",
    "page_with",
    "pages_shown",
    "prefilled_fields",
    "register_in_words",
    "parse_questions",
    "remove_item",
    "rows_of",
]


@remembered()
def get_form(service: str, version: int) -> Form:
    """The form published with that version of a service. :raises NotFound: if there is none."""
    row = FormVersion.objects.filter(service=service, version=version).values_list("body", flat=True).first()
    if row is None:
        raise NotFound
    return Form.model_validate(row)


def get_country() -> tuple[Country, Places]:
    """What questions know of the country; empty before a pack is loaded."""
    digest = CountryData.objects.filter(id=1).values_list("digest", flat=True).first()
    return _country(digest) if digest else (Country(), Places())


def get_map() -> MapView | None:
    """The country as a drawing; None before a pack is loaded."""
    _country_known, places = get_country()
    return _drawn(places) if places.outline else None


@lru_cache(maxsize=4)
def _drawn(places: Places) -> MapView:
    return draw_map(places)


def context_at(
    at: datetime,
    *,
    files: Mapping[str, FileFacts] | None = None,
    look_ups: Mapping[str, LookUp] | None = None,
    prefilled: Mapping[str, Prefilled] | None = None,
    **others: Any,
) -> Context:
    """The context in which a form is drawn and checked at that moment."""
    country, places = get_country()
    return Context(
        at=at,
        today=local_date(at),
        identifiers={identifier.id: identifier for identifier in country.identifiers},
        places=places,
        files=files,
        look_ups=look_ups or {},
        prefilled=prefilled or {},
        country=country.code,
        currency_symbol=country.currency_symbol,
        **others,
    )


@lru_cache(maxsize=4)
def _country(digest: str) -> tuple[Country, Places]:
    country = Country.model_validate(CountryData.objects.get(id=1, digest=digest).body)
    return country, places_from(country.places, country.outline)
