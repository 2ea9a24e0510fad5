"""A service whose certificate two officers sign themselves, and officers who can."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.modules.casework import commands as casework
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.documents import commands, queries
from digigov.modules.documents.testing import FACTS, make_template
from digigov.modules.organizations.testing import make_officer
from digigov.modules.signatures.testing.people import authorize, make_signer

FIRST, SECOND, CLERK = "inspector", "records-supervisor", "records-clerk"
STEPS: Sequence[Mapping[str, Any]] = (
    {
        "id": "check", "type": "review", "title": "Checked", "role": CLERK, "within": 3,
        "missed": {"do": "escalate"}, "next": {"fine": "sign"}, "labels": {"fine": "Fine"},
    },
    {
        "id": "sign", "type": "sign-off", "title": "Signed", "role": FIRST, "within": 3, "missed": {"do": "escalate"},
        "not_by": ["check"], "next": {"signed": "issue", "returned": "check"},
        "with": {"paper": "certificate", "signers": [
            {"role": FIRST, "title": "Inspector"}, {"role": SECOND, "title": "Superintendent"}]},
    },
    {"id": "issue", "type": "issue", "title": "Issued", "role": "system", "with": {"document": "certificate"},
     "next": {"issued": "done"}},
    {"id": "done", "type": "end", "title": "Finished", "role": "system", "with": {"outcome": "granted"}},
)  # fmt: skip


def make_signed_service(service: str = "test-service", **template: Any) -> None:
    """Needs ``make_organizations``."""
    make_template(service=service, officers_sign=True, **template)
    make_workflow(STEPS, service=service)


def make_deciding_officer(role: str = FIRST, *, name: str = "Testa", at: datetime | None = None) -> Actor:
    """With a key that a passkey releases."""
    known = make_signer(given_names=name, at=at)
    return replace(make_officer(party_id=known.party_id, role=role, title=role.title()), account_id=known.account_id)


def make_case_to_sign(*, at: datetime | None = None, service: str = "test-service", **case: Any) -> UUID:
    """Checked, and before the first who signs."""
    at = at or now()
    case_id = make_case(**{"service": service, "facts": FACTS, "at": at, **case})
    casework.complete_task(by=make_officer(role=CLERK), at=at, task_id=open_task(case_id), outcome="fine")
    return case_id


def open_task(case_id: UUID) -> UUID:
    return apps.get_model("casework", "Task").objects.get(case_id=case_id, state="open").id


def allow(by: Actor, case_id: UUID, *, at: datetime | None = None) -> UUID:
    """The officer has read the paper that was drawn, and shows the passkey for it."""
    found = queries.open_to_sign(viewer=by, at=at or now(), task_id=open_task(case_id))
    return authorize(by, found.content, at=at)


def sign_case(by: Actor, case_id: UUID, *, at: datetime | None = None) -> None:
    """The whole ceremony."""
    task_id = open_task(case_id)
    commands.draw_to_sign(by=by, at=at or now(), task_id=task_id)
    allowed = allow(by, case_id, at=at)
    commands.sign_document(by=by, at=at or now(), task_id=task_id, authorization_id=allowed)
