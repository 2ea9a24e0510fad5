"""Many contacts, many agents and several routers at once: what must never happen, counted, and how long each choice took."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, connections, transaction

from digigov.kernel.ids import new_id
from digigov.modules.contact_center import routing
from digigov.modules.contact_center.definitions import LANES
from digigov.modules.contact_center.models import Agent, Contact, Conversation, Event

CHANNELS = ("voice", "voice", "callback", "chat", "chat", "sms", "email", "web-form")
SKILLS = ("licences", "tax", "land", "health", "passports", "welfare")
FREED = """
WITH done AS (
    SELECT c.id, c.agent_id, c.lane FROM contact_center_contact c
    WHERE c.state = 'offered' ORDER BY random() LIMIT %(most)s FOR UPDATE SKIP LOCKED
), ended AS (
    UPDATE contact_center_contact c SET state = 'ended', ended_at = %(at)s FROM done WHERE c.id = done.id
    RETURNING done.agent_id, done.lane
), sums AS (
    SELECT agent_id, count(*) FILTER (WHERE lane = 'voice') AS voice, count(*) FILTER (WHERE lane = 'text') AS text,
        count(*) FILTER (WHERE lane = 'mail') AS mail FROM ended GROUP BY agent_id
)
UPDATE contact_center_agent a SET voice = a.voice - s.voice, text = a.text - s.text, mail = a.mail - s.mail
FROM sums s WHERE a.party_id = s.agent_id
"""


@dataclass
class Pressed:
    """``took`` in seconds, one for each contact that was given out. Everything else must be 0."""

    took: list[float] = field(default_factory=list)
    twice: int = 0
    over_capacity: int = 0
    left: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.took)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def press(*, contacts: int, waiting: int, agents: int, routers: int, at: datetime, seed: int) -> Pressed:
    """
    Have so many contacts given out by so many routers at once, while agents become free; about ``waiting`` wait at any moment, of all
    channels, two languages and six skills. Commits; for a database of its own.
    """
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    _people(agents, chance, at=at)
    _fill(min(waiting, contacts), chance, at=at)
    run = _Run(contacts, waiting, agents, at, chance, left=max(contacts - waiting, 0))
    begun = time.perf_counter()
    crowd = [threading.Thread(target=run.give_out) for _ in range(routers)] + [threading.Thread(target=run.free)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(timeout=3600)
    run.result.seconds = time.perf_counter() - begun
    _judge(run.result)
    return run.result


@dataclass
class _Run:
    contacts: int
    waiting: int
    agents: int
    at: datetime
    chance: random.Random
    left: int  # still to come
    result: Pressed = field(default_factory=Pressed)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def give_out(self) -> None:
        """What a router does, until all are given out."""
        try:
            while not self.over.is_set():
                begun = time.perf_counter()
                if routing.assign_one(at=self.at) is None:
                    time.sleep(0.002)
                    continue
                with self.lock:
                    self.result.took.append(time.perf_counter() - begun)
                    if len(self.result.took) >= self.contacts:
                        self.over.set()
        except IntegrityError:
            self.result.over_capacity += 1
            self.over.set()
        finally:
            connections.close_all()

    def free(self) -> None:
        """Agents finish, and others come."""
        try:
            while not self.over.is_set():
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(FREED, {"most": self.agents, "at": self.at})
                with self.lock:
                    wait = self.contacts - self.left - len(self.result.took)
                    come = min(self.left, max(self.waiting - wait, 0))
                    self.left -= come
                _fill(come, self.chance, at=self.at)
                time.sleep(0.001)
        finally:
            connections.close_all()


def _people(count: int, chance: random.Random, *, at: datetime) -> None:
    """Every language and skill is somebody's; most know several."""
    everything = {"languages": ["en", "acf"], "skills": list(SKILLS)}
    some = [
        {
            "languages": chance.choice((["en"], ["acf"], ["en", "acf"])),
            "skills": chance.sample(SKILLS, chance.randint(1, 5)),
        }
        for _ in range(count - 1)
    ]
    Agent.objects.bulk_create(
        Agent(party_id=new_id(), state="ready", state_since=at, idle_since=at, seen_at=at, **each)
        for each in [everything, *some]
    )


def _fill(count: int, chance: random.Random, *, at: datetime) -> None:
    talks = [
        Conversation(reference=f"P{new_id().hex[-18:]}", language="en", opened_at=at, last_at=at) for _ in range(count)
    ]
    Conversation.objects.bulk_create(talks)
    Contact.objects.bulk_create(_contact(talk, chance, at=at) for talk in talks)


def _contact(talk: Conversation, chance: random.Random, *, at: datetime) -> Contact:
    channel, priority = chance.choice(CHANNELS), chance.randint(0, 3)
    came = at - timedelta(seconds=chance.randint(0, 900))
    return Contact(
        conversation=talk, channel=channel, lane=LANES[channel], language=chance.choice(("en", "en", "en", "acf")),
        skill=chance.choice(("", *SKILLS)), priority=priority, entered_at=came, rank_at=came - timedelta(seconds=120 * priority),
        widen_at=came + timedelta(seconds=600), open_at=came + timedelta(seconds=1200),
    )  # fmt: skip


def _judge(result: Pressed) -> None:
    offered = Event.objects.filter(kind="contact.offered")
    result.twice = offered.count() - offered.values("contact_id").distinct().count()
    result.left = Contact.objects.filter(state="waiting").count()
    lanes: Sequence[str] = ("voice", "text", "mail")
    held = Contact.objects.filter(state="offered")
    result.over_capacity += sum(
        getattr(agent, lane) != held.filter(agent_id=agent.party_id, lane=lane).count()
        or getattr(agent, lane) > getattr(agent, f"{lane}_most")
        for agent in Agent.objects.all()
        for lane in lanes
    )
