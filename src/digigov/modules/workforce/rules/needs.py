"""How many agents each half hour needs, over all channels, and how it goes with those who are there."""

from collections.abc import Sequence
from dataclasses import dataclass

from digigov.modules.workforce.rules.deferred import chat_agents_needed, chat_outlook
from digigov.modules.workforce.rules.erlang import (
    Load,
    Outlook,
    Target,
    TooFewAgents,
    agents_needed,
    outlook,
    outlook_of_impatient,
)

HALF_AN_HOUR = 0.5


@dataclass(frozen=True, slots=True)
class Work:
    """What a half hour brings: contacts, and how long one takes, by channel."""

    calls: float = 0.0
    call_seconds: float = 180.0
    chats: float = 0.0
    chat_seconds: float = 480.0
    mails: float = 0.0
    mail_seconds: float = 300.0

    @property
    def voice(self) -> Load:
        return Load(self.calls / HALF_AN_HOUR, self.call_seconds)

    @property
    def chat(self) -> Load:
        return Load(self.chats / HALF_AN_HOUR, self.chat_seconds)


@dataclass(frozen=True, slots=True)
class Aims:
    """What is promised: calls and chats in time; ``chats_at_once`` of one agent; how much of idle time goes into e-mails."""

    voice: Target = Target()
    chat: Target = Target(0.8, 60)
    chats_at_once: int = 3
    idle_used: float = 0.5


USUAL = Aims()


@dataclass(frozen=True, slots=True)
class Need:
    """Agents at their desks in one half hour."""

    voice: int
    chat: int
    mail: int = 0
    outlook: Outlook | None = None  # of the telephone, with that many

    @property
    def agents(self) -> int:
        return self.voice + self.chat + self.mail


def needs_of_day(day: Sequence[Work], aims: Aims = USUAL) -> tuple[Need, ...]:
    """
    Telephone and chat by Erlang C. E-mails are answered between calls; what does not fit there is laid into the half hours that
    need fewest, for the day's e-mails are answered within the day.
    """
    telephone = [agents_needed(work.voice, aims.voice) for work in day]
    chats = [chat_agents_needed(work.chat, aims.chat, at_once=aims.chats_at_once).agents for work in day]
    idle = sum((each.agents - work.voice.erlangs) * HALF_AN_HOUR for each, work in zip(telephone, day, strict=True))
    hours = sum(work.mails * work.mail_seconds for work in day) / 3600 - idle * aims.idle_used
    mail = [0] * len(day)
    while hours > 0 and day:
        lowest = min(range(len(day)), key=lambda n: (telephone[n].agents + chats[n] + mail[n], n))
        mail[lowest] += 1
        hours -= HALF_AN_HOUR
    return tuple(
        Need(voice.agents, chat, more, voice) for voice, chat, more in zip(telephone, chats, mail, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Seats:
    """Who does what in a stretch of time: by telephone, at the chat; e-mails between calls, and by whoever is left."""

    voice: int
    chat: int


def share_out(there: int, need: Need) -> Seats:
    """As a plan divides those who are there: chats get what they need while the telephone keeps the larger part."""
    if there >= need.voice + need.chat:
        return Seats(there - need.chat, need.chat)
    wanted = need.voice + need.chat
    chat = round(there * need.chat / wanted) if wanted else 0
    if need.chat and not chat and there > 1:
        chat = 1
    return Seats(there - chat, chat)


@dataclass(frozen=True, slots=True)
class Promise:
    """What Erlang C says of a day as it is staffed: the share of calls, and of chats, in time. ``overloaded``: stretches in which more comes than can be done."""

    voice: float
    chat: float
    overloaded: int
    impatient: float = 1.0  # of calls, by Erlang A
    gives_up: float = 0.0


def promise_of(
    day: Sequence[Work],
    seats: Sequence[Seats],
    aims: Aims = USUAL,
    *,
    patience: float = 180,
) -> Promise:
    """Each stretch as if it went on for ever, weighed by how many come; of an overloaded one nobody is in time by Erlang C."""
    calls, voice, chats, chat, overloaded = 0.0, 0.0, 0.0, 0.0, 0
    impatient = gives_up = 0.0
    for work, there in zip(day, seats, strict=True):
        if there.voice:
            with_patience = outlook_of_impatient(work.voice, there.voice, aims.voice.seconds, patience)
            impatient += work.calls * with_patience.in_time
            gives_up += work.calls * with_patience.gives_up
        else:
            gives_up += work.calls
        try:
            voice += work.calls * outlook(work.voice, there.voice, aims.voice.seconds).in_time if work.calls else 0.0
        except TooFewAgents:
            overloaded += 1
        try:
            found = chat_outlook(work.chat, there.chat, aims.chat.seconds, at_once=aims.chats_at_once)
            chat += work.chats * found.in_time if work.chats else 0.0
        except TooFewAgents:
            overloaded += 1
        calls, chats = calls + work.calls, chats + work.chats
    return Promise(
        voice / calls if calls else 1.0, chat / chats if chats else 1.0, overloaded,
        impatient / calls if calls else 1.0, gives_up / calls if calls else 0.0,
    )  # fmt: skip
