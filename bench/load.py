"""One stretch of load: a schedule drawn from the mix, wrk to send it, and what became of each request."""

import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.asked import Asked
from digigov.cli.failures import CliFailure

# Of a hundred requests: people read, type and wait; officers look and decide. Two submissions a second at fifty.
MIX = {"service": 19, "search": 14, "form": 22, "save": 17, "submit": 4, "status": 13, "queue": 4, "case": 7}
WRITES = ("save", "submit")
CONNECTIONS, DRAIN = 64, 4
SCRIPT = Path(__file__).with_name("open_loop.lua")
CSRF = "b" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """``status`` 0: no answer came. Times in milliseconds; latency counts from when the request was due."""

    page: str
    due: float
    began: float
    latency: float
    status: int
    is_right: bool


class Stock:
    """The prepared requests. Those that work once are taken once; of the others one goes round."""

    def __init__(self, prepared: Mapping[str, list[Asked]], seed: int) -> None:
        self.prepared, self.chance = prepared, random.Random(seed)
        self.once: Iterator[Asked] = iter(prepared["submit"])

    def draw(self, *, rate: float, seconds: float) -> list[tuple[float, Asked]]:
        """Arrivals of a Poisson process, each a page of the mix."""
        at, drawn = 0.0, []
        while (at := at + self.chance.expovariate(rate)) < seconds:
            (page,) = self.chance.choices(list(MIX), list(MIX.values()))
            asked = next(self.once, None) if page == "submit" else self.chance.choice(self.prepared[page])
            if asked is None:
                raise CliFailure("All prepared submissions are used up. Fill again with more.")
            drawn.append((at, asked))
        return drawn


def run(drawn: list[tuple[float, Asked]], *, port: int, folder: Path) -> list[Answer]:
    """Send them with wrk on loopback, wait for what is under way, and read what came of it."""
    schedule, wire, results = folder / "schedule", folder / "wire", folder / "answers"
    _write(drawn, port, schedule, wire)
    results.unlink(missing_ok=True)
    seconds = int(drawn[-1][0]) + 1 + DRAIN
    words = [_wrk(), "-s", str(SCRIPT), "-t", str(CONNECTIONS), "-c", str(CONNECTIONS), "--timeout", "30s"]
    subprocess.run(
        [*words, "-d", f"{seconds}s", f"http://127.0.0.1:{port}"],
        env={"BENCH_FILES": f"{schedule}:{wire}:{results}", "PATH": ""},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return list(_read(drawn, results))


def _write(drawn: list[tuple[float, Asked]], port: int, schedule: Path, wire: Path) -> None:
    place = 0
    with schedule.open("w") as lines, wire.open("wb") as out:
        for at, asked in drawn:
            raw = on_the_wire(asked, port)
            lines.write(f"{int(at * 1_000_000)} {place} {len(raw)}\n")
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


def _read(drawn: list[tuple[float, Asked]], results: Path) -> Iterator[Answer]:
    found = {}
    for line in results.read_text().splitlines():
        number, began, latency, status = (int(word) for word in line.split())
        found[number] = (began / 1000, latency / 1000, status)
    for number, (at, asked) in enumerate(drawn):
        began, latency, status = found.get(number, (0.0, 0.0, 0))
        yield Answer(asked.page, at * 1000, began, latency, status, status == asked.expect)


def _wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        raise CliFailure("The load tool wrk is missing: apt install wrk")
    return found
