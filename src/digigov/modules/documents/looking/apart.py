"""Looking into a PDF in a process of its own."""

import subprocess
import sys

SECONDS = 15  # by the clock; the process itself has fewer of its own


def look_apart(pdf: bytes, *, most_pages: int) -> str:
    """``well``, ``locked``, ``long``, ``active`` or ``damaged``; the last too if it needs more time or memory than a file may."""
    command = [sys.executable, "-m", "digigov.modules.documents.looking", str(most_pages)]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        return "damaged"
    return done.stdout.decode() if done.returncode == 0 else "damaged"
