"""
``python -m bench.signing``: personal signatures a second (PAdES B-LT: time stamp and proofs inside), each the whole way that a person goes
over HTTP: the paper's page, the paper itself, the passkey's question, and the answer that signs. With keys in files and in a token
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
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import meter, report
from bench.installation import Installation
from digigov.adapters.key_stores.soft_token import make_token
from digigov.cli import environment
from digigov.cli.environment import ROOT

AIM, AIM_P95 = 10, 250  # a second on two cores; milliseconds
MOST_A_SECOND = 12  # of each signer: papers are made beforehand
STORES = ("files", "token")


class Signer(threading.Thread):
    """Somebody with a passkey, signed in, and papers of their own to sign one after the other."""

    def __init__(self, *, papers: int) -> None:
        super().__init__(daemon=True)
        from django.conf import settings  # noqa: PLC0415 - once Django has started

        from digigov.kernel.actor import Actor  # noqa: PLC0415
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
        self._passkey = add_passkey(who)
        self.papers = [make_envelope(who) for _ in range(papers)]
        self._address, self._host = settings.ADDRESS, settings.ADDRESS.removeprefix("http://")
        self._way, self._jar = http.client.HTTPConnection(self._host, timeout=60), dict[str, str]()
        self._token, self.until = "", 0.0
        self.took, self.whole, self.failed = list[float](), list[float](), 0
        self._sign_in()
        self.sign(self.papers.pop())  # the key and its certificate are made at the first

    def run(self) -> None:
        while time.monotonic() < self.until and self.papers:
            begun = time.monotonic()
            seconds = self.sign(self.papers.pop())
            if seconds is None:
                self.failed += 1
            else:
                self.took.append(seconds)
                self.whole.append(time.monotonic() - begun)

    def sign(self, paper: Any) -> float | None:
        """How long the answer took that signs; None if it did not."""
        page = f"/account/signing/{paper}/"
        text = self._ask("GET", page)[1]
        self._ask("GET", f"{page}document/")
        answer = next((line for line in text.split('"') if line.startswith(f"{page}passkey/")), "")
        credential = self._passkey.show(json.loads(self._post("/account/passkey/options/", {})[1]))
        begun = time.monotonic()
        status, _body = self._post(answer or page, {"credential": credential})
        seconds = time.monotonic() - begun
        return seconds if status == 200 else None

    def _sign_in(self) -> None:
        page = self._ask("GET", "/account/sign-in/")[1]
        self._token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        credential = self._passkey.show(json.loads(self._post("/account/passkey/options/", {})[1]))
        status, said = self._post("/account/passkey/sign-in/", {"credential": credential, "next": ""})
        if status != 200:
            raise SystemExit(f"nobody could sign in: {said[:300]}")
        page = self._ask("GET", f"/account/signing/{self.papers[0]}/")[1]
        self._token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

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


def drive(*, signers: int, seconds: int) -> dict[str, Any]:
    """In a process of its own: makes people and papers, says so, and signs when told to."""
    environment.start_django(pooled=True)
    logging.disable(logging.INFO)
    crowd = [Signer(papers=seconds * MOST_A_SECOND // signers + 2) for _ in range(signers)]
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
        "left": min(len(each.papers) for each in crowd),
    }


def measure(installation: Installation, *, store: str, signers: int, seconds: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.signing", "--drive", str(signers), "--seconds", str(seconds)]
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
        return [measure(installation, store=store, signers=signers, seconds=seconds) for signers in (1, 2, 4)]
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
        f"{of['cores']} cores ({of['cpu']}), {of['memory_gb']} GB, everything on this machine; {run['seconds']} seconds each. PAdES B-LT with the "
        f"product's own time stamps; p50 and p95 are of the request that signs, the last column of all four of a signature. "
        f"Load of the machine when it began: {run['load']}. Aim {AIM} a second, p95 ≤ {AIM_P95} ms.",
        "",
        "| keys in | at once | a second | p50 ms | p95 ms | failed | cores of the signers | p95 of all four ms |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    columns = ("store", "signers", "per_second", "p50", "p95", "failed", "driver_cores", "whole_p95")
    rows += [f"| {' | '.join(str(each[name]) for name in columns)} |" for each in run["runs"]]
    if any(each["ran_out"] for each in run["runs"]):
        rows += ["", "Some signer ran out of papers: it was faster than this says."]
    return "\n".join(rows) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.signing", description=__doc__)
    parser.add_argument("--port", type=int, default=8320)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--stores", nargs="+", choices=STORES, default=STORES)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--drive", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.drive:
        print(json.dumps(drive(signers=chosen.drive, seconds=chosen.seconds)))
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
