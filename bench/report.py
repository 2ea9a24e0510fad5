"""What was measured, as a table, as JSON and as a plot; beside it the run before."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.load import MIX, WRITES, Answer

RESULTS = Path(__file__).parent / "results"
KEPT_RUNS = 20
BARS = {"reads": 100, "writes": 250}
MOST_ERRORS = 0.001
TITLES = {
    "service": "service page",
    "search": "search",
    "form": "form page, shown",
    "save": "form page, saved",
    "submit": "submit",
    "status": "status page",
    "queue": "officer's queue",
    "case": "case page",
    "reads": "**all reads**",
    "writes": "**all writes**",
}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def line(answers: Iterable[Answer], seconds: float) -> dict[str, Any]:
    """One line of the table. What was not answered counts as an error, and as slower than everything."""
    asked = list(answers)
    times = [each.latency if each.status else math.inf for each in asked]
    shown = {name: percentile(times, share) for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    return {
        "requests": len(asked),
        "per_second": round(len(asked) / seconds, 1),
        **{name: round(value, 1) if math.isfinite(value) else None for name, value in shown.items()},
        "errors": sum(not each.is_right for each in asked),
    }


def table(answers: list[Answer], seconds: float) -> dict[str, dict[str, Any]]:
    found = {page: line((a for a in answers if a.page == page), seconds) for page in MIX}
    found["reads"] = line((a for a in answers if a.page not in WRITES), seconds)
    found["writes"] = line((a for a in answers if a.page in WRITES), seconds)
    return found


def holds(lines: dict[str, dict[str, Any]]) -> bool:
    """Whether the bars held: reads, writes, and hardly an error."""
    asked = sum(lines[kind]["requests"] for kind in BARS)
    wrong = sum(lines[kind]["errors"] for kind in BARS)
    in_time = all(lines[kind]["p95"] is not None and lines[kind]["p95"] <= bar for kind, bar in BARS.items())
    return in_time and wrong <= MOST_ERRORS * asked


def keep(run: dict[str, Any]) -> None:
    """Put the run before the earlier ones, and draw it."""
    path = RESULTS / "load.json"
    runs = [run, *(json.loads(path.read_text())["runs"] if path.exists() else [])][:KEPT_RUNS]
    path.write_text(json.dumps({"runs": runs}, indent=1) + "\n")
    (RESULTS / "load.md").write_text(in_words(run, runs[1] if len(runs) > 1 else None))
    (RESULTS / "load.svg").write_text(plot(run))


def in_words(run: dict[str, Any], before: dict[str, Any] | None) -> str:
    machine, rate = run["machine"], run["steady"]["rate"]
    parts = [
        f"# Load, {run['date']}, commit {run['commit']}",
        "",
        f"{machine['cores']} cores ({machine['cpu']}), {machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}; "
        f"everything on this machine, the load tool included. {run['cases']:,} cases.",
        "",
        f"**Knee: {run['knee']} mixed requests a second** (the highest step at which reads stayed within {BARS['reads']} ms and "
        f"writes within {BARS['writes']} ms at p95, with fewer than one error in a thousand; aim 150)."
        + (f" The run before, {before['commit']}: {before['knee']}." if before else ""),
        "",
        f"## At {rate} requests a second, {run['steady']['seconds']:.0f} seconds (bar: {'held' if run['steady']['holds'] else 'NOT HELD'})",
        "",
        *_pages(run, before),
        "",
        *_steps(run),
        "",
        "![p95 by rate](load.svg)",
        "",
    ]
    return "\n".join(parts)


def _pages(run: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    rows = [
        "| page | requests/s | p50 ms | p95 ms | p99 ms | errors | queries, mean (most) | p95 before |",
        "|---|" + "---:|" * 7,
    ]
    for page, found in run["steady"]["pages"].items():
        asked = run["queries"].get(page)
        queries = f"{asked['mean']:g} ({asked['most']})" if asked else ""
        earlier = before["steady"]["pages"].get(page, {}).get("p95") if before else None
        cells = [TITLES[page], *(found[key] for key in ("per_second", "p50", "p95", "p99", "errors")), queries, earlier]
        rows.append("| " + " | ".join("–" if cell is None else str(cell) for cell in cells) + " |")
    return rows


def _steps(run: dict[str, Any]) -> list[str]:
    names = list(run["steps"][0]["cpu"])
    rows = [
        "## Step by step",
        "",
        "Processor time in cores (of " + str(run["machine"]["cores"]) + "); `wrk` is the load tool.",
        "",
        "| asked/s | answered/s | reads p50 | p95 | p99 | writes p50 | p95 | p99 | errors | "
        + " | ".join(names)
        + " | held |",
        "|" + "---:|" * (9 + len(names)) + "---|",
    ]
    for step in run["steps"]:
        reads, writes = step["pages"]["reads"], step["pages"]["writes"]
        times = [kind[key] for kind in (reads, writes) for key in ("p50", "p95", "p99")]
        cells = [step["rate"], step["answered"], *times, reads["errors"] + writes["errors"], *step["cpu"].values()]
        rows.append(
            "| " + " | ".join("–" if c is None else str(c) for c in cells) + f" | {'yes' if step['holds'] else 'no'} |"
        )
    rows += [
        "",
        "Memory at the end, MB: " + ", ".join(f"{name} {size:.0f}" for name, size in run["memory"].items()) + ".",
    ]
    return rows


def plot(run: dict[str, Any]) -> str:
    """p95 of reads and writes over the rate, as a small SVG."""
    width, height, left, bottom = 640, 320, 60, 40
    steps = run["steps"]
    most_rate, most_time = max(s["rate"] for s in steps) * 1.05, 400

    def place(rate: float, time: float | None) -> str:
        x = left + (width - left - 20) * rate / most_rate
        y = height - bottom - (height - bottom - 20) * min(time or most_time, most_time) / most_time
        return f"{x:.0f},{y:.0f}"

    drawn = []
    for kind, color in (("reads", "#1d70b8"), ("writes", "#d4351c")):
        points = " ".join(place(s["rate"], s["pages"][kind]["p95"]) for s in steps)
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
        start, end = place(0, BARS[kind]), place(most_rate, BARS[kind])
        drawn.append(f'<polyline points="{start} {end}" stroke="{color}" stroke-dasharray="4 4"/>')
        drawn.append(
            f'<text x="{left + 10}" y="{float(start.split(",")[1]) - 4:.0f}" fill="{color}">{kind}, bar {BARS[kind]} ms</text>'
        )
    for step in steps:
        x = place(step["rate"], 0).split(",")[0]
        drawn.append(f'<text x="{x}" y="{height - bottom + 18}" text-anchor="middle">{step["rate"]}</text>')
    drawn.append(f'<text x="{width / 2:.0f}" y="{height - 6}" text-anchor="middle">mixed requests a second</text>')
    drawn.append(
        f'<text x="14" y="{height / 2:.0f}" transform="rotate(-90 14 {height / 2:.0f})" text-anchor="middle">p95, ms</text>'
    )
    frame = f'<path d="M{left},20 V{height - bottom} H{width - 20}" fill="none" stroke="#505a5f"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{frame}{"".join(drawn)}</svg>\n'
    )
