"""For each limit of the table: the request that it counts, made by whoever may, with all that must stand ready before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.signing import get_cookie_signer
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.identity import commands as identity
from digigov.modules.identity.testing import PASSWORD, sign_in, totp_digits
from digigov.modules.parties.queries import contact_of
from digigov.sites.account.session import PROVED_AT
from digigov.sites.kiosk_screen import SALT
from tests.refusals.world import World

Knock = Callable[[World, Client, dict[str, str]], Any]
SOMEBODY = "nobody-has-this@example.org"


@dataclass(frozen=True, slots=True)
class Way:
    """``knock`` makes the request from the place in its third argument; ``before`` brings the visit that far."""

    knock: Knock
    by: str = ""
    before: Callable[[World, Client], Any] = lambda world, client: None


def get(url: str) -> Knock:
    return lambda world, client, place: client.get(url.format(world=world), **place)


def post(url: str, **data: str) -> Knock:
    def knock(world: World, client: Client, place: dict[str, str]) -> Any:
        filled = {name: value.format(world=world) for name, value in data.items()}
        return client.post(url.format(world=world), filled, **place)

    return knock


def half_signed_in(world: World, client: Client) -> None:
    digits = totp_digits(world.secret, now())
    identity.confirm_totp(by=world.ana, at=now(), digits=digits)
    client.post("/account/sign-in/", {"address": contact_of(world.ana.party_id).email, "password": PASSWORD})


def waiting_for_a_code(world: World, client: Client) -> None:
    client.post("/account/recover/", {"address": SOMEBODY})


def freshly_proved(client: Client) -> None:
    session = client.session
    session[PROVED_AT] = now().isoformat()
    session.save()


def opened_by_code(world: World, client: Client) -> None:
    sign_in(client, world.ana.account_id)
    typed = {"reference": world.asked_reference, "code": world.asked_codes[world.holder_of_code]}
    client.post("/track/", typed)


def by_a_chats_key(world: World, client: Client, place: dict[str, str]) -> Any:
    """Counted before it is asked whether there is such a chat."""
    return client.post("/help/chat/write/", {"text": "Hello"}, headers={"X-Chat-Token": "x" * 43}, **place)  # type: ignore[arg-type]


def at_a_kiosk(world: World, client: Client) -> None:
    signed = get_cookie_signer(salt=settings.KIOSK_COOKIE_NAME + SALT).sign("treasury-kiosk")
    client.cookies[settings.KIOSK_COOKIE_NAME] = signed


def just_proved(world: World, client: Client) -> None:
    session = client.session
    session[PROVED_AT] = now().isoformat()
    session.save()


WAYS: dict[tuple[str, str], Way] = {
    ("sign-in", "address"): Way(post("/account/sign-in/", address=SOMEBODY, password="x")),
    ("sign-in", "subject"): Way(post("/account/sign-in/", address=SOMEBODY, password="x")),
    ("second-factor", "address"): Way(post("/account/second-factor/", code="000000"), before=half_signed_in),
    ("second-factor", "subject"): Way(post("/account/second-factor/", code="000000"), before=half_signed_in),
    ("send-code", "address"): Way(post("/account/recover/", address=SOMEBODY)),
    ("send-code", "subject"): Way(post("/account/recover/", address=SOMEBODY)),
    ("try-code", "address"): Way(post("/account/recover/code/", code="000000"), before=waiting_for_a_code),
    ("sign-up", "address"): Way(post("/account/sign-up/", address=SOMEBODY)),
    ("recovery", "address"): Way(post("/account/recover/", address=SOMEBODY)),
    ("recovery", "subject"): Way(post("/account/recover/", address=SOMEBODY)),
    ("not-me", "address"): Way(get("/account/not-me/AAAA/")),
    ("take-over", "address"): Way(post("/track/take-over/"), before=opened_by_code),
    ("take-over", "subject"): Way(post("/track/take-over/"), before=opened_by_code),
    ("prove", "address"): Way(post("/account/identity/remote/", national_id="0"), by="ana"),
    ("prove", "account"): Way(post("/account/identity/remote/", national_id="0"), by="ana"),
    ("prove", "subject"): Way(post("/account/identity/remote/", national_id="0"), by="ana"),
    ("kiosk", "address"): Way(post("/kiosk/"), before=at_a_kiosk),
    ("mandate", "account"): Way(
        post("/account/mandates/give/"), by="ana", before=lambda world, client: freshly_proved(client)
    ),
    ("match-person", "account"): Way(post("/desk/relatives/", national_id="1", family_name="x"), by="officer"),
    ("look-up", "address"): Way(post("/apply/draft/{world.draft_id}/page/other-shop/", other_shop="S1"), by="ana"),
    ("look-up", "account"): Way(post("/apply/draft/{world.draft_id}/page/other-shop/", other_shop="S1"), by="ana"),
    ("counter-consent", "account"): Way(post("/desk/counter/drafts/{world.draft_id}/consent/"), by="officer"),
    ("emergency", "account"): Way(post("/desk/emergency/"), by="officer"),
    ("begin", "address"): Way(post("/apply/shop-licence/"), by="ana"),
    ("begin", "account"): Way(post("/apply/shop-licence/"), by="ana"),
    ("chat", "address"): Way(post("/help/chat/", topic="other", language="en")),
    ("chat-write", "address"): Way(by_a_chats_key),
    ("chat-write", "subject"): Way(by_a_chats_key),
    ("search", "address"): Way(get("/services/?q=shop")),
    ("feedback", "address"): Way(post("/help/open-a-shop/feedback/", useful="yes")),
    ("machine", "address"): Way(get("/exchange/v1/services")),
    ("client", "address"): Way(post("/openid/token/", grant_type="authorization_code")),
    ("track", "address"): Way(post("/track/", reference="x", code="x")),
    ("track", "subject"): Way(post("/track/", reference="{world.reference}", code="x")),
    ("verify", "address"): Way(post("/verify/", number="x", code="x")),
    ("check-file", "address"): Way(post("/verify/file/")),
    ("ask-to-sign", "account"): Way(post("/account/signing/new/"), by="signer"),
    ("look-at-page", "address"): Way(get("/account/signing/{world.envelope_id}/pages/1/"), by="signer"),
    ("look-at-page", "account"): Way(get("/account/signing/{world.envelope_id}/pages/1/"), by="signer"),
    ("upload", "address"): Way(post("/sending/", name="a.jpg", size="10"), by="ana"),
    ("upload", "account"): Way(post("/sending/", name="a.jpg", size="10"), by="ana"),
    ("export", "account"): Way(post("/account/my-data/copy/"), by="ana", before=just_proved),
    ("erase", "account"): Way(post("/account/my-data/erase/"), by="ana", before=just_proved),
    ("report", "address"): Way(post("/report/dirty-stall/")),
    ("report", "account"): Way(post("/report/dirty-stall/"), by="ana"),
    ("follow", "address"): Way(post("/requests/{world.request.reference}/follow/")),
    ("request-link", "address"): Way(post("/requests/link/x/")),
    ("submit", "address"): Way(post("/apply/draft/{world.draft_id}/check/"), by="ana"),
    ("submit", "account"): Way(post("/apply/draft/{world.draft_id}/check/"), by="ana"),
    ("pay", "address"): Way(post("/pay/{world.due_id}/start/"), by="ana"),
    ("pay", "account"): Way(post("/pay/{world.due_id}/start/"), by="ana"),
}
