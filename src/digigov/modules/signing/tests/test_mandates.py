"""A mandate is signed by its giver before it is given; both have the paper; whoever has the file learns whether it still counts."""

import hashlib
from datetime import date

import pytest
from django.apps import apps

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.documents.testing import make_pdf
from digigov.modules.identity.testing import load_messages, make_me
from digigov.modules.mandates import commands as mandates
from digigov.modules.mandates import queries as held
from digigov.modules.mandates.testing import acting
from digigov.modules.parties.testing import make_person
from digigov.modules.signatures.commands import NotAuthorized
from digigov.modules.signatures.testing.people import authorize, make_signer
from digigov.modules.signing import commands, queries

pytestmark = pytest.mark.django_db
OPEN = frozenset({"shop-licence"})
Mandate = apps.get_model("mandates", "Mandate")


@pytest.fixture(autouse=True)
def _messages():
    load_messages()


@pytest.fixture
def giver():
    return make_signer()


def wanted(**other):
    known = {
        "given_names": "Agent", "family_name": "Fictional", "address": "agent@example.org", "services": ["shop-licence"],
        "starts_on": None, "ends_on": date(now().year + 1, 1, 31),
    }  # fmt: skip
    return mandates.Offer(**{**known, **other})


def draw(by, **other):
    return commands.draw_mandate(
        by=by, at=now(), wanted=wanted(**other), open_services=OPEN, name="Mandate", draw=make_pdf
    )


def sign(by, paper_id, allowed=None):
    pdf = queries.open_drawn(viewer=by, at=now(), paper_id=paper_id).content
    allowed = allowed or authorize(by, pdf)
    return commands.sign_mandate(by=by, at=now(), paper_id=paper_id, authorization_id=allowed, open_services=OPEN)


def test_it_is_given_with_the_signature_and_not_before(giver):
    paper_id = draw(giver)
    assert not Mandate.objects.exists()

    given = held.get_own(viewer=giver, mandate_id=sign(giver, paper_id))
    assert (given.agent, given.services, given.state) == ("Agent Fictional", ("shop-licence",), "offered")
    assert queries.signed_mandates([given.id]) == {given.id}


def test_what_cannot_be_given_is_not_drawn(giver):
    with pytest.raises(InvalidInput):
        draw(giver, services=["somewhere-else"])
    assert not apps.get_model("signing", "DrawnPaper").objects.exists()


def test_a_permission_for_other_bytes_gives_nothing(giver):
    paper_id = draw(giver)

    with pytest.raises(NotAuthorized):
        sign(giver, paper_id, allowed=authorize(giver, b"something else"))
    assert not Mandate.objects.exists()


def test_not_twice(giver):
    paper_id = draw(giver)
    sign(giver, paper_id)

    with pytest.raises(commands.SignedAlready):
        sign(giver, paper_id)
    assert Mandate.objects.count() == 1


def test_nobody_else_signs_it_nor_one_s_own_while_acting(giver):
    paper_id = draw(giver)

    for other in (make_signer(), acting(giver, principal_id=make_person())):
        with pytest.raises(NotFound):
            sign(other, paper_id)


def test_both_have_the_paper_and_nobody_else(giver):
    mandate_id, agent = sign(giver, draw(giver)), make_me()
    Mandate.objects.filter(id=mandate_id).update(agent=agent.party_id, state="active", decided_at=now(), code="")

    for each in (giver, agent):
        assert queries.open_mandate(viewer=each, at=now(), mandate_id=mandate_id).content.startswith(b"%PDF-")
    with pytest.raises(NotFound):
        queries.open_mandate(viewer=make_me(), at=now(), mandate_id=mandate_id)


def test_whoever_has_the_file_learns_that_it_was_taken_back(giver):
    mandate_id = sign(giver, draw(giver))
    pdf = queries.open_mandate(viewer=giver, at=now(), mandate_id=mandate_id).content
    mandates.end(by=giver, at=now(), mandate_id=mandate_id)

    found = queries.mandate_of_file(hashlib.sha256(pdf).hexdigest())
    assert (found.id, found.is_live, bool(found.ended_at)) == (mandate_id, False, True)
    assert queries.mandate_of_file(hashlib.sha256(pdf + b" ").hexdigest()) is None
