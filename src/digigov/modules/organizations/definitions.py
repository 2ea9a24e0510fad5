"""``organizations.yaml`` and ``calendar.yaml``: who government is, where it sits and when it works."""

from typing import Annotated, Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Slug, Standing, Text

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class DatedName(Definition):
    """Ministries are renamed at each reshuffle; the code stays."""

    name: Text
    since: str | None = None


class Organization(Definition):
    code: Slug
    names: tuple[DatedName, ...] = Field(min_length=1)
    kind: Literal["ministry", "department", "body"]
    parent: Slug | None = None
    email: str | None = None
    phone: str | None = None
    standing: Standing = "assumed"
    source: str | None = None


class Hours(Definition):
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...]
    opens: Clock
    closes: Clock


class Office(Definition):
    """A place where people are served: a counter, or a kiosk, whose screen many share."""

    code: Slug
    name: Text
    organization: Slug
    kind: Literal["counter", "kiosk"] = "counter"
    address: Text
    district: Text
    latitude: float | None = None
    longitude: float | None = None
    hours: tuple[Hours, ...] = ()
    standing: Standing = "assumed"
    source: str | None = None


class Role(Definition):
    """
    What a post may do, in its unit and the units under it, or in every unit when it holds ``everywhere``. ``supervises``
    lets its holder see workload, reassign and take escalations of those roles. ``appoints`` are the roles whose posts its holder,
    with ``staff.manage``, may make, give and take back: those below in the line, never the own or one beside or above it.
    Without it, those supervised.
    """

    code: Slug
    name: Text
    permissions: tuple[str, ...] = ()
    supervises: tuple[Slug, ...] = ()
    appoints: tuple[Slug, ...] | None = None
    everywhere: bool = False

    @property
    def below(self) -> tuple[str, ...]:
        """The roles that it appoints."""
        return self.supervises if self.appoints is None else self.appoints


class Organizations(Definition):
    organizations: tuple[Organization, ...]
    offices: tuple[Office, ...] = ()
    roles: tuple[Role, ...]


DaysCounted = Literal["calendar", "working"]


class FixedHoliday(Definition):
    name: Text
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)


class MovingHoliday(Definition):
    """So many days after Easter Sunday, or the nth weekday (0 is Monday) of a month."""

    name: Text
    easter_plus: int | None = None
    month: int | None = Field(default=None, ge=1, le=12)
    weekday: int | None = Field(default=None, ge=0, le=6)
    nth: int | None = Field(default=None, ge=1, le=5)


class ExtraDay(Definition):
    """A day that government added or took away, by proclamation."""

    name: Text
    on: str
    closed: bool = True


class Calendar(Definition):
    fixed: tuple[FixedHoliday, ...]
    moving: tuple[MovingHoliday, ...]
    sunday_moves_to_monday: bool
    extra: tuple[ExtraDay, ...] = ()
    weekend: tuple[int, ...] = (5, 6)
    source: str
    standing: Standing
