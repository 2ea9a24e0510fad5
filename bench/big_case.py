"""
A case with 435 documents, opened by its officer again and again, one after the other, on the running stack. The documents are
rows and share the content of one: the page lists them, and opens none.
"""

import time
import urllib.request
from typing import Any

from bench import report
from bench.asked import Asked, by_page, load
from bench.installation import Installation

DOCUMENTS, TIMES, BAR = 435, 60, 150
HAND_IN = """
INSERT INTO documents_file (id, sha256, size, media_type, name, origin, holder_key, case_id, stored_at, scan_state, scan_detail)
SELECT gen_random_uuid(), coalesce((SELECT sha256 FROM documents_file WHERE sha256 <> '' LIMIT 1), repeat('0', 64)), 120000, 'application/pdf',
       'Plan ' || n || '.pdf', 'sent', '', c.id, now(), 'clean', ''
FROM casework_case c, generate_series(1, {documents} - (SELECT count(*) FROM documents_file f
  JOIN casework_case k ON k.id = f.case_id WHERE k.reference = '{reference}')) n
WHERE c.reference = '{reference}'
"""


def measure(installation: Installation) -> dict[str, Any]:
    asked = by_page(load(installation.requests))["case"][0]
    reference = asked.path.rstrip("/").rpartition("/")[2]
    installation.query(HAND_IN.format(documents=DOCUMENTS, reference=reference))
    opened = [_open(installation, asked) for _ in range(TIMES + 5)][5:]
    times = [each[0] for each in opened]
    found = {
        "documents": DOCUMENTS,
        "times": TIMES,
        "p50": round(report.percentile(times, 0.5), 1),
        "p95": round(report.percentile(times, 0.95), 1),
        "kilobytes": round(opened[0][1] / 1000),
        "queries": installation.count(asked),
    }
    return {**found, "holds": found["p95"] <= BAR}


def _open(installation: Installation, asked: Asked) -> tuple[float, int]:
    cookie = f"session_{installation.port}={asked.session}"
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"http://localhost:{installation.port}{asked.path}", headers={"Cookie": cookie, "Accept-Language": "en"}
    )
    begun = time.perf_counter()
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        page = answer.read()
    return 1000 * (time.perf_counter() - begun), len(page)
