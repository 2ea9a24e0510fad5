"""What was measured, as a table, as JSON and as a plot; beside it the run before."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.load import ONE_WAY, READS, WRITES, Answer
from bench.plot import plot

RESULTS = Path(__file__).parent / "results"
KEPT_RUNS = 20
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
BARS = {"reads": {"p50": 50, "p95": 150, "p99": 300}, "writes": {"p50": 100, "p95": 300, "p99": 500}}
MOST_ERRORS = 0.001
SLOWEST = 12  # seconds of a stretch, told one by one
MOST_MEMORY = 1000  # MB, of web and worker together
TITLES = {
    "service": "service page",
    "search": "search",
    "form": "form page, shown",
    "save": "form page, saved",
    "submit": "submit",
    "status": "status page",
    "queue": "officer's queue",
    "case": "case page",
    "counter": "counter, somebody found",
    "person": "counter, somebody opened",
    "claim": "case taken",
    "begin": "counter, application begun",
    "reads": "**all reads**",
    "writes": "**all writes**",
    "links": f"over {2 * ONE_WAY} ms links, as felt",
}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def line(answers: Iterable[Answer], seconds: float, *, felt: bool = False) -> dict[str, Any]:
    """One line of the table. What was not answered counts as an error, and as slower than everything."""
    asked = list(answers)
    times = [(each.felt if felt else each.latency) if each.status else math.inf for each in asked]
    shown = {name: percentile(times, share) for name, share in SHARES.items()}
    return {
        "requests": len(asked),
        "per_second": round(len(asked) / seconds, 1),
        **{name: round(value, 1) if math.isfinite(value) else None for name, value in shown.items()},
        "errors": sum(not each.is_right for each in asked),
    }


def table(answers: list[Answer], seconds: float) -> dict[str, dict[str, Any]]:
    found = {page: line((a for a in answers if a.page == page), seconds) for page in (*READS, *WRITES)}
    found["reads"] = line((a for a in answers if a.page in READS), seconds)
    found["writes"] = line((a for a in answers if a.page in WRITES), seconds)
    found["links"] = line((a for a in answers if a.is_slow), seconds, felt=True)
    return found


def slowest(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """The seconds in which half of all waited longest, the slowest first."""
    seconds: dict[int, list[Answer]] = {}
    for each in answers:
        seconds.setdefault(each.second, []).append(each)
    found = [
        {
            "second": second,
            "into": int(of[0].due / 1000),
            "asked": len(of),
            "p50": round(percentile([each.latency for each in of], 0.5), 1),
            "longest": round(max(each.latency for each in of), 1),
        }
        for second, of in seconds.items()
    ]
    return sorted(found, key=lambda each: -each["p50"])[:SLOWEST]


def holds(lines: dict[str, dict[str, Any]]) -> bool:
    """Whether the bars held: reads, writes, and hardly an error."""
    asked = sum(lines[kind]["requests"] for kind in BARS)
    wrong = sum(lines[kind]["errors"] for kind in BARS)
    in_time = all(
        lines[kind][name] is not None and lines[kind][name] <= bar
        for kind, bars in BARS.items()
        for name, bar in bars.items()
    )
    return in_time and wrong <= MOST_ERRORS * asked


def keep(run: dict[str, Any], name: str) -> None:
    """Put the run before the earlier ones, and draw it. ``name``: of the three files."""
    path = RESULTS / f"{name}.json"
    earlier = json.loads(path.read_text())["runs"] if path.exists() else []
    path.write_text(json.dumps({"runs": [run, *earlier][:KEPT_RUNS]}, indent=1) + "\n")
    before = earlier[0] if earlier else None
    (RESULTS / f"{name}.md").write_text(in_words(run, before, name))
    (RESULTS / f"{name}.svg").write_text(plot(run, before, BARS))


def write(name: str, run: dict[str, Any], text: str) -> None:
    """Put this run in the place of the one before: for programs to read, and in words."""
    (RESULTS / f"{name}.json").write_text(json.dumps(run, indent=1) + "\n")
    (RESULTS / f"{name}.md").write_text(text)


def in_words(run: dict[str, Any], before: dict[str, Any] | None, name: str = "load") -> str:
    machine = run["machine"]
    parts = [
        f"# Load, {run['date']}, commit {run['commit']}",
        "",
        f"{machine['cores']} cores ({machine['cpu']}), {machine['memory_gb']} GB, {machine['system']}, Python {machine['python']}; "
        f"everything on this machine, the load tool included. {run['cases']:,} cases.",
        "",
        *([f"**THIS RUN IS INVALID: {'; '.join(run['faults'])}.**", ""] if run["faults"] else []),
        *_knee(run, before),
        *_steady(run, before),
        *_spike(run.get("spike")),
        *_messages(run.get("messages")),
        *_case(run.get("case")),
        *_health(run),
        f"![p95 by rate]({name}.svg)",
        "",
    ]
    return "\n".join(parts)


def bars_in_words() -> str:
    return "; ".join(f"{kind} {' / '.join(str(bar) for bar in bars.values())} ms" for kind, bars in BARS.items())


def _knee(run: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    if not run["steps"]:
        return []
    earlier = f" The run before, {before['commit']}: {before['knee']}." if before and before.get("knee") else ""
    return [
        f"**Knee: {run['knee']} mixed requests a second**: the highest step that kept the bar at p50 / p95 / p99 ({bars_in_words()}) "
        f"with fewer than one error in a thousand; aim 150.{earlier}",
        "",
    ]


def _steady(run: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    steady = run.get("steady")
    if not steady:
        return []
    told = "held" if steady["holds"] else "NOT HELD"
    earlier = (before or {}).get("steady") or {}
    compared = f" Before: {before['commit']}, at {earlier['rate']}/s." if before and earlier else ""
    return [
        f"## At {steady['rate']} requests a second, {steady['seconds']:.0f} seconds (bar: {told})",
        "",
        f"Times are those of the product: what a slow link itself takes ({2 * ONE_WAY} ms) is taken off, but in the last line.{compared}",
        "",
        *_pages(run, earlier),
        "",
        *_slowest(steady.get("slowest")),
        *_steps([steady, *run["steps"]], run["machine"]["cores"]),
    ]


def _slowest(seconds: list[dict[str, Any]] | None) -> list[str]:
    if not seconds:
        return []
    rows = [
        "### Its slowest seconds",
        "",
        "What the machine was at then. `stolen`: cores that its host gave to others.",
        "",
        "| second | asked | p50 ms | longest ms | cores | stolen | jobs due | connections at work | the database was long at |",
        "|" + "---:|" * 8 + "---|",
    ]
    for each in seconds:
        cores = ", ".join(f"{name} {used}" for name, used in each.get("cores", {}).items() if used >= 0.05)
        cells = [each["into"], each["asked"], each["p50"], each["longest"], cores]
        cells += [each.get(name, "–") for name in ("stolen", "jobs", "busy")]
        rows.append("| " + " | ".join(map(str, [*cells, "; ".join(each.get("long", []))])) + " |")
    return [*rows, ""]


def _pages(run: dict[str, Any], earlier: dict[str, Any]) -> list[str]:
    rows = [
        "| page | requests/s | p50 ms | p95 ms | p99 ms | errors | queries, mean (most) | database ms | processor ms | p95 before |",
        "|---|" + "---:|" * 9,
    ]
    for page, found in run["steady"]["pages"].items():
        asked = run["queries"].get(page)
        queries = f"{asked['mean']:g} ({asked['most']})" if asked else ""
        used = [asked.get(name) if asked else "" for name in ("database_ms", "cpu_ms")]
        was = earlier.get("pages", {}).get(page, {}).get("p95")
        cells = [TITLES[page], *(found[key] for key in ("per_second", *SHARES, "errors")), queries, *used, was]
        rows.append("| " + " | ".join("–" if cell is None else str(cell) for cell in cells) + " |")
    return rows


def _steps(steps: list[dict[str, Any]], cores: int) -> list[str]:
    names = list(steps[0]["cpu"])
    rows = [
        "## Step by step",
        "",
        f"Processor time in cores (of {cores}); `wrk` is the load tool, `links` the slow links.",
        "",
        f"| asked/s | seconds | answered/s | reads p50 | p95 | p99 | writes p50 | p95 | p99 | errors | {' | '.join(names)} | held |",
        "|" + "---:|" * (10 + len(names)) + "---|",
    ]
    for step in steps:
        reads, writes = step["pages"]["reads"], step["pages"]["writes"]
        times = [kind[key] for kind in (reads, writes) for key in SHARES]
        wrong = reads["errors"] + writes["errors"]
        cells = [step["rate"], step["seconds"], step["answered"], *times, wrong, *step["cpu"].values()]
        held = "yes" if step["holds"] else "no"
        rows.append("| " + " | ".join("–" if c is None else str(c) for c in cells) + f" | {held} |")
    return [*rows, ""]


def _spike(found: dict[str, Any] | None) -> list[str]:
    if not found:
        return []
    away, served = found["turned_away"], found["of_the_served"]
    recovered = "never" if found["recovered_in"] is None else f"{found['recovered_in']} s"
    return [
        f"## {found['times']} times {found['rate']} a second, for {found['seconds']} seconds "
        f"(bar: {'held' if found['holds'] else 'NOT HELD'})",
        "",
        "| asked | served/s | p50 / p95 / p99 of the served, ms | reads turned away | writes turned away | without Retry-After "
        "| unanswered | other errors | longest, ms | all well again after |",
        "|" + "---:|" * 10,
        f"| {found['asked']} | {found['served']} | {served['p50']} / {served['p95']} / {served['p99']} | {100 * away['reads']:.1f} % "
        f"| {100 * away['writes']:.1f} % | {found['without_retry_after']} | {found['unanswered']} | {found['wrong']} "
        f"| {found['longest']} | {recovered} |",
        "",
    ]


def _messages(found: dict[str, Any] | None) -> list[str]:
    if not found:
        return []
    return [
        f"## {found['queued']} messages queued in {found['seconds']:.0f} seconds (bar: {'held' if found['holds'] else 'NOT HELD'})",
        "",
        "| handed to the provider within 10 s | p50 s | p95 s | most s | e-mail | SMS | not handed over | worker, cores | database, cores | processor ms each: worker | database |",
        "|" + "---:|" * 11,
        f"| {100 * found['in_time']:.1f} % | {found['p50']} | {found['p95']} | {found['most']} | {found['email']} | {found['sms']} "
        f"| {found['left']} | {found['cpu']['worker']} | {found['cpu']['database']} | {found['cpu_ms_each']['worker']} "
        f"| {found['cpu_ms_each']['database']} |",
        "",
    ]


def _case(found: dict[str, Any] | None) -> list[str]:
    if not found:
        return []
    return [
        f"## A case with {found['documents']} documents opens in {found['p50']} ms (bar 150 ms: {'held' if found['holds'] else 'NOT HELD'})",
        "",
        f"p95 {found['p95']} ms, {found['queries']} queries, {found['kilobytes']} kB, {found['times']} times, one after the other.",
        "",
    ]


def _health(run: dict[str, Any]) -> list[str]:
    memory = run["memory"]
    both = memory.get("web", 0) + memory.get("worker", 0)
    held = "held" if both < MOST_MEMORY else "NOT HELD"
    rows = [
        "## Health while it was measured",
        "",
        f"Memory at the end, MB: {', '.join(f'{name} {size:.0f}' for name, size in memory.items())}. "
        f"Web and worker together {both:.0f} (bar {MOST_MEMORY}: {held}).",
    ]
    if health := run.get("health"):
        rows.append(
            f"Oldest job that was due: {health['oldest_job']:.1f} s. Connections: at most {health['connections']}, at work "
            f"{100 * health['pool']:.0f} % of the pools."
        )
    return [*rows, ""]


def is_well(run: dict[str, Any]) -> bool:
    """Whether every bar that was measured held, and the run counts."""
    parts = [run[name]["holds"] for name in ("steady", "spike", "messages", "case") if run.get(name)]
    return not run["faults"] and all(parts)
