"""What a register does with signatures: looks at the request's, remembers it so that it counts once, and signs the answer."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver
from joserfc.jwk import OKPKey

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
    """``own`` signs the answers; of the ``trusted`` each may ask."""

    def __init__(self, own: Mapping[str, Any], *trusted: Mapping[str, Any]) -> None:
        self._key_id = str(own["kid"])
        public: dict[str, Any] = {str(each["kid"]): _key(each).public_key for each in trusted}
        private: dict[str, Any] = {self._key_id: _key(own).private_key}
        keys = MappingKeyResolver(public_keys=public, private_keys=private)
        self._verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=keys)
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys)
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def look_at(self, asked: Asked, body: bytes) -> None:
        """:raises NotProved: if the signature is missing, wrong, old or used before."""
        tag = "digigov-register-request"
        try:
            (result,) = self._verifier.verify(asked, max_age=LASTS, expect_tag=tag, require_components=ASKED, body=body)
        except (HTTPMessageSignaturesException, ValueError) as fault:
            raise NotProved(str(fault)) from fault
        self._only_once(result.nonce)

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


def _key(jwk: Mapping[str, Any]) -> OKPKey:
    return OKPKey.import_key({name: str(jwk[name]) for name in ("kty", "crv", "x", "d") if name in jwk})
