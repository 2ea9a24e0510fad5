"""``python -m digigov.rehearsal.gateway --port 8100 --data var/gateway --webhook-url http://localhost:8000/exchange/card-webhook/``"""

import argparse
import os
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces


def main() -> None:
    options = _options()
    os.environ.update(
        GATEWAY_DATA=str(options.data.resolve()),
        GATEWAY_WEBHOOK_URL=options.webhook_url,
        GATEWAY_ADDRESS=options.address or f"http://localhost:{options.port}",
        GATEWAY_SLOW=str(options.slow),
        GATEWAY_LATE=str(options.late),
        GATEWAY_KEY=os.environ.get("DIGIGOV_GATEWAY_KEY", "sandbox-merchant-key"),
        GATEWAY_WEBHOOK_SECRET=os.environ.get("DIGIGOV_GATEWAY_WEBHOOK_SECRET", "sandbox-webhook-secret"),
    )
    Granian(
        "digigov.rehearsal.gateway.app:from_environment",
        address="127.0.0.1",
        port=options.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=4,
        log_access=False,
    ).serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="digigov.rehearsal.gateway", description="The sandbox card gateway")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--data", type=Path, required=True, help="folder of its own store")
    parser.add_argument("--webhook-url", default="", help="where the merchant is told; empty: never")
    parser.add_argument("--address", default="", help="where payers reach it, without a slash at the end")
    parser.add_argument("--slow", type=float, default=20, help="seconds until a slow bank answers")
    parser.add_argument("--late", type=float, default=20, help="seconds until a late webhook leaves")
    return parser.parse_args()


if __name__ == "__main__":
    main()
