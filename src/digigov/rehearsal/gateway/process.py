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
def running_gateway(
    folder: Path, *, webhook_url: str = "", slow: float = 1, late: float = 1, port: int = 0
) -> Iterator[str]:
    """Yields its address once it answers."""
    with started(folder, webhook_url=webhook_url, slow=slow, late=late, port=port or free_port()) as (address, _):
        yield address


@contextmanager
def started(
    folder: Path, *, port: int, webhook_url: str = "", slow: float = 1, late: float = 1
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Its address and its process, for those who want to kill it."""
    command = [sys.executable, "-m", "digigov.rehearsal.gateway", "--port", str(port), "--data", str(folder)]
    command += ["--webhook-url", webhook_url, "--slow", str(slow), "--late", str(late)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/style.css")
            yield address, process
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            if httpx.get(url, timeout=1, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")
