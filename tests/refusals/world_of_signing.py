"""Applications that are signed, for the world in which commands are refused."""

from typing import Any

from django.apps import apps

from digigov.kernel.actor import Actor
from digigov.modules.applications import commands as applications
from digigov.modules.applications.queries import Holder
from digigov.modules.applications.testing import plain_answers
from digigov.modules.catalog.testing import make_service
from digigov.modules.documents.testing import make_pdf
from digigov.modules.forms import queries as forms
from digigov.modules.signatures.testing.people import authorize
from digigov.modules.signing import commands as signing
from digigov.modules.signing.queries import open_drawn
from tests.refusals.world_of_mandates import OPEN, offer

SIGNED = "signed-licence"


def make_signed(world: Any, *, at: Any) -> None:
    """Of the signer: a draft that waits to be drawn, one that waits to be signed, and one that was handed in and is not signed."""
    make_service(SIGNED, described={"signature": {"kind": "application"}})
    apps.get_model("catalog", "Service").objects.update(is_offered=True)  # beside the one that was there
    world.pdf = make_pdf()
    world.to_draw_id, drawn, handed_in = (_begun(world.signer, at=at) for _ in range(3))
    world.drawn_id = draw(world, world.signer, drawn, at=at)
    world.drawn_allowed_id = _allowed(world.signer, world.drawn_id, at=at)
    first = draw(world, world.signer, handed_in, at=at)
    done = applications.sign_and_submit(
        by=Holder(world.signer), at=at, paper_id=first, context=forms.context_at(at),
        authorization_id=_allowed(world.signer, first, at=at),
    )  # fmt: skip
    apps.get_model("signing", "DrawnPaper").objects.filter(id=first).delete()
    world.unsigned_reference = done.reference
    world.mandate_paper_id = draw_mandate(world.signer, at=at)
    world.mandate_allowed_id = _allowed(world.signer, world.mandate_paper_id, at=at)
    world.late_paper_id = applications.draw_handed_in(
        by=world.signer, at=at, reference=done.reference, draw=lambda answers: world.pdf
    )
    world.late_allowed_id = _allowed(world.signer, world.late_paper_id, at=at)


def draw(world: Any, by: Actor, draft_id: Any, *, at: Any) -> Any:
    return applications.draw_application(
        by=Holder(by), at=at, draft_id=draft_id, declarations={"is_true": "yes"}, context=forms.context_at(at),
        draw=lambda answers: world.pdf,
    )  # fmt: skip


def draw_mandate(by: Actor, *, at: Any) -> Any:
    return signing.draw_mandate(by=by, at=at, wanted=offer(), open_services=OPEN, name="Mandate", draw=make_pdf)


def _begun(by: Actor, *, at: Any) -> Any:
    draft_id = applications.start_draft(by=by, at=at, service=SIGNED, language="en")
    drafts = apps.get_model("applications", "Draft").objects
    drafts.filter(id=draft_id).update(answers=plain_answers(), seen_pages=["age"])
    return draft_id


def _allowed(by: Actor, paper_id: Any, *, at: Any) -> Any:
    return authorize(by, open_drawn(viewer=by, at=at, paper_id=paper_id).content, at=at)
