"""Work beside the telephone: chats, of which one agent holds several, and e-mails, which wait until somebody is free."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from digigov.modules.workforce.rules.erlang import Load, Outlook, Target, Unreadable, agents_needed, outlook


def chat_agents_needed(load: Load, target: Target, *, at_once: int) -> Outlook:
    """
    Each agent is so many places: Erlang C over the places, rounded up to whole agents. ``load.seconds`` is how long a chat lasts
    while the agent holds others.
    """
    if at_once < 1:
        raise Unreadable("an agent holds at least one chat")
    places = agents_needed(load, target)
    if places.agents == 0:
        return places
    return chat_outlook(load, math.ceil(places.agents / at_once), target.seconds, at_once=at_once)


def chat_outlook(load: Load, agents: int, seconds: float, *, at_once: int) -> Outlook:
    """:raises TooFewAgents: if the chats are more than the places."""
    found = outlook(load, agents * at_once, seconds)
    return Outlook(agents, found.waits, found.in_time, found.wait, found.occupancy)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What of a day's e-mails was answered that day: agents needed all through the open hours, and what is left at the end."""

    agents: float
    left: float


def mail_agents_needed(arrivals: Sequence[float], seconds: float, *, open_hours: float, done: float = 1.0) -> float:
    """So many agents, on average over the open hours, answer a share of a day's e-mails within the day."""
    if open_hours <= 0 or not 0 < done <= 1 or seconds <= 0:
        raise Unreadable("the centre is open for some hours, and each e-mail takes some time")
    return sum(arrivals) * done * seconds / (open_hours * 3600)


def backlog_after(
    arrivals: Sequence[float], spare: Sequence[float], *, seconds: float, minutes: int = 30, before: float = 0.0
) -> Backlog:
    """What is left at the end of a day when each interval has so many ``spare`` agents; work never runs ahead of what has come."""
    if len(arrivals) != len(spare):
        raise Unreadable("one number of agents for each interval")
    waiting = before
    for come, agents in zip(arrivals, spare, strict=True):
        waiting = max(0.0, waiting + come - max(0.0, agents) * minutes * 60 / seconds)
    return Backlog(sum(spare) / len(spare) if spare else 0.0, waiting)
