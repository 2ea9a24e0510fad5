"""The country's outline and places as paths of a drawing: one unit is ten meters, north is up."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import cos, radians

from digigov.modules.forms.places import KILOMETERS_IN_A_DEGREE, Places

UNITS_IN_A_DEGREE = KILOMETERS_IN_A_DEGREE * 100


@dataclass(frozen=True)
class MapView:
    """``outline`` and ``dots`` are path data; ``across`` and ``along`` units in a degree; ``point`` is where the marker stands."""

    west: float
    north: float
    width: int
    height: int
    across: float
    along: float
    outline: str
    dots: str
    point: tuple[int, int] | None = None
    is_exact: bool = True

    def at(self, latitude: float, longitude: float, *, is_exact: bool = True) -> "MapView":
        """The same drawing with a point on it."""
        point = (round((longitude - self.west) * self.across), round((self.north - latitude) * self.along))
        return replace(self, point=point, is_exact=is_exact)

    @cached_property
    def close_up(self) -> tuple[int, int, int, int]:
        """The part of the drawing within two kilometers of the point: x, y, width, height."""
        x, y = self.point or (self.width // 2, self.height // 2)
        return (x - 200, y - 200, 400, 400)


def draw_map(places: Places) -> MapView:
    """The whole country."""
    west, south, east, north = places.box
    across = UNITS_IN_A_DEGREE * cos(radians((south + north) / 2))
    empty = MapView(
        west=west,
        north=north,
        width=round((east - west) * across),
        height=round((north - south) * UNITS_IN_A_DEGREE),
        across=round(across, 3),
        along=round(UNITS_IN_A_DEGREE, 3),
        outline="",
        dots="",
    )
    ring = [empty.at(latitude, longitude).point for longitude, latitude in places.outline]
    dots = [empty.at(place.latitude, place.longitude).point for place in places.places]
    return replace(
        empty,
        outline="M" + "L".join(f"{p[0]} {p[1]}" for p in ring if p) + "Z" if ring else "",
        dots="".join(f"M{p[0]} {p[1]}h0" for p in dots if p),
    )
