"""Codes, tokens and names in the tables: each taken by one statement, so that two who show the same are not both served."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from digigov.kernel.ids import new_id
from digigov.modules.openid import rules
from digigov.modules.openid.definitions import SignedIn
from digigov.modules.openid.models import AuthorizationCode, Client, DeviceRequest, SignIn, Subject, Token

TAKE = "DELETE FROM openid_authorizationcode WHERE digest = %s RETURNING sign_in_id, client_id, return_to, challenge, ends_at"
SPEND = """
UPDATE openid_token SET spent_at = %s WHERE digest = %s AND kind = 'refresh' AND spent_at IS NULL AND ends_at > %s
RETURNING sign_in_id
"""


def digest(secret: str) -> str:
    """Secrets here are 256 bits of chance, so a plain digest cannot be tried backwards."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one, other)


def subject_of(client: Client, party_id: UUID) -> str:
    """What the person is called at this client (a pairwise ``sub``, Core 1.0, 8.1), made the first time."""
    made = secrets.token_urlsafe(24)
    found, _is_new = Subject.objects.get_or_create(sector=client.sector, party_id=party_id, defaults={"sub": made})
    return found.sub


@dataclass(frozen=True, slots=True)
class SpentCode:
    """A code that was right, and is gone."""

    sign_in: SignIn
    return_to: str
    challenge: str

    def get_redirect_uri(self) -> str:
        return self.return_to

    def get_scope(self) -> str:
        return " ".join(self.sign_in.scopes)


@dataclass(frozen=True, slots=True)
class Shown:
    """A refresh token that was right."""

    sign_in: SignIn

    def check_client(self, client: object) -> bool:
        return bool(getattr(client, "get_client_id", str)() == self.sign_in.client_id)

    def get_scope(self) -> str:
        return " ".join(self.sign_in.scopes)


def begin_sign_in(
    *, client: Client, who: SignedIn, scopes: Iterable[str], nonce: str, code_digest: str, at: datetime
) -> SignIn:
    return SignIn.objects.create(
        id=new_id(),
        client=client,
        account_id=who.account_id,
        party_id=who.party_id,
        visit=who.visit,
        scopes=[*scopes],
        nonce=nonce,
        acr=who.acr,
        amr=[*who.amr],
        proved_at=who.proved_at,
        code_digest=code_digest,
        begun_at=at,
    )


def keep_code(
    code: str,
    *,
    client: Client,
    who: SignedIn,
    scopes: Iterable[str],
    nonce: str,
    return_to: str,
    challenge: str,
    at: datetime,
) -> None:
    of = digest(code)
    begun = begin_sign_in(client=client, who=who, scopes=scopes, nonce=nonce, code_digest=of, at=at)
    AuthorizationCode.objects.create(
        digest=of,
        sign_in=begun,
        client_id=client.id,
        return_to=return_to,
        challenge=challenge,
        ends_at=at + rules.CODE_WORKS_FOR,
    )


def spend_code(code: str, *, client: Client, at: datetime) -> SpentCode | None:
    """The code, if it is this client's and still works; gone in any case. One that was spent before ends what came of it."""
    of = digest(code)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [of])
        row = cursor.fetchone()
    if row is None:
        end_sign_ins(Q(code_digest=of), at=at)
        return None
    sign_in_id, client_id, return_to, challenge, ends_at = row
    sign_in = SignIn.objects.select_related("client").filter(id=sign_in_id, ended_at=None).first()
    if sign_in is None or client_id != client.id or ends_at <= at:
        return None
    return SpentCode(sign_in, return_to, challenge)


def keep_tokens(sign_in: SignIn, *, access: str, refresh: str | None, at: datetime) -> None:
    rows = [Token(digest=digest(access), sign_in=sign_in, kind="access", ends_at=at + rules.TOKEN_WORKS_FOR)]
    if refresh and rules.OFFLINE in sign_in.scopes:
        ends_at = sign_in.begun_at + rules.REFRESH_WORKS_FOR  # however often it is changed for another
        rows.append(Token(digest=digest(refresh), sign_in=sign_in, kind="refresh", ends_at=ends_at))
    Token.objects.bulk_create(rows)


def show_refresh_token(token: str, *, at: datetime, spend: bool) -> Shown | None:
    """The sign-in of a refresh token that works. One that is spent and shown again was stolen from somebody: the sign-in ends."""
    of = digest(token)
    if spend:
        with connection.cursor() as cursor:
            cursor.execute(SPEND, [at, of, at])
            row = cursor.fetchone()
        if row is None:
            end_sign_ins(Q(id__in=Token.objects.filter(digest=of, spent_at__isnull=False).values("sign_in_id")), at=at)
            return None
        sign_in_id = row[0]
    else:
        sign_in_id = (
            Token.objects.filter(digest=of, kind="refresh", spent_at=None, ends_at__gt=at)
            .values_list("sign_in_id", flat=True)
            .first()
        )
    sign_in = SignIn.objects.select_related("client").filter(id=sign_in_id, ended_at=None).first()
    return Shown(sign_in) if sign_in else None


def find_sign_in_of(access_token: str, *, at: datetime) -> SignIn | None:
    """Whose claims an access token opens now."""
    found = Token.objects.filter(
        digest=digest(access_token),
        kind="access",
        ends_at__gt=at,
        sign_in__ended_at=None,
        sign_in__client__ended_at=None,
    )
    token = found.select_related("sign_in__client").first()
    return token.sign_in if token else None


def end_sign_ins(which: Q, *, at: datetime) -> int:
    """Nothing that came of these sign-ins works any more; how many there were."""
    return SignIn.objects.filter(which, ended_at=None).update(ended_at=at)


def find_device_request(device_code: str) -> DeviceRequest | None:
    return DeviceRequest.objects.filter(digest=digest(device_code)).select_related("client").first()


def take_decision(user_code: str) -> tuple[SignIn | None, bool] | None:
    """What somebody decided for a device, which hears it once; None while nobody has."""
    row = (
        DeviceRequest.objects.select_for_update(of=("self",))
        .select_related("sign_in__client")
        .filter(user_code=user_code)
        .exclude(sign_in=None, refused_at=None)
        .first()
    )
    if row is None:
        return None
    row.delete()
    is_allowed = row.sign_in is not None and row.sign_in.ended_at is None
    return (row.sign_in if is_allowed else None), is_allowed


def asks_too_often(row: DeviceRequest, *, at: datetime) -> bool:
    """Whether the device asked again before its time; this asking counts."""
    recently = row.asked_at is not None and at - row.asked_at < rules.DEVICE_ASKS_EACH
    DeviceRequest.objects.filter(digest=row.digest).update(asked_at=at)
    return recently
