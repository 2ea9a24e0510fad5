"""Looking at a file in a process of its own."""

import json
import subprocess
import sys
from datetime import datetime

from digigov.modules.signatures.checking.findings import FileFound, Trust

SECONDS = 25  # by the clock; the process itself has fewer of its own


def examine_apart(raw: bytes, *, trust: Trust, at: datetime) -> FileFound:
    """What ``examine`` says; ``too-complex`` if it needs more time or memory than a file may."""
    asked = json.dumps({"trust": trust.to_json(), "at": at.isoformat()}).encode() + b"\n"
    command = [sys.executable, "-m", "digigov.modules.signatures.checking"]
    try:
        done = subprocess.run(command, input=asked + raw, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
        return FileFound.from_json(json.loads(done.stdout)) if done.returncode == 0 else FileFound("too-complex")
    except (subprocess.TimeoutExpired, ValueError):
        return FileFound("too-complex")
