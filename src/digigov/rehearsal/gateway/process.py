"""A sandbox of one's own: started for a test or a trial on a free port, stopped at the end."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def running_gateway(folder: Path, *, webhook_url: str = "", slow: float = 1, late: float = 1) -> Iterator[str]:
    """Yields its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "digigov.rehearsal.gateway", "--port", str(port), "--data", str(folder)]
    command += ["--webhook-url", webhook_url, "--slow", str(slow), "--late", str(late)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/style.css")
            yield address
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            if httpx.get(url, timeout=1, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
