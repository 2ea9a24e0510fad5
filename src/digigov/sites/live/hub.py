"""
Who waits for what, within one process. Only that there is something new goes through here, never the thing itself: whoever is woken reads
it from the log. So nothing piles up for a slow reader, and what was missed is found by reading again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable


class Ear:
    """Somebody who waits for news of some topics. The newest position of each is kept, however often it was told."""

    __slots__ = ("_woken", "is_over", "news", "topics")

    def __init__(self) -> None:
        self.topics: frozenset[str] = frozenset()
        self.news: dict[str, int] = {}
        self.is_over = False
        self._woken = asyncio.Event()

    def hear(self, topic: str, position: int) -> None:
        self.news[topic] = max(position, self.news.get(topic, 0))
        self._woken.set()

    def wake(self) -> None:
        """Whatever may have happened: look."""
        self._woken.set()

    def end(self) -> None:
        self.is_over = True
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """Until there is news; False if there was none for so long."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def take(self) -> dict[str, int]:
        """What was told since the last time. Taken before reading, so that what is told meanwhile wakes again."""
        self._woken.clear()
        news, self.news = self.news, {}
        return news


class Hub:
    def __init__(self) -> None:
        self._ears: defaultdict[str, set[Ear]] = defaultdict(set)
        self._all: set[Ear] = set()

    def __len__(self) -> int:
        return len(self._all)

    def open(self) -> Ear:
        ear = Ear()
        self._all.add(ear)
        return ear

    def listen(self, ear: Ear, topics: Iterable[str]) -> None:
        """To these topics from now on, and to no others."""
        wanted = frozenset(topics)
        for topic in ear.topics - wanted:
            self._leave(ear, topic)
        for topic in wanted - ear.topics:
            self._ears[topic].add(ear)
        ear.topics = wanted

    def close(self, ear: Ear) -> None:
        self.listen(ear, ())
        self._all.discard(ear)

    def tell(self, topic: str, position: int = 0) -> None:
        for ear in self._ears.get(topic, ()):
            ear.hear(topic, position)

    def tell_all(self) -> None:
        """Nobody knows what was missed: everybody looks."""
        for ear in self._all:
            ear.wake()

    def end(self) -> None:
        for ear in self._all:
            ear.end()

    def _leave(self, ear: Ear, topic: str) -> None:
        ears = self._ears[topic]
        ears.discard(ear)
        if not ears:
            del self._ears[topic]
