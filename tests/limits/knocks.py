"""For each limit of the table: the request that it counts, made by whoever may, with all that must stand ready before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from digigov.modules.identity.testing import sign_in
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
    return lambda world, client, place: client.get(url, **place)


def post(url: str, **data: str) -> Knock:
    return lambda world, client, place: client.post(url.format(world=world), data, **place)


def half_signed_in(world: World, client: Client) -> None:
    client.post("/account/sign-in/", {"address": world.address_of_two_factors, "password": world.password})


def waiting_for_a_code(world: World, client: Client) -> None:
    client.post("/account/recover/", {"address": SOMEBODY})


def opened_by_code(world: World, client: Client) -> None:
    sign_in(client, world.ana.account_id)
    typed = {"reference": world.assisted_reference, "code": world.codes[world.ben.party_id]}
    client.post("/track/", typed)


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
    ("take-over", "address"): Way(post("/track/take-over/"), before=opened_by_code),
    ("take-over", "subject"): Way(post("/track/take-over/"), before=opened_by_code),
    ("match-person", "account"): Way(post("/desk/relatives/", national_id="1", family_name="x"), by="officer"),
    ("look-up", "address"): Way(post("/apply/draft/{world.draft_id}/page/other-shop/", other_shop="S1"), by="ana"),
    ("look-up", "account"): Way(post("/apply/draft/{world.draft_id}/page/other-shop/", other_shop="S1"), by="ana"),
    ("begin", "address"): Way(post("/apply/shop-licence/"), by="ana"),
    ("begin", "account"): Way(post("/apply/shop-licence/"), by="ana"),
    ("search", "address"): Way(get("/services/?q=shop")),
    ("machine", "address"): Way(get("/exchange/v1/services")),
    ("track", "address"): Way(post("/track/", reference="x", code="x")),
    ("track", "subject"): Way(post("/track/", reference="A26-8000000-8", code="x")),
    ("verify", "address"): Way(post("/verify/", number="x", code="x")),
    ("upload", "address"): Way(post("/sending/", name="a.jpg", size="10"), by="ana"),
    ("upload", "account"): Way(post("/sending/", name="a.jpg", size="10"), by="ana"),
    ("submit", "address"): Way(post("/apply/draft/{world.draft_id}/check/"), by="ana"),
    ("submit", "account"): Way(post("/apply/draft/{world.draft_id}/check/"), by="ana"),
    ("pay", "address"): Way(post("/pay/{world.due_id}/start/"), by="payer_with_account"),
    ("pay", "account"): Way(post("/pay/{world.due_id}/start/"), by="payer_with_account"),
}
