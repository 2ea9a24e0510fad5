"""One stretch of load: wrk sends what was drawn, straight and over slow links, and what became of each request."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.asked import Asked
from bench.people import Drawn
from digigov.cli.failures import CliFailure

WRITES = ("save", "submit", "claim", "begin")
READS = ("service", "search", "form", "status", "queue", "case", "counter", "person")
ONE_WAY = 200  # milliseconds that a slow link takes in each direction
DRAIN = 4
SCRIPT = Path(__file__).with_name("open_loop.lua")
CSRF = "b" * 32
TURNED_AWAY = (429, 503)


@dataclass(frozen=True, slots=True)
class Lanes:
    """How many connections stand open: straight, and over slow links."""

    straight: int = 64
    slow: int = 32


USUAL, CROWDED = Lanes(), Lanes(straight=320, slow=160)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    ``status`` 0: no answer came. Times in milliseconds; ``due`` counts from the beginning of the schedule, ``felt`` from when the
    request was due, on a slow link with the link's own delay, ``latency`` without it. ``second`` is that in which it was due, by
    the machine's monotonic clock.
    """

    page: str
    due: float
    felt: float
    status: int
    is_right: bool
    is_slow: bool
    says_when: bool
    second: int = 0

    @property
    def latency(self) -> float:
        return max(0.0, self.felt - 2 * ONE_WAY) if self.is_slow else self.felt

    @property
    def is_turned_away(self) -> bool:
        return self.status in TURNED_AWAY


def run(drawn: list[Drawn], *, port: int, slow_port: int, folder: Path, lanes: Lanes = USUAL) -> list[Answer]:
    """Send them with wrk on loopback, wait for what is under way, and read what came of it."""
    schedule, wire, results = folder / "schedule", folder / "wire", folder / "answers"
    _write(drawn, port, schedule, wire)
    results.unlink(missing_ok=True)
    seconds, threads = int(drawn[-1].at) + 1 + DRAIN, str(lanes.straight + lanes.slow)
    words = [_wrk(), "-s", str(SCRIPT), "-t", threads, "-c", threads, "--timeout", "30s"]
    subprocess.run(
        [*words, "-d", f"{seconds}s", f"http://127.0.0.1:{port}"],
        env={"BENCH_FILES": f"{schedule}:{wire}:{results}", "BENCH_SLOW": f"{slow_port}:{lanes.slow}", "PATH": ""},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return list(_read(drawn, results))


def _write(drawn: list[Drawn], port: int, schedule: Path, wire: Path) -> None:
    place = 0
    with schedule.open("w") as lines, wire.open("wb") as out:
        for each in drawn:
            raw = on_the_wire(each.asked, port)
            lines.write(f"{int(each.at * 1_000_000)} {place} {len(raw)} {int(each.is_slow)}\n")
            out.write(raw)
            place += len(raw)


def on_the_wire(asked: Asked, port: int) -> bytes:
    """As a browser would send it."""
    cookies = {f"language_{port}": asked.language, f"csrf_{port}": CSRF}
    if asked.session:
        cookies[f"session_{port}"] = asked.session
    headers = {
        "Host": f"localhost:{port}",
        "User-Agent": "bench",
        "Accept": "text/html",
        "Accept-Language": asked.language,
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    body = asked.body.encode()
    if asked.method == "POST":
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Origin": f"http://localhost:{port}",
            "X-CSRFToken": CSRF,
        }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{asked.method} {asked.path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _read(drawn: list[Drawn], results: Path) -> Iterator[Answer]:
    found, (start, *lines) = {}, results.read_text().splitlines()
    for line in lines:
        number, _began, latency, status, retry = (int(word) for word in line.split())
        found[number] = (latency / 1000, status, retry)
    for number, each in enumerate(drawn):
        latency, status, retry = found.get(number, (0.0, 0, 0))
        right = status == each.asked.expect
        second = int(int(start) / 1_000_000 + each.at)
        yield Answer(each.asked.page, each.at * 1000, latency, status, right, each.is_slow, bool(retry), second)


def _wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        raise CliFailure("The load tool wrk is missing: apt install wrk")
    return found
