"""
What goes out, as server-sent events. Each stream looks for itself what is new after where it is; news only tell it when.

A chat's events: ``message`` (with the mark as its id), ``state``, ``bye`` (nothing more will come). A desk's: ``desk`` (what is in these
hands, when it is otherwise than before) and ``talk`` (a conversation of these and the position of what is new in it).
"""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.modules.contact_center.queries import Reading, list_positions_in_hand, mark_at, read_chat
from digigov.sites.live.hub import Ear, Hub

BEAT = 15.0  # seconds without news after which a sign of life goes out, and whoever waits is told their place
LONGEST = 300.0  # seconds; then the browser comes again, and is asked again who it is
SIGN_OF_LIFE = b":\n\n"

Ask = Callable[..., Awaitable[Any]]


def event(name: str, data: object, *, mark: str = "") -> bytes:
    head = f"id: {mark}\n" if mark else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def of_chat(hub: Hub, ear: Ear, ask: Ask, *, token: str, first: Reading, mark: str) -> AsyncIterator[bytes]:
    """From ``mark`` on. ``first`` says what to listen to; it is read again, since something may have come before we listened."""
    conversation, told, until = first.conversation_id, None, time.monotonic() + LONGEST
    hub.listen(ear, (f"talk:{conversation}",))
    while not ear.is_over and time.monotonic() < until:
        ear.take()
        reading: Reading | None = await ask(read_chat, token=token, mark=mark)
        if reading is None:
            return
        if reading.conversation_id != conversation:  # it was joined to another one
            conversation = reading.conversation_id
            hub.listen(ear, (f"talk:{conversation}",))
            continue
        for each in reading.messages:
            yield event("message", _message(each), mark=mark_at(reading, each))
        mark = reading.mark
        if reading.is_full:
            continue
        if told != (told := (reading.state, reading.place)):
            yield event("state", {"state": reading.state, "place": reading.place})
        if reading.is_final:
            yield event("bye", {})
            return
        if not await ear.wait(BEAT):
            yield SIGN_OF_LIFE


async def of_desk(hub: Hub, ear: Ear, ask: Ask, *, actor: Actor) -> AsyncIterator[bytes]:
    """All that is in this agent's hands when they come, and from then on what changes."""
    told, until = None, time.monotonic() + LONGEST
    known: dict[str, int] = {}
    is_stale = True
    while not ear.is_over and time.monotonic() < until:
        news = ear.take()
        if is_stale or not news or any(topic.startswith("desk:") for topic in news):
            agent_id, watched = await _in_hand(hub, ear, ask, actor)
            hands = [_watched(each) for each in watched]
            for each in watched:
                news[f"talk:{each.conversation_id}"] = each.position
            if hands != told:
                told, is_new = hands, told is None
                yield event("desk", {"agent": str(agent_id), "hands": hands, "is_first": is_new})
            is_stale = False
        for topic, position in sorted(news.items()):
            if topic in ear.topics and topic.startswith("talk:") and position > known.get(topic, 0):
                known[topic] = position
                yield event("talk", {"conversation": topic.partition(":")[2], "position": position})
        known = {topic: position for topic, position in known.items() if topic in ear.topics}
        if not await ear.wait(BEAT):
            yield SIGN_OF_LIFE


async def _in_hand(hub: Hub, ear: Ear, ask: Ask, actor: Actor) -> tuple[UUID, tuple[Any, ...]]:
    """Read, listen, and read again if something was not listened to before."""
    while True:
        agent_id, watched = await ask(list_positions_in_hand, viewer=actor)
        topics = {f"desk:{agent_id}", *(f"talk:{each.conversation_id}" for each in watched)}
        if topics <= ear.topics:
            hub.listen(ear, topics)
            return agent_id, watched
        hub.listen(ear, topics)


def _message(each: Any) -> dict[str, Any]:
    return {"id": str(each.id), "author": each.author, "text": each.text, "at": each.at.isoformat()}


def _watched(each: Any) -> dict[str, str]:
    found = {
        "contact": each.contact_id,
        "conversation": each.conversation_id,
        "channel": each.channel,
        "state": each.state,
    }
    return {name: str(value) for name, value in found.items()}
