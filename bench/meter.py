"""What the machine is, and how much processor time each part of the stack and the load tool has used."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def machine() -> dict[str, object]:
    """Cores, model, memory and kernel; nothing that names the machine."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next(int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal"))
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": cpu or platform.machine(),
        "memory_gb": round(memory / 1_048_576, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def about() -> dict[str, object]:
    """What a figure is worth nothing without: when, of which commit, on what machine."""
    return {"date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "commit": commit(), "machine": machine()}


def commit() -> str:
    """The commit that was measured, with a + when files differ from it."""
    name = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run(
        ["git", "status", "--porcelain", "src", "packs"], capture_output=True, text=True, check=False
    )
    return name.stdout.strip() + ("+" if changed.stdout.strip() else "")


def used(leaders: dict[str, int]) -> dict[str, float]:
    """Processor seconds of each named process with all its offspring, the living and those waited for."""
    parents, seconds = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(entry)
        if fields:
            parents[int(entry.name)] = int(fields[1])
            seconds[int(entry.name)] = sum(int(ticks) for ticks in fields[11:15]) / TICK
    return {name: sum(seconds[pid] for pid in _family(leader, parents)) for name, leader in leaders.items()}


def stolen() -> float:
    """Processor seconds that this machine wanted and its host gave to others, since it began."""
    return int(_lines("/proc/stat")[0].split()[8]) / TICK


def memory(leaders: dict[str, int]) -> dict[str, float]:
    """Megabytes that each named process with its offspring holds, shared pages counted by their share."""
    parents = {int(e.name): int(f[1]) for e in Path("/proc").glob("[0-9]*") if (f := _stat(e))}
    return {
        name: round(sum(_proportional(pid) for pid in _family(leader, parents)) / 1024, 1)
        for name, leader in leaders.items()
    }


def children(pid: int) -> list[int]:
    """Its own, the oldest first."""
    return sorted(int(e.name) for e in Path("/proc").glob("[0-9]*") if (f := _stat(e)) and int(f[1]) == pid)


def _family(leader: int, parents: dict[int, int]) -> set[int]:
    found = {leader} & parents.keys()
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _proportional(pid: int) -> int:
    try:
        return next(int(line.split()[1]) for line in _lines(f"/proc/{pid}/smaps_rollup") if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()
