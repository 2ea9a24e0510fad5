"""
``python -m bench.signing``: personal signatures a second over HTTP (PAdES B-LT: time stamp and proofs inside): the request that signs alone, and the
whole way that a person goes: the paper's page, the paper itself, the passkey's question, and the answer that signs. With keys in files and in a token
in software (SoftHSM2); the time-stamp authority is the product's own. Signers are threads of processes apart from the web server.
"""

import argparse
import http.client
import json
import logging
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import meter, report
from bench.installation import Installation
from digigov.adapters.key_stores.soft_token import make_token
from digigov.cli import environment
from digigov.cli.environment import ROOT

AIM, AIM_P95 = 10, 250  # a second on two cores; milliseconds
PARTS = {
    "request": "The request that signs alone: each paper was opened and the passkey's question answered before. The server checks the answer, gives the "
    "permission and uses it: certificate, signature, time stamp, proofs, file, trail. `/ s` is of these requests",
    "ceremony": "The whole way of a person: the paper's page with its text drawn, the paper itself, the passkey's question, the request that signs. `/ s` is of all "
    "four together, p50 and p95 of the last",
}
MOST_A_SECOND = {"request": 16, "ceremony": 14}  # papers are made beforehand
STORES = ("files", "token")


class Visit:
    """Somebody signed in with their passkey, in a browser of their own."""

    def __init__(self, passkey: Any, paper: Any) -> None:
        from django.conf import settings  # noqa: PLC0415 - once Django has started

        self._passkey = passkey
        self._address, self._host = settings.ADDRESS, settings.ADDRESS.removeprefix("http://")
        self._way, self._jar = http.client.HTTPConnection(self._host, timeout=60), dict[str, str]()
        self._token = self._token_of("/account/sign-in/")
        status, said = self._post("/account/passkey/sign-in/", {"credential": self._shown(), "next": ""})
        if status != 200:
            raise SystemExit(f"nobody could sign in: {said[:300]}")
        self._token = self._token_of(page_of(paper))

    def confirm(self, paper: Any) -> Callable[[], bool]:
        """Looks at the paper and answers the passkey's question: three requests. What is left is to send the answer, which signs."""
        page = page_of(paper)
        text = self._ask("GET", page)[1]
        self._ask("GET", f"{page}document/")
        answer = next((line for line in text.split('"') if line.startswith(f"{page}passkey/")), page)
        shown = self._shown()
        return lambda: self._post(answer, {"credential": shown})[0] == 200

    def rest(self) -> None:
        """The server does not keep a connection open for whoever does nothing."""
        self._way.close()

    def _shown(self) -> Any:
        return self._passkey.show(json.loads(self._post("/account/passkey/options/", {})[1]))

    def _token_of(self, path: str) -> str:
        return self._ask("GET", path)[1].split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    def _post(self, path: str, body: dict[str, Any]) -> tuple[int, str]:
        return self._ask("POST", path, json.dumps(body))

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._jar.items()), "Host": self._host}
        if body:
            headers |= {"Content-Type": "application/json", "Origin": self._address, "X-CSRFToken": self._token}
        self._way.request(method, path, body or None, headers)
        answer = self._way.getresponse()
        text = answer.read().decode(errors="replace")
        for told in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = told.partition(";")[0].partition("=")
            self._jar[name] = value
        return answer.status, text


def prepared(passkey: Any, paper: Any) -> Callable[[], bool]:
    """What signs the paper when it is called, in a visit that has done all that comes before."""
    visit = Visit(passkey, paper)
    send = visit.confirm(paper)
    visit.rest()
    return send


def page_of(paper: Any) -> str:
    return f"/account/signing/{paper}/"


class Signer(threading.Thread):
    """
    Somebody with papers of their own to sign one after the other. ``part`` says what is measured: the whole ``ceremony`` in one visit, or
    the ``request`` that signs alone, each paper looked at and confirmed beforehand in a visit of its own.
    """

    def __init__(self, *, part: str, papers: int) -> None:
        super().__init__(daemon=True)
        from digigov.kernel.actor import Actor  # noqa: PLC0415 - once Django has started
        from digigov.kernel.clock import now  # noqa: PLC0415
        from digigov.modules.assurance.testing import make_proved  # noqa: PLC0415
        from digigov.modules.identity.testing import make_account  # noqa: PLC0415
        from digigov.modules.parties.testing import make_person  # noqa: PLC0415
        from digigov.modules.signatures.testing.people import add_passkey  # noqa: PLC0415
        from digigov.modules.signing.testing import make_envelope  # noqa: PLC0415

        party_id = make_person(given_names="Testa", family_name="Fictional", email=f"{uuid4().hex}@example.org")
        make_proved(party_id, at=now() - timedelta(days=1))
        account_id = make_account(party_id=party_id)
        who = Actor(kind="citizen", account_id=account_id, party_id=party_id)
        passkey = add_passkey(who)
        first, *rest = [make_envelope(who) for _ in range(papers + 1)]
        visit = Visit(passkey, first)
        visit.confirm(first)()  # the key and its certificate are made at the first
        self.until, self.took, self.whole, self.failed = 0.0, list[float](), list[float](), 0
        if part == "request":
            ready = [prepared(passkey, paper) for paper in rest]
            self.left = [partial(self._sign, lambda send=send: send) for send in ready]
        else:
            self.left = [partial(self._sign, partial(visit.confirm, paper)) for paper in rest]

    def run(self) -> None:
        while time.monotonic() < self.until and self.left:
            self.left.pop()()

    def _sign(self, confirm: Callable[[], Callable[[], bool]]) -> None:
        begun = time.monotonic()
        send = confirm()
        sent = time.monotonic()
        if send():
            self.took.append(time.monotonic() - sent)
            self.whole.append(time.monotonic() - begun)
        else:
            self.failed += 1


