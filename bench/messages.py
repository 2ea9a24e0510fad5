"""
How soon a message is with its provider when 3,000 are made in a minute. When each was made stands in the database; when it
arrived, the provider's own files say: the Maildir of the SMTP server and the records of the SMS service.
"""

import json
import time
from datetime import datetime
from typing import Any

from bench import meter, report
from bench.installation import Installation

IN_TIME, SHARE = 10.0, 0.95
PATIENCE = 180
MADE = """
SELECT d.id, d.channel, extract(epoch FROM m.made_at) FROM notifications_delivery d
JOIN notifications_message m ON m.id = d.message_id WHERE m.dedupe_key LIKE '{mark}-%'
"""


def measure(installation: Installation, *, messages: int = 3000, seconds: int = 60) -> dict[str, Any]:
    mark = f"bench-{time.time_ns()}"
    leaders = installation.leaders()
    before, begun = meter.used(leaders), time.monotonic()
    took = float(
        installation.ours("bench.tell", "--messages", str(messages), "--seconds", str(seconds), "--mark", mark)
    )
    _wait_until_handed_over(installation, mark, begun + seconds + PATIENCE)
    lasted, after = time.monotonic() - begun, meter.used(leaders)
    cpu = {name: round((after[name] - before[name]) / lasted, 2) for name in leaders}
    each = {name: round(1000 * (after[name] - before[name]) / messages, 1) for name in leaders}
    return {"seconds": took, "cpu": cpu, "cpu_ms_each": each, **told(installation, mark)}


def _wait_until_handed_over(installation: Installation, mark: str, deadline: float) -> None:
    left = MADE.format(mark=mark) + " AND d.state IN ('queued', 'sending') LIMIT 1"
    while installation.query(left) and time.monotonic() < deadline:
        time.sleep(1)


def told(installation: Installation, mark: str) -> dict[str, Any]:
    arrived = {**_mails(installation), **_texts(installation)}
    rows = [line.split("|") for line in installation.query(MADE.format(mark=mark)).splitlines()]
    took = {delivery: arrived[delivery] - float(made) for delivery, _, made in rows if delivery in arrived}
    times = list(took.values())
    in_time = sum(each <= IN_TIME for each in times) / max(1, len(rows))
    return {
        "queued": len(rows),
        "email": sum(channel == "email" and delivery in took for delivery, channel, _ in rows),
        "sms": sum(channel == "sms" and delivery in took for delivery, channel, _ in rows),
        "left": len(rows) - len(times),
        "in_time": round(in_time, 4),
        "p50": round(report.percentile(times, 0.5), 2),
        "p95": round(report.percentile(times, 0.95), 2),
        "most": round(max(times, default=0), 2),
        "holds": in_time >= SHARE,
    }


def _mails(installation: Installation) -> dict[str, float]:
    """When each arrived, by the delivery's id, which is the mail's own."""
    found = {}
    for path in (installation.var / "sinks" / "mail" / "new").iterdir():
        with path.open() as file:
            name = next((line for line in file if line.lower().startswith("message-id:")), "")
        found[name.partition("<")[2].partition("@")[0]] = path.stat().st_mtime
    return found


def _texts(installation: Installation) -> dict[str, float]:
    folder = installation.var / "sinks" / "sms"
    return {
        path.stem: datetime.fromisoformat(json.loads(path.read_text())["at"]).timestamp()
        for path in folder.glob("*.json")
    }
