"""Papers to sign, for the tests of other rooms."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.modules.documents.commands import store_file
from digigov.modules.documents.testing import make_pdf
from digigov.modules.signatures.testing.people import authorize
from digigov.modules.signing import commands, queries
from digigov.modules.signing.definitions import SigningPlan

PLAN = {
    "law": "The law says so.",
    "kinds": [
        {"id": "agreement", "name": "An agreement"},
        {"id": "application", "name": "An application"},
        {"id": "will", "name": "A will", "left_out": "Sign it by hand."},
    ],
}


def make_plan() -> None:
    definition = SigningPlan.model_validate(PLAN)
    commands.load_plan(by=system("test"), at=now(), definition=definition)


def make_envelope(by: Actor, *others: str, pdf: bytes | None = None, at: datetime | None = None, **more: Any) -> UUID:
    """A paper of ``by``, to be signed by them and by whoever signs in with the other addresses."""
    at = at or now()
    if queries.find_plan() is None:
        make_plan()
    file_id = store_file(by=by, at=at, name="paper.pdf", content=pdf or make_pdf())
    return commands.begin_signing(by=by, at=at, file_id=file_id, others=others, **{"kind": "agreement", **more})


def content_of(by: Actor, envelope_id: UUID) -> bytes:
    return queries.open_document(viewer=by, at=now(), envelope_id=envelope_id).content


def sign(by: Actor, envelope_id: UUID, *, at: datetime | None = None) -> bytes:
    """Look, confirm, sign; the paper afterwards."""
    at = at or now()
    allowed = authorize(by, content_of(by, envelope_id), at=at)
    commands.sign(by=by, at=at, envelope_id=envelope_id, authorization_id=allowed)
    return content_of(by, envelope_id)


def sha256_of(by: Actor, envelope_id: UUID) -> str:
    return hashlib.sha256(content_of(by, envelope_id)).hexdigest()
