"""What a register does with signatures: looks at the request's, remembers it so that it counts once, and signs the answer."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import HTTPSignatureKeyResolver, MappingKeyResolver
from joserfc.jwk import ECKey, OKPKey

LASTS = timedelta(seconds=30)
ASKED = ("@method", "@authority", "@path", "content-digest")
ANSWERED = (
    *("@status", "content-digest", '"@method";req', '"@authority";req', '"@path";req', '"content-digest";req'),
    '"signature";req;key="digigov"',
)


class NotProved(Exception):
    """Whoever asks cannot show that it is DigiGov, and that it asks this now and for the first time."""


@dataclass
class Asked:
    method: str
    url: str
    headers: dict[str, str]


@dataclass
class Answered:
    status_code: int
    request: Asked
    headers: dict[str, str] = field(default_factory=dict)


class Proofs:
    """``own`` signs the answers; of the keys that ``published`` says DigiGov has, each may ask. A key not known yet is looked for."""

    def __init__(self, own: Mapping[str, Any], published: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        self._key_id, self._published = str(own["kid"]), published
        self._asking: dict[str, Any] = {}
        private: dict[str, Any] = {self._key_id: OKPKey.import_key(_written(own)).private_key}
        self._verifier = HTTPMessageVerifier(signature_algorithm=ECDSA_P256_SHA256, key_resolver=_Asking(self))
        self._signer = HTTPMessageSigner(
            signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys={}, private_keys=private)
        )
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def look_at(self, asked: Asked, body: bytes) -> None:
        """:raises NotProved: if the signature is missing, wrong, old or used before."""
        tag = "digigov-register-request"
        try:
            (result,) = self._verifier.verify(asked, max_age=LASTS, expect_tag=tag, require_components=ASKED, body=body)
        except (HTTPMessageSignaturesException, ValueError, LookupError, OSError) as fault:
            raise NotProved(str(fault)) from fault
        self._only_once(result.nonce)

    def key_of(self, key_id: str) -> Any:
        if key_id not in self._asking:
            self._asking = {str(each["kid"]): ECKey.import_key(_written(each)).public_key for each in self._published()}
        return self._asking[key_id]

    def sign(self, answered: Answered, body: bytes) -> None:
        self._signer.sign(
            answered, key_id=self._key_id, created=datetime.now(UTC), label="register",
            tag="digigov-register-answer", covered_component_ids=ANSWERED, body=body,
        )  # fmt: skip

    def _only_once(self, nonce: str | None) -> None:
        """A nonce is remembered for as long as its signature could count."""
        now = time.monotonic()
        with self._lock:
            if len(self._seen) > 1000:
                self._seen = {each: until for each, until in self._seen.items() if until > now}
            if not nonce or self._seen.get(nonce, 0.0) > now:
                raise NotProved("asked before")
            self._seen[nonce] = now + 2 * LASTS.total_seconds()


class _Asking(HTTPSignatureKeyResolver):
    def __init__(self, proofs: Proofs) -> None:
        self._proofs = proofs

    def resolve_public_key(self, key_id: str) -> Any:
        return self._proofs.key_of(key_id)

    def resolve_private_key(self, key_id: str) -> Any:
        raise KeyError(key_id)


def _written(jwk: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(jwk[name]) for name in ("kty", "crv", "x", "y", "d") if name in jwk}
