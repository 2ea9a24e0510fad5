"""The sandbox as one WSGI application."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from digigov.rehearsal import clock
from digigov.rehearsal.gateway import api, pages, payments
from digigov.rehearsal.gateway.store import Store
from digigov.rehearsal.gateway.web import Refused, Request, Response, as_json
from digigov.rehearsal.gateway.webhooks import Courier


def from_environment() -> Callable[..., list[bytes]]:
    """What granian's worker loads; ``__main__`` sets the environment."""
    pace = payments.Pace(slow=float(os.environ["GATEWAY_SLOW"]), late=float(os.environ["GATEWAY_LATE"]))
    store = Store(Path(os.environ["GATEWAY_DATA"]))
    courier = Courier(
        store=store, pace=pace, url=os.environ["GATEWAY_WEBHOOK_URL"], secret=os.environ["GATEWAY_WEBHOOK_SECRET"]
    )
    courier.start()
    return make_application(store, pace, courier, key=os.environ["GATEWAY_KEY"], address=os.environ["GATEWAY_ADDRESS"])


def make_application(
    store: Store, pace: payments.Pace, courier: Courier, *, key: str, address: str
) -> Callable[..., list[bytes]]:
    def route(request: Request) -> Response:
        is_api = request.path.startswith("/v1/")
        try:
            with store.work() as db:
                payments.tick(db, pace=pace, now=clock.time())
                if is_api:
                    return api.answer(request, db, key=key, address=address)
                return pages.answer(request, db, pace=pace)
        except Refused as refused:
            if is_api:
                return as_json(refused.status, {"code": refused.code, "sentence": refused.sentence})
            return pages.refusal(refused)

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        try:
            response = route(Request.of(environ))
        except Refused as refused:
            response = pages.refusal(refused)
        if environ["REQUEST_METHOD"] == "POST":
            courier.wake.set()
        return response.wsgi(start_response)

    return application
