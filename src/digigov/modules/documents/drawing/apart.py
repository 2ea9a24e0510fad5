"""Drawing in a process of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass

SECONDS = 15  # by the clock; the process itself has fewer of its own


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One page of so many: what it says, and its picture (PNG) if it was asked for."""

    number: int
    pages: int
    text: str
    picture: bytes


def draw_apart(pdf: bytes, *, number: int, with_picture: bool) -> DrawnPage | None:
    """None if the file cannot be drawn, needs more time or memory than one may, or has no such page."""
    command = [sys.executable, "-m", "digigov.modules.documents.drawing", str(number)]
    command += ["picture"] if with_picture else []
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own module
        told, _, picture = done.stdout.partition(b"\n")
        said = json.loads(told)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    if done.returncode or not 1 <= number <= said["pages"] or (with_picture and not picture):
        return None
    return DrawnPage(number, said["pages"], said["text"], picture)
