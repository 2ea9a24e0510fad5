"""Drafts and applications for tests: of the tiny pack's shop licence, with the answers of its plain example."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import yaml

from digigov.kernel.actor import Actor
from digigov.kernel.ids import new_id
from digigov.modules.applications import commands, policies
from digigov.modules.applications.models import Draft
from digigov.modules.applications.queries import Holder
from digigov.modules.catalog.testing import TINY, load_tiny
from digigov.modules.forms import queries as forms
from digigov.modules.identity.testing import load_messages
from digigov.modules.parties.testing import make_person

AT = datetime(2026, 11, 23, 13, tzinfo=UTC)
SERVICE = "shop-licence"


def make_citizen(party_id: UUID | None = None) -> Actor:
    """Somebody who has signed in."""
    return Actor(kind="citizen", name="Somebody", account_id=new_id(), party_id=party_id or make_person())


def plain_answers() -> dict[str, Any]:
    (path,) = TINY.glob(f"services/*/{SERVICE}/examples/plain.yaml")
    answers = yaml.safe_load(path.read_text())["answers"]
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in answers.items()}


def make_draft(by: Actor, **given: Any) -> UUID:
    """A draft that only waits to be handed in."""
    load_tiny()
    load_messages()
    draft_id = commands.start_draft(by=by, at=AT, service=SERVICE, language="en", **given)
    Draft.objects.filter(id=draft_id).update(answers=plain_answers(), seen_pages=["age"])
    return draft_id


def leave_in_browser(draft_id: UUID, *, token: str) -> None:
    """As if nobody had signed in: the draft is the browser's that holds the token."""
    Draft.objects.filter(id=draft_id).update(party_id=None, holder_hash=policies.hash_of(token))


def hand_in(by: Actor, draft_id: UUID, *, token: str = "", at: datetime = AT) -> commands.Submitted:
    return commands.submit(
        by=Holder(by, token), at=at, draft_id=draft_id, declarations={"is_true": "yes"}, context=forms.context_at(at)
    )
