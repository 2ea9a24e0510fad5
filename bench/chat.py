"""
``python -m bench.chat --port PORT --var VAR``: so many live chats at a stack that runs already (``digigov start --port PORT``), a message each
way every few seconds, and in the middle the live process is killed. From a POST that was accepted to its arrival at the reader's stream: p95;
and what was lost or came twice, by counting the log. Agents write by commands in this process; citizens by the web server.

It fills the rehearsal with chats, so take one of its own, started with ``DIGIGOV_LIMITS_TIMES=1000000``.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import httpx
from django.utils.module_loading import import_string

from digigov.cli.environment import rehearsal

AIM_MS, EACH = 50, 5.0


@dataclass
class Chat:
    token: str
    contact_id: Any
    agent: Any
    mark: str = ""
    links: int = 0
    came: dict[str, int] = field(default_factory=dict)
    seen_at: dict[str, float] = field(default_factory=dict)
    sent_at: dict[str, float] = field(default_factory=dict)


async def read(chat: Chat, live: str, over: asyncio.Event) -> None:
    """As a browser does: by the key, from the mark on, again and again."""
    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=1)) as client:
        while not over.is_set():
            headers = {"X-Chat-Token": chat.token, **({"Last-Event-ID": chat.mark} if chat.mark else {})}
            try:
                async with client.stream("GET", f"{live}/live/chat/", headers=headers) as answer:
                    answer.raise_for_status()
                    chat.links += 1
                    await take(chat, answer)
            except (httpx.HTTPError, OSError):
                await asyncio.sleep(0.2 + random.random() / 2)  # noqa: S311


async def take(chat: Chat, answer: httpx.Response) -> None:
    mark = ""
    async for line in answer.aiter_lines():
        if line.startswith("id: "):
            mark = line[4:]
        elif line.startswith('data: {"id"'):
            text = json.loads(line[6:])["text"]
            chat.came[text] = chat.came.get(text, 0) + 1
            chat.seen_at.setdefault(text, time.monotonic())
            chat.mark = mark


async def write(chat: Chat, number: int, chosen: argparse.Namespace, tools: Any, over: asyncio.Event) -> None:
    """Citizen and agent in turns, each every five seconds, begun at a moment of their own."""
    loop, turn = asyncio.get_running_loop(), 0
    await asyncio.sleep(EACH * number / chosen.chats)
    while not over.is_set():
        turn += 1
        text = f"{number}-{turn}"
        if turn % 2:
            values = {"text": text, "id": text}
            answer = await tools.client.post("/help/chat/write/", data=values, headers={"X-Chat-Token": chat.token})
            if answer.status_code == 201:
                chat.sent_at[text] = time.monotonic()
        else:
            await loop.run_in_executor(tools.threads, tools.answer, chat, text)
            chat.sent_at[text] = time.monotonic()
        await asyncio.sleep(EACH / 2)


class Tools:
    """The rooms, which are known only once Django is set up."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.commands = import_string("digigov.modules.contact_center.commands.write_message").__globals__
        self.room = sys.modules["digigov.modules.contact_center.commands"]
        self.testing = import_string("digigov.modules.contact_center.testing.make_agent").__globals__
        self.now = import_string("digigov.kernel.clock.now")
        self.threads = ThreadPoolExecutor(4)
        self.client = httpx.AsyncClient(
            base_url=f"http://localhost:{chosen.port}", timeout=30, limits=httpx.Limits(max_connections=32)
        )

    def answer(self, chat: Chat, text: str) -> None:
        self.room.write_message(by=chat.agent, at=self.now(), contact_id=chat.contact_id, text=text, external_id=text)

    def begin(self, count: int) -> list[Chat]:
        """Agents of ten chats each, every chat answered."""
        plan = import_string("digigov.modules.contact_center.queries.get_plan")()
        grant, actor = import_string("digigov.kernel.actor.Grant"), import_string("digigov.kernel.actor.Actor")
        new_id = import_string("digigov.kernel.ids.new_id")
        arrival = import_string("digigov.modules.contact_center.commands.Arrival")
        contacts = import_string("digigov.modules.contact_center.models.Contact").objects
        read_chat = import_string("digigov.modules.contact_center.queries.read_chat")
        machine, at, made = import_string("digigov.kernel.actor.system")("bench"), self.now(), []
        agents = import_string("digigov.modules.contact_center.models.Agent").objects
        for _each in range(0, count, 10):
            agent = actor(
                kind="officer", name="Bench", account_id=new_id(), party_id=new_id(), office=plan.unit, second_factor=True,
                grants=frozenset({grant("contact.answer", plan.unit)}),
            )  # fmt: skip
            self.room.change_state(by=agent, at=at, state="away")
            agents.filter(party_id=agent.party_id).update(text_most=10)
            for _chat in range(min(10, count - len(made))):
                token = self.room.begin_chat(
                    by=machine, at=at, arrival=arrival(channel="chat", language="en", topic=plan.topics[0].id)
                )
                made.append(Chat(token, read_chat(token=token).contact_id, agent))
            for chat in made[-10:]:
                if contacts.filter(id=chat.contact_id, state="waiting").update(
                    state="offered", agent_id=agent.party_id, offered_at=at
                ):
                    agents.filter(party_id=agent.party_id).update(text=import_string("django.db.models.F")("text") + 1)
                    self.room.accept_contact(by=agent, at=at, contact_id=chat.contact_id)
        return made


