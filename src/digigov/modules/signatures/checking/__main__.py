"""
``python -m digigov.modules.signatures.checking``: trust and moment as one line of JSON, then the file; out comes what was found. With at most
so much memory and time: a file may unfold to more than any machine has.
"""

import json
import logging
import resource
import sys
from datetime import datetime

MEMORY, SECONDS = 1_000_000_000, 15


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from digigov.modules.signatures.checking.examine import examine  # noqa: PLC0415 - within the limits
    from digigov.modules.signatures.checking.findings import Trust  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    asked = json.loads(sys.stdin.buffer.readline())
    raw = sys.stdin.buffer.read()
    found = examine(raw, trust=Trust.from_json(asked["trust"]), at=datetime.fromisoformat(asked["at"]))
    json.dump(found.to_json(), sys.stdout)


if __name__ == "__main__":
    main()
