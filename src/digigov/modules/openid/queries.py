"""What can be asked: what a request wants of the person at the window, what a token opens, who is registered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from authlib.oauth2 import OAuth2Error
from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from digigov.kernel.actor import ANYWHERE, Actor, system
from digigov.kernel.clock import local_date, local_zone
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit.commands import Purpose
from digigov.modules.openid import kept, keys, policies, rules, settings
from digigov.modules.openid.definitions import Asked, Registration, SignedIn
from digigov.modules.openid.models import Client, Consent, DeviceRequest, Proposal, SignIn
from digigov.modules.openid.protocol import METHOD, Server, request_of
from digigov.modules.parties.queries import PersonView, get_person

SIGN_IN, PROVE_AGAIN, STEP_UP, CONSENT, GO_ON = "sign-in", "prove-again", "step-up", "consent", "go-on"
TOLD = Purpose("tell-another-system")
DAYS = 14  # of sign-ins that are counted
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
    sector: str
    contact: str
    is_public: bool
    used_at: datetime | None  # when somebody signed in there last
    ended_at: datetime | None


def list_clients(*, viewer: Actor, page: Page) -> PageOf[ClientView]:
    """The systems of the units whose clients the viewer looks after, by name. :raises NotAllowed: for others."""
    found: PageOf[Client] = page.of(_looked_after(viewer, Client.objects.order_by("name", "id")), lambda row: row)
    by_client = SignIn.objects.filter(client_id__in=[row.id for row in found]).order_by().values("client_id")
    used = dict(by_client.annotate(last=Max("begun_at")).values_list("client_id", "last"))
    items = tuple(
        ClientView(
            row.id, row.name, row.unit, row.sector, row.contact, not row.secret_digest, used.get(row.id), row.ended_at
        )
        for row in found
    )
    return PageOf(items, found.number, found.size, found.has_next)


@dataclass(frozen=True, slots=True)
class ClientEntry:
    """All of one system but its secret; ``sign_ins`` of each of the last days, newest first."""

    entry: Registration
    registered_at: datetime
    secret_at: datetime | None
    used_at: datetime | None
    ended_at: datetime | None
    allowed_by: int  # people who let it be told of them now
    sign_ins: tuple[tuple[date, int], ...]


def get_client(*, viewer: Actor, at: datetime, client_id: str) -> ClientEntry:
    """:raises NotFound: if there is no such system, or another looks after it. :raises NotAllowed: for whoever looks after none."""
    row = _looked_after(viewer, Client.objects.filter(id=client_id)).first()
    if row is None:
        raise NotFound
    of_client = SignIn.objects.filter(client=row).order_by()
    by_day = of_client.filter(begun_at__gt=at - timedelta(days=DAYS)).annotate(
        day=TruncDate("begun_at", tzinfo=local_zone())
    )
    counted = dict(by_day.values("day").annotate(times=Count("id")).values_list("day", "times"))
    days = [local_date(at) - timedelta(days=each) for each in range(DAYS)]
    return ClientEntry(
        entry=_registration(row),
        registered_at=row.registered_at,
        secret_at=row.secret_at,
        used_at=of_client.aggregate(last=Max("begun_at"))["last"],
        ended_at=row.ended_at,
        allowed_by=Consent.objects.filter(client=row, ended_at=None).count(),
        sign_ins=tuple((day, counted.get(day, 0)) for day in days),
    )


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What waits for another pair of eyes. ``now``: the entry as it is; None for a new system."""

    id: UUID
    wanted: Registration
    now: Registration | None
    asked_by: UUID
    asked_at: datetime


def list_proposals(*, viewer: Actor, page: Page) -> PageOf[ProposalView]:
    """What waits, oldest first. :raises NotAllowed: for whoever looks after no system."""
    rows = _looked_after(viewer, Proposal.objects.filter(decided_at=None).order_by("asked_at", "id"))
    return page.of(rows, _proposal)


def get_proposal(*, viewer: Actor, proposal_id: UUID) -> ProposalView:
    """:raises NotFound: if no such thing waits, or another looks after it. :raises NotAllowed: for whoever looks after none."""
    row = _looked_after(viewer, Proposal.objects.filter(id=proposal_id, decided_at=None)).first()
    if row is None:
        raise NotFound
    return _proposal(row)


def _looked_after(viewer: Actor, rows: Any) -> Any:
    if viewer.is_system:
        return rows
    viewer.require(policies.MANAGE_CLIENTS)
    units = viewer.units_with(policies.MANAGE_CLIENTS)
    return rows if ANYWHERE in units else rows.filter(unit__in=units)


def _proposal(row: Proposal) -> ProposalView:
    known = None if row.is_new else Client.objects.filter(id=row.client_id).first()
    return ProposalView(
        row.id, Registration(**row.body), _registration(known) if known else None, row.asked_by, row.asked_at
    )


def _registration(row: Client) -> Registration:
    return Registration(
        id=row.id, name=row.name, purpose=row.purpose, unit=row.unit, contact=row.contact, return_to=row.return_to,
        scopes=row.scopes, return_to_after=row.return_to_after, tell_ended=row.tell_ended, sector=row.sector,
        is_public=not row.secret_digest, by_device=row.by_device, signed_by=row.signed_by,
    )  # fmt: skip


def _is_allowed(account_id: UUID, client: Client, scopes: tuple[str, ...]) -> bool:
    """Whoever refused to be told of later is not asked at each sign-in: the client says ``prompt=consent`` for that (Core 1.0, 11)."""
    known = Consent.objects.filter(account_id=account_id, client=client, ended_at=None).first()
    return known is not None and rules.without_later(scopes) <= set(known.scopes)


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
