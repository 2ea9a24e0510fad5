"""A place: a point on the map, or a named place; and a landmark in words."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.map_view import MapView, draw_map
from digigov.modules.forms.places import Places
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw, no_longer_than
from digigov.modules.forms.questions.cleaning import clean_line


class PlaceQuestion(QuestionKind):
    """
    Kept as ``latitude longitude place district landmark``.

    The point is null when only words were given; with a point, ``place`` and ``district`` are those of the nearest named place.
    """

    parts = ("latitude", "longitude", "district", "place", "landmark")
    missing = _("Show the place on the map, or choose a district and a place.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> dict[str, Any] | None:
        found: dict[str, Any] = {part: raw.line(part) for part in self.parts}
        if not any(found.values()):
            return None
        return {**found, "latitude": found["latitude"] or None, "longitude": found["longitude"] or None}

    def check(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Fault(self.missing)
        words = {part: clean_line(str(value.get(part) or "")) for part in ("place", "district", "landmark")}
        no_longer_than(words["place"], 80, part="place")
        no_longer_than(words["landmark"], 300, part="landmark")
        if value.get("latitude") is not None or value.get("longitude") is not None:
            return self._point(value, words, context)
        return {"latitude": None, "longitude": None, **self._named(words, context)}

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {part: ("" if value.get(part) is None else str(value[part]),) for part in self.parts}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        town = ", ".join(dict.fromkeys(t for t in (value.get("place"), value.get("district")) if t))
        if value.get("latitude") is not None:
            near = gettext("Near %(place)s") % {"place": town} if town else ""
            return tuple(t for t in (near, value.get("landmark"), f"{value['latitude']}, {value['longitude']}") if t)
        return tuple(text for text in (town, value.get("landmark")) if text)

    def extras(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        return {"districts": context.places.districts, "places": context.places.names, "map": map_of(value, context)}

    def _point(self, value: dict[str, Any], words: dict[str, str], context: Context) -> dict[str, Any]:
        latitude, longitude = _degrees(value.get("latitude")), _degrees(value.get("longitude"))
        if latitude is None or longitude is None:
            raise Fault(_("Show the place on the map again, or choose a district and a place."))
        if not context.places.holds(latitude=latitude, longitude=longitude):
            raise Fault(_("That point is outside the country. Show the place on the map again."))
        near = context.places.nearest(latitude=latitude, longitude=longitude)
        named = {"place": near.name, "district": near.district} if near else {}
        return {"latitude": latitude, "longitude": longitude, **words, **named}

    def _named(self, words: dict[str, str], context: Context) -> dict[str, Any]:
        if context.places.districts and words["district"] not in context.places.districts:
            raise Fault(_("Choose the district."), part="district")
        if not words["place"]:
            raise Fault(_("Enter the nearest place, for example Marchand."), part="place")
        if not words["landmark"]:
            raise Fault(_("Say what is beside it, for example across from the church."), part="landmark")
        known = context.places.find(words["place"], words["district"])
        return {**words, "place": known.name if known else words["place"]}


def map_of(value: Any, context: Context) -> MapView | None:
    """The country, with the place on it if it is known; None before a country is loaded."""
    if not context.places.outline:
        return None
    drawn, point = _whole(context.places), point_to_draw(value, context)
    return drawn.at(point[0], point[1], is_exact=point[2]) if point else drawn


def point_to_draw(value: Any, context: Context) -> tuple[float, float, bool] | None:
    """Latitude, longitude and whether it is the point itself (not only the named place nearby)."""
    if not isinstance(value, dict):
        return None
    latitude, longitude = _degrees(value.get("latitude")), _degrees(value.get("longitude"))
    if latitude is not None and longitude is not None:
        return (latitude, longitude, True) if context.places.holds(latitude=latitude, longitude=longitude) else None
    known = context.places.find(str(value.get("place") or ""), str(value.get("district") or ""))
    return (known.latitude, known.longitude, False) if known else None


@lru_cache(maxsize=4)
def _whole(places: Places) -> MapView:
    return draw_map(places)


def _degrees(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not value.replace(".", "", 1).lstrip("-").isascii():
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return round(found, 5) if -180 <= found <= 180 else None
