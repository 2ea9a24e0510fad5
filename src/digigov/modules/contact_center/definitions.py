"""``contact-centre.yaml``: how a country's contact centre works. Times are in seconds unless their name says otherwise."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from digigov.kernel.definitions import Definition, Slug, Standing, Text

Lane = Literal["voice", "text", "mail"]
ChannelId = Literal[
    "voice",
    "callback",
    "voicemail",
    "chat",
    "sms",
    "facebook",
    "messenger",
    "whatsapp",
    "email",
    "web-form",
    "post",
    "walk-in",
    "kiosk",
]
LANES: dict[str, Lane] = {
    **dict.fromkeys(("voice", "callback", "walk-in", "kiosk"), "voice"),
    **dict.fromkeys(("chat", "sms", "facebook", "messenger", "whatsapp"), "text"),
    **dict.fromkeys(("email", "web-form", "voicemail", "post"), "mail"),
}
"""What a contact takes of an agent: the ear, a share of the eyes, or time that nobody else wants."""
Seconds = Annotated[int, Field(ge=0, le=86_400)]


class Channel(Definition):
    """
    A way in. ``priority`` is 0 (can wait) to 3 (somebody is in need). ``target``: so many percent are to be answered within
    so many seconds. ``ring`` is how long one agent is asked before the next.
    """

    id: ChannelId
    name: Text
    priority: int = Field(ge=0, le=3, default=1)
    ring: Seconds = 20
    target_percent: int = Field(ge=1, le=100, default=80)
    target_seconds: Seconds = 20
    standing: Standing = "assumed"
    source: str | None = None

    @property
    def lane(self) -> Lane:
        return LANES[self.id]


class Topic(Definition):
    """What a contact is about: the ministry that answers in the end, and what an agent must know to take it."""

    id: Slug
    name: Text
    unit: Slug
    skill: Slug | None = None


class WrapUp(Definition):
    """How a contact ended, said by its agent. ``solved`` leaves it to the agent where it is not given."""

    id: Slug
    name: Text
    solved: bool | None = None


class Number(Definition):
    """Where people reach the centre."""

    name: Text
    value: Text
    standing: Standing = "assumed"
    source: str | None = None


class Routing(Definition):
    """
    ``step`` is what one step of priority is worth: a contact is never overtaken by one that came more than three steps after it.
    Whoever spoke with the person within ``last_agent_days`` has it alone for ``last_agent``. From ``widen`` an agent without the
    skill may take it, from ``open`` one without the language, who can at least call an interpreter.
    """

    step: Seconds = 120
    last_agent: Seconds = 20
    last_agent_days: int = Field(ge=0, le=90, default=7)
    widen: Seconds = 30
    open: Seconds = 180
    gone: Seconds = 45  # an agent whose desk has been silent for so long gets nothing more
    lost: Seconds = 180  # and after so long what is in their hands waits for others
    standing: Standing = "assumed"


class Callbacks(Definition):
    """``window_minutes`` is how exact a promise is; ``most`` how many are promised for one window; ``tries`` how often it rings."""

    window_minutes: int = Field(ge=5, le=240, default=30)
    most: int = Field(ge=1, le=100, default=4)
    days_ahead: int = Field(ge=1, le=30, default=5)
    tries: int = Field(ge=1, le=5, default=3)
    again_minutes: int = Field(ge=1, le=240, default=30)
    standing: Standing = "assumed"


class Chats(Definition):
    """After how many minutes a chat ends by itself: its page is ``gone`` from the browser, or the citizen has been ``silent``."""

    gone_minutes: int = Field(ge=1, le=60, default=5)
    silent_minutes: int = Field(ge=2, le=120, default=20)
    standing: Standing = "assumed"


class Verification(Definition):
    """How a caller shows who they are: so many right of so many questions from the record, or a code; and for how long it counts."""

    ask: int = Field(ge=2, le=6, default=3)
    right: int = Field(ge=2, le=6, default=3)
    tries_a_day: int = Field(ge=1, le=10, default=2)
    minutes: int = Field(ge=5, le=240, default=60)
    standing: Standing = "assumed"


class CenterPlan(Definition):
    unit: Slug
    office: Slug  # whose hours are the centre's
    open_on_holidays: bool = False
    numbers: tuple[Number, ...] = Field(min_length=1)
    emergency: tuple[Text, ...] = Field(min_length=1)  # what is dialled for help at once
    languages: tuple[str, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(min_length=1)
    topics: tuple[Topic, ...] = Field(min_length=1)
    skills: tuple[Slug, ...] = ()
    wrap_ups: tuple[WrapUp, ...] = Field(min_length=1)
    closed: Text  # what is said outside the hours
    routing: Routing = Routing()
    callbacks: Callbacks = Callbacks()
    verification: Verification = Verification()
    chats: Chats = Chats()
    short_abandon: Seconds = 5  # who gives up sooner is counted apart
    standing: Standing = "assumed"
    source: str | None = None

    def channel(self, id: str) -> Channel | None:
        return next((each for each in self.channels if each.id == id), None)

    def topic(self, id: str) -> Topic | None:
        return next((each for each in self.topics if each.id == id), None)

    def wrap_up(self, id: str) -> WrapUp | None:
        return next((each for each in self.wrap_ups if each.id == id), None)


def doubled(ids: Iterable[str]) -> tuple[str, ...]:
    """What stands there more than once."""
    return tuple(each for each, times in Counter(ids).items() if times > 1)
