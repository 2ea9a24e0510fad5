"""The named places of the country and its outline: for addresses, and for the place question."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import cos, hypot, radians

KILOMETERS_IN_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    district: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Places:
    """``outline`` is a ring of (longitude, latitude)."""

    places: tuple[Place, ...] = ()
    outline: tuple[tuple[float, float], ...] = ()

    @cached_property
    def districts(self) -> tuple[str, ...]:
        return tuple(sorted({place.district for place in self.places}))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({place.name for place in self.places}))

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north: all that is drawn, with a kilometer to spare."""
        points = [*self.outline, *((place.longitude, place.latitude) for place in self.places)]
        if not points:
            return (-180.0, -90.0, 180.0, 90.0)
        spare = 1 / KILOMETERS_IN_A_DEGREE
        across, along = zip(*points, strict=True)
        return (min(across) - spare, min(along) - spare, max(across) + spare, max(along) + spare)

    def holds(self, *, latitude: float, longitude: float) -> bool:
        """Whether the point lies in the country's box."""
        west, south, east, north = self.box
        return west <= longitude <= east and south <= latitude <= north

    def find(self, name: str, district: str) -> Place | None:
        """The place of that name in the district, whatever the case it was typed in."""
        wanted = name.casefold()
        return next((p for p in self.places if p.district == district and p.name.casefold() == wanted), None)

    def nearest(self, *, latitude: float, longitude: float) -> Place | None:
        return min(self.places, key=lambda p: distance(p, latitude, longitude), default=None)


def distance(place: Place, latitude: float, longitude: float) -> float:
    """Kilometers, as flat as a small island allows."""
    across = (place.longitude - longitude) * cos(radians(latitude))
    return hypot(across, place.latitude - latitude) * KILOMETERS_IN_A_DEGREE


def places_from(rows: Iterable[Iterable[object]], outline: Iterable[Iterable[float]] = ()) -> Places:
    """From rows of name, district, latitude, longitude."""
    return Places(
        places=tuple(Place(str(n), str(d), float(y), float(x)) for n, d, y, x in rows),  # type: ignore[arg-type]
        outline=tuple((float(x), float(y)) for x, y in outline),
    )
