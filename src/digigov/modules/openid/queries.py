"""What can be asked: what a request wants of the person at the window, what a token opens, who is registered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from authlib.oauth2 import OAuth2Error
from django.db import transaction

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit.commands import Purpose
from digigov.modules.openid import kept, keys, policies, rules, settings
from digigov.modules.openid.definitions import Asked, SignedIn
from digigov.modules.openid.models import Client, Consent, DeviceRequest
from digigov.modules.openid.protocol import METHOD, Server, request_of
from digigov.modules.parties.queries import PersonView, get_person

SIGN_IN, PROVE_AGAIN, STEP_UP, CONSENT, GO_ON = "sign-in", "prove-again", "step-up", "consent", "go-on"
TOLD = Purpose("tell-another-system")
TELLS = "openid:"  # in the trail, before the client that was told


class RequestRefused(Exception):
    """The request is wrong. ``may_go_back``: the client and its address are known, so that it is told there; else it is said here."""

    def __init__(self, error: OAuth2Error) -> None:
        self.code, self.sentence = error.error, error.description
        self.may_go_back = bool(error.redirect_uri)
        super().__init__(self.code)


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What a client asks for, and what comes next: ``step`` is one of the five above. ``is_silent``: nobody may be asked anything, so
    whatever is missing is an error.
    """

    step: str
    client_id: str
    client_name: str
    purpose: str
    unit: str
    scopes: tuple[str, ...]
    is_silent: bool
    missing: frozenset[str] = frozenset()  # what is to be stepped up: identity, authentication


def read_wish(*, at: datetime, asked: Asked, who: SignedIn | None, asked_at: datetime | None = None) -> Wish:
    """
    Check a request, and say what is missing until it can be allowed. ``asked_at``: when this visit first came with a request that
    wants the person to prove anew; whoever has proved since, has.

    :raises RequestRefused: if it is wrong.
    """
    server, request = Server(issuer=settings.issuer()), request_of(asked, at=at)
    try:
        server.get_consent_grant(request, end_user=who)
    except OAuth2Error as error:
        raise RequestRefused(error) from error
    said = request.payload.data
    client, scopes = request.client.row, rules.scopes_in(request.scope)
    prompts = (said.get("prompt") or "").split()
    longest = rules.seconds_in(said.get("max_age"))
    is_old = who is not None and (
        (longest is not None and who.proved_at + timedelta(seconds=longest) < at)
        or ("login" in prompts and (asked_at is None or who.proved_at < asked_at))
    )
    levels = {"identity": who.identity, "authentication": who.authentication} if who else rules.REACHED
    missing = rules.missing_for(said.get("acr_values"), **levels)
    if who is None:
        step = SIGN_IN
    elif is_old:
        step = PROVE_AGAIN
    elif missing:
        step = STEP_UP
    elif "consent" in prompts or not client.secret_digest or not _is_allowed(who.account_id, client, scopes):
        step = CONSENT  # of a client without a secret nobody knows that it is the one that was allowed (RFC 9700, 4.14; RFC 8252, 8.6)
    else:
        step = GO_ON
    return Wish(
        step=step,
        client_id=client.id,
        client_name=client.name,
        purpose=client.purpose,
        unit=client.unit,
        scopes=scopes,
        is_silent="none" in prompts,
        missing=missing,
    )


def get_device_wish(*, at: datetime, typed: str) -> Wish:
    """What the screen with this code asks for. :raises NotFound: for a code that nobody waits with."""
    row = (
        DeviceRequest.objects.select_related("client")
        .filter(
            user_code=rules.tidy_user_code(typed), ends_at__gt=at, sign_in=None, refused_at=None, client__ended_at=None
        )
        .first()
    )
    if row is None:
        raise NotFound
    client = row.client
    return Wish(CONSENT, client.id, client.name, client.purpose, client.unit, tuple(row.scopes), False)


