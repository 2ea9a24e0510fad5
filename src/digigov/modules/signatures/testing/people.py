"""People who can sign: proved, with a passkey in software, and the proof that they show for one document."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.modules.assurance.queries import find_plan
from digigov.modules.assurance.testing import make_plan, make_proved
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import make_account
from digigov.modules.identity.testing.passkey import SoftPasskey
from digigov.modules.parties.testing import make_person
from digigov.modules.signatures import commands

_passkeys: dict[UUID, SoftPasskey] = {}


def make_signer(*, at: datetime | None = None, **person: Any) -> Actor:
    """Somebody who has shown at a counter who they are, signed in, with a passkey."""
    if find_plan() is None:
        make_plan()
    party_id = make_person(**{"given_names": "Testa", "family_name": "Fictional", **person})
    make_proved(party_id, at=(at or now()) - timedelta(days=1))
    signer = Actor(kind="citizen", account_id=make_account(party_id=party_id), party_id=party_id)
    add_passkey(signer)
    return signer


def add_passkey(of: Actor) -> SoftPasskey:
    assert of.account_id is not None
    made = _passkeys[of.account_id] = SoftPasskey(origin=settings.ADDRESS)
    options, state = identity.begin_passkey(by=of, at=now())
    identity.add_passkey(by=of, at=now(), state=state, answer=made.make(options), name="Test")
    return made


def show_passkey(of: Actor) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the page kept, and what the device answered."""
    assert of.account_id is not None
    options, state = identity.begin_passkey_sign_in()
    return state, _passkeys[of.account_id].show(options)


def authorize(by: Actor, pdf: bytes, *, at: datetime | None = None) -> UUID:
    """What the signing page does when somebody confirms."""
    state, answer = show_passkey(by)
    digest = hashlib.sha256(pdf).hexdigest()
    return commands.authorize_by_passkey(by=by, at=at or now(), sha256=digest, state=state, answer=answer)


def sign(by: Actor, pdf: bytes, *, at: datetime | None = None, **more: Any) -> bytes:
    """The whole ceremony."""
    at = at or now()
    return commands.sign_pdf(by=by, at=at, pdf=pdf, authorization_id=authorize(by, pdf, at=at), **more)