def drive(*, part: str, signers: int, seconds: int) -> dict[str, Any]:
    """In a process of its own: makes people, papers and passkeys, says so, and signs when told to."""
    environment.start_django(pooled=True)
    logging.disable(logging.INFO)
    crowd = [Signer(part=part, papers=seconds * MOST_A_SECOND[part] // signers + 2) for _ in range(signers)]
    print("ready", flush=True)
    sys.stdin.readline()
    began, own = time.monotonic(), time.process_time()
    for each in crowd:
        each.until = began + seconds
        each.start()
    for each in crowd:
        each.join()
    return {
        "lasted": time.monotonic() - began,
        "cores": (time.process_time() - own) / (time.monotonic() - began),
        "took": [each for one in crowd for each in one.took],
        "whole": [each for one in crowd for each in one.whole],
        "failed": sum(each.failed for each in crowd),
        "left": min(len(each.left) for each in crowd),
    }


def measure(installation: Installation, *, part: str, store: str, signers: int, seconds: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.signing", "--drive", str(signers), "--part", part, "--seconds", str(seconds)]
    given = installation.surroundings()
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, env=given, stdin=pipe, stdout=pipe, text=True) as driver:
        assert driver.stdin and driver.stdout
        while (line := driver.stdout.readline()) and line.strip() != "ready":
            pass
        said, _ = driver.communicate("go\n", timeout=seconds + 180)
    found = json.loads(said.strip().splitlines()[-1])
    took, whole = sorted(found["took"]), sorted(found["whole"])
    return {
        "part": part,
        "store": store,
        "signers": signers,
        "signed": len(took),
        "per_second": round(len(took) / found["lasted"], 1),
        "p50": round(1000 * statistics.median(took), 1),
        "p95": round(1000 * took[int(len(took) * 0.95)], 1),
        "whole_p95": round(1000 * whole[int(len(whole) * 0.95)], 1),
        "failed": found["failed"],
        "driver_cores": round(found["cores"], 2),
        "ran_out": found["left"] == 0,
    }


def measure_store(store: str, *, port: int, seconds: int) -> list[dict[str, Any]]:
    installation = Installation(port=port, var=ROOT / "var" / f"bench-signing-{store}")
    installation.var.mkdir(parents=True, exist_ok=True)
    if store == "token":
        installation.environment |= soft_token(installation.var / "token")
    installation.start()
    try:
        return [
            measure(installation, part=part, store=store, signers=signers, seconds=seconds)
            for part in PARTS
            for signers in (2, 4)
        ]
    finally:
        installation.stop()


def soft_token(folder: Path) -> dict[str, str]:
    """The token of an earlier run, or a new one: the database knows its keys."""
    known = folder / "token.json"
    if not known.exists():
        made = make_token(folder)
        known.write_text(json.dumps(made))
    chosen = json.loads(known.read_text())
    return {
        "SOFTHSM2_CONF": str(folder / "softhsm2.conf"),
        "DIGIGOV_TOKEN_MODULE": chosen["module"],
        "DIGIGOV_TOKEN_NAME": chosen["token"],
        "DIGIGOV_TOKEN_PIN": chosen["pin"],
    }


def in_words(run: dict[str, Any]) -> str:
    of = run["machine"]
    rows = [
        f"# Personal signatures, {run['date']}, commit {run['commit']}",
        "",
        f"{of['cores']} cores ({of['cpu']}), {of['memory_gb']} GB, everything on this machine: PostgreSQL, two web processes, the worker, who signs. "
        f"{run['seconds']} seconds each. PAdES B-LT with the product's own time stamps. Load of the machine when it began: {run['load']}. Nothing is counted "
        f"that comes before: people, papers, passkeys, signing in, each person's first signature. Aim {AIM} a second, p95 ≤ {AIM_P95} ms.",
    ]
    for part, said in PARTS.items():
        rows += ["", f"{said}.", ""]
        rows += ["| keys in | at once | / s | p50 ms | p95 ms | failed | cores of who signs | p95 of all four ms |"]
        rows += ["|---|---:|---:|---:|---:|---:|---:|---:|"]
        for each in run["runs"]:
            if each["part"] == part:
                columns = ("store", "signers", "per_second", "p50", "p95", "failed", "driver_cores")
                whole = each["whole_p95"] if part == "ceremony" else ""
                rows.append(f"| {' | '.join(str(each[name]) for name in columns)} | {whole} |")
    if any(each["ran_out"] for each in run["runs"]):
        rows += ["", "Some signer ran out of papers: it was faster than this says."]
    return "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.signing", description=__doc__)
    parser.add_argument("--port", type=int, default=8320)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--stores", nargs="+", choices=STORES, default=STORES)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--drive", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.drive:
        print(json.dumps(drive(part=chosen.part, signers=chosen.drive, seconds=chosen.seconds)))
        return 0
    load = os.getloadavg()[0]
    runs = [run for store in chosen.stores for run in measure_store(store, port=chosen.port, seconds=chosen.seconds)]
    run = {**meter.about(), "load": round(load, 1), "seconds": chosen.seconds, "runs": runs}
    print(in_words(run))
    if chosen.record:
        report.write("signing", run, in_words(run))
    return 0


if __name__ == "__main__":
    sys.exit(main())