def tell_claims(*, at: datetime, access_token: str) -> dict[str, Any] | None:
    """
    What an access token opens (UserInfo, Core 1.0, 5.3); None if it opens nothing. The person sees in the trail who was told.
    """
    with transaction.atomic():
        sign_in = kept.find_sign_in_of(access_token, at=at)
        if sign_in is None:
            return None
        wanted = rules.claims_of(sign_in.scopes)
        told: dict[str, Any] = {"sub": kept.subject_of(sign_in.client, sign_in.party_id)}
        if wanted:
            reader = system(f"{TELLS}{sign_in.client_id}")
            person = get_person(viewer=reader, at=at, party_id=sign_in.party_id, purpose=TOLD)
            told |= {
                name: value for name, value in _claims(person).items() if name in wanted and value not in (None, "")
            }
        return told


def describe_provider(pages: Mapping[str, str]) -> dict[str, Any]:
    """The discovery document (OpenID Connect Discovery 1.0, RFC 8414). ``pages`` are the addresses of our endpoints by their names there."""
    methods = ["client_secret_basic", "client_secret_post", "none"]
    return {
        "issuer": settings.issuer(),
        **pages,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [*keys.KINDS],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": [METHOD],
        "scopes_supported": [*rules.SCOPES],
        "claims_supported": ["sub", *rules.claims_of(rules.SCOPES)],
        "acr_values_supported": [acr for acr in rules.ACRS if not rules.missing_for(acr, **rules.REACHED)],
        "prompt_values_supported": ["none", "login", "consent"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


def issuer() -> str:
    """Our address as clients know it, without a slash at the end."""
    return settings.issuer()


def published_keys(*, at: datetime) -> dict[str, Any]:
    """The key set that ID tokens are checked with."""
    return keys.published(at=at)


def read_own_token(token: str, *, at: datetime) -> dict[str, Any] | None:
    """The claims of an ID token that we signed, however old; None for any other."""
    return keys.read(token, at=at)


def may_return_after(*, client_id: str, address: str) -> bool:
    """Whether a client is registered with this address for whoever has signed out."""
    row = Client.objects.filter(id=client_id, ended_at=None).first()
    return row is not None and address in row.return_to_after


@dataclass(frozen=True, slots=True)
class ConsentView:
    client_id: str
    client_name: str
    unit: str
    scopes: tuple[str, ...]
    given_at: datetime


def list_consents(*, viewer: Actor, page: Page) -> PageOf[ConsentView]:
    """What one has allowed, newest first. :raises NotAllowed: for strangers."""
    mine = Consent.objects.filter(account_id=viewer.own_account, ended_at=None).select_related("client")
    return page.of(
        mine.order_by("-given_at", "id"),
        lambda row: ConsentView(row.client_id, row.client.name, row.client.unit, tuple(row.scopes), row.given_at),
    )


def names_of(client_ids: Iterable[str]) -> dict[str, str]:
    """What systems are called, also ended ones; one query."""
    return dict(Client.objects.filter(id__in={*client_ids}).values_list("id", "name"))


@dataclass(frozen=True, slots=True)
class ClientView:
    id: str
    name: str
    unit: str
    contact: str
    is_public: bool
    ended_at: datetime | None


def list_clients(*, viewer: Actor, page: Page) -> PageOf[ClientView]:
    """The systems of the units whose clients the viewer looks after, by name. :raises NotAllowed: for others."""
    rows = Client.objects.order_by("name", "id")
    if not viewer.is_system:
        viewer.require(policies.MANAGE_CLIENTS)
        units = viewer.units_with(policies.MANAGE_CLIENTS)
        rows = rows if "*" in units else rows.filter(unit__in=units)
    return page.of(
        rows, lambda row: ClientView(row.id, row.name, row.unit, row.contact, not row.secret_digest, row.ended_at)
    )


def _is_allowed(account_id: UUID, client: Client, scopes: tuple[str, ...]) -> bool:
    known = Consent.objects.filter(account_id=account_id, client=client, ended_at=None).first()
    return known is not None and set(scopes) <= set(known.scopes)


def _claims(person: PersonView) -> dict[str, Any]:
    """In the words of Core 1.0, 5.1."""
    return {
        "name": person.name,
        "given_name": person.given_names,
        "family_name": person.family_name,
        "birthdate": person.born_on.isoformat() if person.born_on else None,
        "locale": person.language,
        "email": person.email,
        "phone_number": person.phone,
        "address": {"formatted": "\n".join(str(each) for each in person.address.values() if each)}
        if person.address
        else None,
        "national_id": person.national_id,
    }
