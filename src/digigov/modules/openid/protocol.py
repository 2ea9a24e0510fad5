"""
OAuth 2.0 and OpenID Connect as Authlib speaks them, on our tables. What it decides is the protocol: who the client is, whether a
code, a verifier, an address belong together, how an error is said. What it does not decide stands in ``commands`` and ``queries``.

For all clients, whatever the standards leave open: the code flow alone, PKCE with S256, the address to return to named in each
request and compared letter by letter (RFC 9700).
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from authlib.oauth2 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import DEVICE_CODE_GRANT_TYPE, DeviceCodeGrant

from digigov.modules.openid import kept, keys, rules
from digigov.modules.openid.definitions import Answer, Asked
from digigov.modules.openid.models import Client, DeviceRequest, SignIn

METHOD = "S256"


class _Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, asked: Asked) -> None:
        self._lists = {name: [*values] for said in (asked.query, asked.form) for name, values in said.items()}

    @property
    def data(self) -> dict[str, str]:
        return {name: values[-1] for name, values in self._lists.items() if values}

    @property
    def datalist(self) -> dict[str, list[str]]:
        return self._lists


class _Request(OAuth2Request):  # type: ignore[misc]
    def __init__(self, asked: Asked, *, at: datetime) -> None:
        super().__init__(asked.method, asked.address, headers=dict(asked.headers))
        self.payload, self.at = _Payload(asked), at
        self.left_out: frozenset[str] | set[str] = frozenset()  # scopes that the person did not allow
        self._form = {name: values[-1] for name, values in asked.form.items() if values}

    @property
    def form(self) -> dict[str, str]:
        return self._form


class KnownClient:
    """A registered client in the shape in which Authlib asks it."""

    def __init__(self, row: Client) -> None:
        self.row = row

    def get_client_id(self) -> str:
        return self.row.id

    def get_default_redirect_uri(self) -> None:
        return None  # each request says where it returns to

    def get_allowed_scope(self, scope: str | None) -> str | None:
        allowed = [each for each in rules.scopes_in(scope) if each in (rules.OPENID, *self.row.scopes)]
        return " ".join(allowed) if rules.OPENID in allowed else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.row.return_to

    def check_client_secret(self, client_secret: str) -> bool:
        return kept.same(self.row.secret_digest, kept.digest(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method == "none") != bool(self.row.secret_digest)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        if grant_type == "refresh_token":
            return rules.OFFLINE in self.row.scopes
        return grant_type == "authorization_code" or (grant_type == DEVICE_CODE_GRANT_TYPE and self.row.by_device)


class _Proof(CodeChallenge):  # type: ignore[misc]
    """PKCE (RFC 7636), for everybody, and only with S256: a plain challenge is read by whoever reads the request."""

    SUPPORTED_CODE_CHALLENGE_METHOD = (METHOD,)
    DEFAULT_CODE_CHALLENGE_METHOD = METHOD

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        said = grant.request.payload.data
        if not said.get("code_challenge") or said.get("code_challenge_method") != METHOD:
            raise InvalidRequestError("A 'code_challenge' with the method S256 is needed.")
        super().validate_code_challenge(grant, redirect_uri)

    def get_authorization_code_challenge(self, authorization_code: kept.SpentCode) -> str:
        return authorization_code.challenge

    def get_authorization_code_challenge_method(self, authorization_code: kept.SpentCode) -> str:
        return METHOD


class _Plain:
    """
    Refuses what we cannot do instead of doing something else: a request object (Core 1.0, 6), another way back than the address,
    a level that nobody reaches here.
    """

    REFUSED: ClassVar[Mapping[str, str]] = {
        "request": "request_not_supported",
        "request_uri": "request_uri_not_supported",
        "registration": "registration_not_supported",
    }

    def __call__(self, grant: Any) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.check)

    def check(self, grant: Any, redirect_uri: str) -> None:
        said = grant.request.payload.data
        for name, error in self.REFUSED.items():
            if name in said:
                raise OAuth2Error(error=error)
        if said.get("response_mode", "query") != "query":
            raise InvalidRequestError("The only 'response_mode' is query.")
        try:
            rules.seconds_in(said.get("max_age"))
        except ValueError:
            raise InvalidRequestError("A 'max_age' is a number of seconds.") from None
        if rules.missing_for(said.get("acr_values"), **rules.REACHED):
            raise OAuth2Error(error="unmet_authentication_requirements")  # nobody can be as sure as that
        if "none" in said.get("prompt", "").split() and said["prompt"] != "none":
            raise InvalidRequestError("The 'prompt' none goes with no other.")


class _IdToken:
    """Adds an ID token (Core 1.0, 2) to the answer. It holds no personal data: those are fetched with the access token."""

    def __call__(self, grant: Any) -> None:
        grant.register_hook("after_create_token_response", self.add)

    def add(self, grant: Any, response: tuple[int, dict[str, Any], Any]) -> None:
        request, token = grant.request, response[1]
        found: SignIn = request.user
        now = keys.seconds(request.at)
        half = hashlib.sha256(token["access_token"].encode("ascii")).digest()[:16]
        claims = {
            "iss": grant.server.issuer,
            "sub": kept.subject_of(found.client, found.party_id),
            "aud": found.client_id,
            "iat": now,
            "exp": now + int(rules.ID_TOKEN_WORKS_FOR.total_seconds()),
            "auth_time": keys.seconds(found.proved_at),
            "acr": found.acr,
            "amr": found.amr,
            "sid": found.visit,
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
        }
        if found.nonce:
            claims["nonce"] = found.nonce
        token["id_token"] = keys.sign(claims, at=request.at, kind="JWT", algorithm=found.client.signed_by)


class _ByCode(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def save_authorization_code(self, code: str, request: _Request) -> None:
        kept.keep_code(
            code,
            client=request.client.row,
            who=request.user,
            scopes=[each for each in rules.scopes_in(request.scope) if each not in request.left_out],
            nonce=request.payload.data.get("nonce", ""),
            return_to=request.payload.redirect_uri,
            challenge=request.payload.data["code_challenge"],
            at=request.at,
        )

    def query_authorization_code(self, code: str, client: KnownClient) -> kept.SpentCode | None:
        return kept.spend_code(code, client=client.row, at=self.request.at)

    def delete_authorization_code(self, authorization_code: kept.SpentCode) -> None:
        """It is gone since it was asked for."""

    def authenticate_user(self, authorization_code: kept.SpentCode) -> SignIn:
        return authorization_code.sign_in


class _Again(grants.RefreshTokenGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")

    def authenticate_refresh_token(self, refresh_token: str) -> kept.Shown | None:
        client = self.request.client.row
        return kept.show_refresh_token(refresh_token, at=self.request.at, spend=not client.secret_digest)

    def issue_token(self, user: SignIn, refresh_token: kept.Shown) -> dict[str, Any]:
        """A public client gets another refresh token each time; one with a secret keeps its own."""
        is_public = not self.request.client.row.secret_digest
        scope = " ".join(refresh_token.sign_in.scopes)
        token: dict[str, Any] = self.generate_token(user=user, scope=scope, include_refresh_token=is_public)
        return token

    def authenticate_user(self, refresh_token: kept.Shown) -> SignIn:
        return refresh_token.sign_in

    def revoke_old_credential(self, refresh_token: kept.Shown) -> None:
        """It was spent when it was shown, where it is spent at all."""


class _Waiting:
    """A device request in the shape in which Authlib asks it."""

    def __init__(self, row: DeviceRequest, *, at: datetime) -> None:
        self.row, self.at = row, at

    def get_client_id(self) -> str:
        return self.row.client_id

    def get_scope(self) -> str:
        return " ".join(self.row.scopes)

    def get_user_code(self) -> str:
        return self.row.user_code

    def is_expired(self) -> bool:
        return self.row.ends_at <= self.at


class _ByDevice(DeviceCodeGrant):  # type: ignore[misc]
    def query_device_credential(self, device_code: str) -> _Waiting | None:
        row = kept.find_device_request(device_code)
        return _Waiting(row, at=self.request.at) if row else None

    def query_user_grant(self, user_code: str) -> tuple[SignIn | None, bool] | None:
        return kept.take_decision(user_code)

    def should_slow_down(self, credential: _Waiting) -> bool:
        return kept.asks_too_often(credential.row, at=self.request.at)


class Server(AuthorizationServer):  # type: ignore[misc]
    def __init__(self, *, issuer: str) -> None:
        super().__init__(scopes_supported=None)  # what nobody knows is left out, not refused
        self.issuer = issuer
        self.register_grant(_ByCode, [_Proof(required=True), _Plain(), _IdToken()])
        self.register_grant(_Again)
        self.register_grant(_ByDevice, [_IdToken()])
        works = int(rules.TOKEN_WORKS_FOR.total_seconds())
        new = BearerTokenGenerator(_new_token, _new_token, lambda client, grant_type: works)
        self.register_token_generator("default", new)

    def query_client(self, client_id: str) -> KnownClient | None:
        row = Client.objects.filter(id=client_id, ended_at=None).first()
        return KnownClient(row) if row else None

    def generate_token(self, *args: Any, include_refresh_token: bool = True, **given: Any) -> dict[str, Any]:
        """A refresh token only to whoever asked to come back later."""
        may_return = rules.OFFLINE in rules.scopes_in(given.get("scope"))
        wanted = include_refresh_token and may_return
        token: dict[str, Any] = super().generate_token(*args, include_refresh_token=wanted, **given)
        return token

    def save_token(self, token: Mapping[str, Any], request: _Request) -> None:
        kept.keep_tokens(request.user, access=token["access_token"], refresh=token.get("refresh_token"), at=request.at)

    def create_oauth2_request(self, request: _Request) -> _Request:
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        said = dict(body) if isinstance(body, list) else body
        return Answer(status, said, tuple((str(name), str(value)) for name, value in headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""


def request_of(asked: Asked, *, at: datetime) -> _Request:
    return _Request(asked, at=at)


def _new_token(**_given: Any) -> str:
    return rules.new_secret()
