"""p95 of reads and writes over the rate, as a small SVG; the run before in dashes."""

from collections.abc import Iterator
from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, MOST = 640, 320, 60, 40, 500
COLORS = {"reads": "#1d70b8", "writes": "#d4351c"}


def plot(run: dict[str, Any], before: dict[str, Any] | None, bars: dict[str, dict[str, int]]) -> str:
    steps = _steps(run)
    most = max((step["rate"] for step in [*steps, *_steps(before or {})]), default=100) * 1.05
    inside = "".join([*_lines(steps, most, ""), *_lines(_steps(before or {}), most, "2 3"), *_bars(bars, most)])
    rates = "".join(
        f'<text x="{_x(step["rate"], most):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{step["rate"]}</text>'
        for step in steps
    )
    frame = f'<path d="M{LEFT},20 V{HEIGHT - BOTTOM} H{WIDTH - 20}" fill="none" stroke="#505a5f"/>'
    words = (
        f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">mixed requests a second (dotted: the run before)</text>'
        f'<text x="14" y="{HEIGHT / 2:.0f}" transform="rotate(-90 14 {HEIGHT / 2:.0f})" text-anchor="middle">p95, ms</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{frame}{inside}{rates}{words}</svg>\n'
    )


def _steps(run: dict[str, Any]) -> list[dict[str, Any]]:
    found = {step["rate"]: step for step in [run.get("steady"), *run.get("steps", [])] if step}
    return [found[rate] for rate in sorted(found)]


def _lines(steps: list[dict[str, Any]], most: float, dashes: str) -> Iterator[str]:
    for kind, color in COLORS.items():
        points = " ".join(
            f"{_x(step['rate'], most):.0f},{_y(step['pages'][kind]['p95']):.0f}"
            for step in steps
            if step["pages"].get(kind)
        )
        yield f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dashes}"/>'


def _bars(bars: dict[str, dict[str, int]], most: float) -> Iterator[str]:
    for kind, color in COLORS.items():
        bar = bars[kind]["p95"]
        yield f'<path d="M{LEFT},{_y(bar):.0f} H{_x(most, most):.0f}" stroke="{color}" stroke-dasharray="6 4"/>'
        yield f'<text x="{LEFT + 10}" y="{_y(bar) - 4:.0f}" fill="{color}">{kind}, bar {bar} ms</text>'


def _x(rate: float, most: float) -> float:
    return LEFT + (WIDTH - LEFT - 20) * rate / most


def _y(time: float | None) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 20) * min(MOST if time is None else time, MOST) / MOST
