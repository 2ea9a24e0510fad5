"""Clients and sign-ins for the tests of other rooms, and a client that speaks the protocol letter by letter."""

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from digigov.kernel.actor import Actor, system
from digigov.modules.identity.testing import make_me
from digigov.modules.openid import commands
from digigov.modules.openid.definitions import Answer, Asked, SignedIn
from digigov.modules.parties.testing import make_person

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
SOON = AT + timedelta(seconds=5)
BACK = "https://tax.example/back"
VERIFIER = "a" * 20 + "-._~" + "Z9" * 15
TAX = commands.Registration(
    id="tax-portal",
    name="Tax portal",
    purpose="To file a tax return and see what is owed.",
    unit="inland-revenue",
    contact="portal@tax.example",
    return_to=(BACK,),
    scopes=("profile", "email", "offline_access"),
)


def make_client(**given: Any) -> str:
    """A registered client; returns its secret."""
    return commands.register_client(by=system("test"), at=AT, wanted=replace(TAX, **given))


def make_signed_in(me: Actor, **given: Any) -> SignedIn:
    assert me.account_id is not None and me.party_id is not None
    known = SignedIn(me.account_id, me.party_id, visit="v" * 64, proved_at=AT)
    return replace(known, **given)


def challenge(verifier: str = VERIFIER) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def wants(**given: str | None) -> Asked:
    """The request that a browser brings; None leaves out what is usual."""
    usual: dict[str, str | None] = {
        "response_type": "code",
        "client_id": TAX.id,
        "redirect_uri": BACK,
        "scope": "openid profile",
        "state": "xyz",
        "nonce": "n-1",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **given,
    }
    query = {name: [value] for name, value in usual.items() if value is not None}
    return Asked("http://localhost:8000/openid/authorize/", query=query)


def posts(secret: str = "", *, client_id: str = TAX.id, **form: str) -> Asked:
    """What a client sends; with a secret it shows it in the header."""
    said = {name: [value] for name, value in form.items()}
    headers = {}
    if secret:
        pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    else:
        said["client_id"] = [client_id]
    return Asked("http://localhost:8000/openid/token/", "POST", headers, form=said)


def exchanges(secret: str, code: str, **given: str) -> Asked:
    form = {"grant_type": "authorization_code", "redirect_uri": BACK, "code_verifier": VERIFIER, **given}
    return posts(secret, code=code, **form)


def brought_back(answer: Answer) -> dict[str, str]:
    """What stands in the address that the browser is sent to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.location).query).items()}


class Visit:
    """Somebody who has allowed the tax portal what it asks for."""

    def __init__(self, **client: Any) -> None:
        self.secret = make_client(**client)
        self.me = make_me(party_id=make_person(given_names="Testa", family_name="Fictional", email="testa@example.org"))
        self.who = make_signed_in(self.me)
        commands.give_consent(
            by=self.me, at=AT, client_id="tax-portal", scopes=("openid", "profile", "email", "offline_access")
        )

    def code(self, **asked: str | None) -> str:
        return brought_back(commands.allow(by=self.me, at=AT, asked=wants(**asked), who=self.who))["code"]

    def tokens(self, **asked: str | None) -> dict[str, Any]:
        answer = commands.answer_token_request(at=SOON, asked=exchanges(self.secret, self.code(**asked)))
        assert answer.status == 200, answer.body
        return dict(answer.body)  # type: ignore[arg-type]
