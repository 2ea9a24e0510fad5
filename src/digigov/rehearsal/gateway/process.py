"""A sandbox of one's own: started for a test or a trial, stopped at the end."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PATIENCE = 120  # seconds


@contextmanager
def started(
    folder: Path, *, port: int, webhook_url: str = "", slow: float = 1, late: float = 1
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address once it answers, and its process, for those who want to kill it."""
    command = [sys.executable, "-m", "digigov.rehearsal.gateway", "--port", str(port), "--data", str(folder)]
    command += ["--webhook-url", webhook_url, "--slow", str(slow), "--late", str(late)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/style.css", process)
            yield address, process
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=10, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