def kill_live(var: Path) -> None:
    """The whole process, as a machine would lose it; ``digigov start`` starts it again."""
    for pid, _started, name in json.loads((var / "children.json").read_text()):
        if name == "live":
            os.killpg(pid, signal.SIGKILL)


async def run(chosen: argparse.Namespace, tools: Any, chats: list[Chat]) -> dict[str, Any]:
    over, done = asyncio.Event(), asyncio.Event()
    readers = [asyncio.create_task(read(each, f"http://localhost:{chosen.port + 5000}", done)) for each in chats]
    writers = [asyncio.create_task(write(each, n, chosen, tools, over)) for n, each in enumerate(chats)]
    await asyncio.sleep(chosen.seconds / 2)
    killed_at = time.monotonic()
    kill_live(chosen.var)
    await asyncio.sleep(chosen.seconds / 2)
    over.set()
    await asyncio.gather(*writers)
    await asyncio.sleep(10)
    done.set()
    for each in readers:
        each.cancel()
    return told(chats, killed_at)


def told(chats: list[Chat], killed_at: float) -> dict[str, Any]:
    """Delays before the kill alone: those after it tell how long the process was away."""
    sent = [(chat, text, at) for chat in chats for text, at in chat.sent_at.items()]
    delays = sorted(
        max(0.0, chat.seen_at[text] - at) * 1000
        for chat, text, at in sent
        if text in chat.seen_at and at - min(a for _c, _t, a in sent[:1]) > 5 and at < killed_at - 1
    )
    return {
        "messages": len(sent),
        "lost": sum(text not in chat.came for chat, text, _at in sent),
        "doubled": sum(count > 1 for chat in chats for count in chat.came.values()),
        "p50_ms": round(statistics.median(delays), 1) if delays else None,
        "p95_ms": round(delays[int(len(delays) * 0.95)], 1) if delays else None,
        "links": sum(chat.links for chat in chats),
        "away_s": round(max((chat.seen_at[t] - a for chat, t, a in sent if t in chat.seen_at), default=0), 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", type=Path, required=True)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=120)
    chosen = parser.parse_args()
    os.environ.update(rehearsal(port=chosen.port, var=chosen.var))
    django.setup()
    tools = Tools(chosen)
    chats = tools.begin(chosen.chats)
    found = asyncio.run(run(chosen, tools, chats))
    print(json.dumps({"chats": chosen.chats, "seconds": chosen.seconds, **found}, indent=1))
    return 0 if not (found["lost"] or found["doubled"]) and (found["p95_ms"] or 1e9) <= AIM_MS else 1


if __name__ == "__main__":
    sys.exit(main())
