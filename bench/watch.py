"""The health of the stack while it is loaded, looked at each second: jobs that wait, connections in use, memory."""

import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import meter

EACH, EACH_MEMORY = 1.0, 15.0  # seconds
POOL = 8  # connections of each process that has a pool: two web processes and the worker (config/settings/database.py)
POOLS = 3
MOST_WRONG, OLDEST, MOST_OF_THE_POOL = 0.001, 60, 0.8  # a run in which it was worse is invalid

LOOK = """
SELECT coalesce((SELECT extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)))
                 FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
                 WHERE j.status IN ('todo', 'doing') AND coalesce(j.scheduled_at, now()) <= now()), 0),
       (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now()),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = 'digigov' AND usename = 'digigov_app' AND state <> 'idle'),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = 'digigov' AND usename = 'digigov_app')
"""


@dataclass(frozen=True, slots=True)
class Sample:
    at: float  # seconds since the watch began
    oldest_job: float
    jobs: int
    busy: int
    connections: int


class Watch:
    """``with Watch(…) as watch: …`` and afterwards ``watch.told()``."""

    def __init__(self, socket: Path, leaders: dict[str, int]) -> None:
        self.socket, self.leaders = socket, leaders
        self.samples: list[Sample] = []
        self.memory: list[tuple[float, dict[str, float]]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look_on(self) -> None:
        begun, next_memory = time.monotonic(), 0.0
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="digigov", autocommit=True) as connection:
            while not self._over.wait(EACH):
                row = connection.execute(LOOK).fetchone()
                assert row is not None
                at = time.monotonic() - begun
                self.samples.append(Sample(round(at, 1), round(float(row[0]), 1), *row[1:]))
                if at >= next_memory:
                    self.memory.append((round(at, 1), meter.memory(self.leaders)))
                    next_memory = at + EACH_MEMORY

    def told(self) -> dict[str, Any]:
        """The worst of each, and all samples."""
        return {
            "oldest_job": max((each.oldest_job for each in self.samples), default=0.0),
            "pool": round(max((each.busy for each in self.samples), default=0) / (POOL * POOLS), 2),
            "connections": max((each.connections for each in self.samples), default=0),
            "memory": self.memory,
            "samples": [asdict(each) for each in self.samples],
        }


def faults(health: dict[str, Any], wrong: int, asked: int) -> list[str]:
    """Why a run does not count; nothing if it does. ``wrong``: answers of 500 and above, outside a spike."""
    found = []
    if wrong >= MOST_WRONG * asked and wrong:
        found.append(f"{wrong} of {asked} answers were the server's errors")
    if health["oldest_job"] > OLDEST:
        found.append(f"a job waited {health['oldest_job']:.0f} seconds")
    if health["pool"] >= MOST_OF_THE_POOL:
        found.append(f"{100 * health['pool']:.0f} % of the connections were in use")
    return found
