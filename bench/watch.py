"""
The health of the stack while it is loaded, looked at each second: jobs that wait, connections in use, processors, what the database
is long at, memory.
"""

import statistics
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
LONG = r"""
SELECT backend_type, coalesce(wait_event, 'at work'), left(regexp_replace(query, '\s+', ' ', 'g'), 120)
FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND (state = 'active' AND now() - query_start > interval '0.2 s'
      OR backend_type IN ('autovacuum worker', 'checkpointer', 'background writer') AND wait_event_type IS DISTINCT FROM 'Activity')
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """``cores``: of each part of the stack since the sample before; ``stolen``: of the machine, by others on its host."""

    at: float  # seconds since the watch began
    second: int  # of the machine's monotonic clock
    oldest_job: float
    jobs: int
    busy: int
    connections: int
    cores: dict[str, float]
    stolen: float
    long: list[str]


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
        before, used, stolen = begun, meter.used(self.leaders), meter.stolen()
        with psycopg.connect(host=str(self.socket), user="postgres", dbname="digigov", autocommit=True) as connection:
            while not self._over.wait(EACH):
                row = connection.execute(LOOK).fetchone()
                assert row is not None
                long = [" · ".join(each) for each in connection.execute(LONG).fetchall()]
                now, used_now, stolen_now = time.monotonic(), meter.used(self.leaders), meter.stolen()
                at, took = now - begun, now - before
                cores = {name: round((used_now[name] - used[name]) / took, 2) for name in used}
                lost = round((stolen_now - stolen) / took, 2)
                oldest, jobs, busy, connections = row
                oldest = round(float(oldest), 1)
                self.samples.append(Sample(round(at, 1), int(now), oldest, jobs, busy, connections, cores, lost, long))
                before, used, stolen = now, used_now, stolen_now
                if at >= next_memory:
                    self.memory.append((round(at, 1), meter.memory(self.leaders)))
                    next_memory = at + EACH_MEMORY

    def told(self) -> dict[str, Any]:
        """The worst of each; of the connections also how many there usually were."""
        return {
            "oldest_job": max((each.oldest_job for each in self.samples), default=0.0),
            "pool": round(max((each.busy for each in self.samples), default=0) / (POOL * POOLS), 2),
            "connections": max((each.connections for each in self.samples), default=0),
            "usual_connections": statistics.median([each.connections for each in self.samples] or [0]),
            "memory": self.memory,
        }

    def beside(self, seconds: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What was seen in each of these seconds, beside what is known of it."""
        seen = {each.second: asdict(each) for each in self.samples}
        return [{**seen.get(each["second"], {}), **each} for each in seconds]


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
