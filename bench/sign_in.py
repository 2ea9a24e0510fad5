"""
``python -m bench.sign_in``: complete sign-ins a second, with passwords hashed as in production: the page, the password, and the first page
behind it. On a small installation of its own; drivers are threads of one process, whose processor time is told apart.
"""

import argparse
import http.client
import re
import statistics
import sys
import threading
import time
from typing import Any
from urllib.parse import urlencode

import yaml

from bench import meter, report
from bench.installation import Installation
from digigov.cli.environment import ROOT

AIM = 15  # a second, on two cores
CAST = yaml.safe_load((ROOT / "src" / "digigov" / "rehearsal" / "cast.yaml").read_text())
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Person(threading.Thread):
    """Signs in again and again, each time as somebody who was never here."""

    def __init__(self, port: int, address: str, until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.address, self.until = port, address, until
        self.seconds: list[float] = []
        self.failed = 0

    def run(self) -> None:
        while time.monotonic() < self.until:
            begun = time.monotonic()
            if self._sign_in():
                self.seconds.append(time.monotonic() - begun)
            else:
                self.failed += 1

    def _sign_in(self) -> bool:
        way, jar = http.client.HTTPConnection("localhost", self.port, timeout=30), {}
        page = self._ask(way, jar, "GET", "/account/sign-in/?next=/account/")[1]
        token = TOKEN.search(page)
        if token is None:
            return False
        typed = {
            "csrfmiddlewaretoken": token[1],
            "address": self.address,
            "password": CAST["password"],
            "next": "/account/",
        }
        status, _ = self._ask(way, jar, "POST", "/account/sign-in/", urlencode(typed))
        home, text = self._ask(way, jar, "GET", "/account/")
        way.close()
        return status == 302 and home == 200 and self.address in text

    def _ask(
        self, way: http.client.HTTPConnection, jar: dict[str, str], method: str, path: str, body: str = ""
    ) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
            "Host": f"localhost:{self.port}",
        }
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
        way.request(method, path, body or None, headers)
        answer = way.getresponse()
        text = answer.read().decode(errors="replace")
        for told in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = told.partition(";")[0].partition("=")
            jar[name] = value
        return answer.status, text


def measure(port: int, *, people: int, seconds: int) -> dict[str, Any]:
    """So many people at once, for so long."""
    addresses = [each["email"] for each in CAST["citizens"] if each.get("email")]
    until = time.monotonic() + seconds
    crowd = [Person(port, addresses[number % len(addresses)], until) for number in range(people)]
    began, own = time.monotonic(), time.process_time()
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(seconds + 60)
    lasted = time.monotonic() - began
    took = sorted(each for person in crowd for each in person.seconds)
    return {
        "at_once": people,
        "signed_in": len(took),
        "per_second": round(len(took) / lasted, 1),
        "failed": sum(person.failed for person in crowd),
        "p50": round(1000 * statistics.median(took), 1) if took else None,
        "p95": round(1000 * took[int(len(took) * 0.95)], 1) if took else None,
        "driver_cores": round((time.process_time() - own) / lasted, 2),
    }


def in_words(run: dict[str, Any]) -> str:
    of = run["machine"]
    rows = [
        f"# Complete sign-ins, {run['date']}, commit {run['commit']}",
        "",
        f"{of['cores']} cores ({of['cpu']}), {of['memory_gb']} GB, everything on this machine; {run['seconds']} seconds each. "
        f"The page, the password (Argon2id as in production), the first page behind it; aim {AIM} a second.",
        "",
        "| at once | a second | p50 ms | p95 ms | failed | cores of the driver |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for each in run["runs"]:
        columns = ("at_once", "per_second", "p50", "p95", "failed", "driver_cores")
        rows.append(f"| {' | '.join(str(each[name]) for name in columns)} |")
    return "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sign_in", description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--record", action="store_true")
    chosen = parser.parse_args()
    installation = Installation(port=chosen.port, var=ROOT / "var" / "bench-sign-in")
    installation.var.mkdir(parents=True, exist_ok=True)
    installation.start()
    try:
        installation.settle()
        runs = [measure(chosen.port, people=people, seconds=chosen.seconds) for people in (1, 4, 8, 16)]
    finally:
        installation.stop()
    run = {**meter.about(), "seconds": chosen.seconds, "runs": runs}
    print(in_words(run))
    if chosen.record:
        report.write("sign_in", run, in_words(run))
    return 0


if __name__ == "__main__":
    sys.exit(main())
