"""
HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530) between DigiGov and the registers.

A request is signed over what it asks of whom; its answer over what it says and over the request that it answers, whose signature
has a nonce. So an answer that is not signed, altered, old, or another request's is not believed. Requests are
signed with a key of the state (``own_keys.py``). Of the keys that are trusted, a set of JWK (RFC 8037), all are taken, so that either
side can change its key while both work.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from http_message_signatures.resolvers import MappingKeyResolver
from joserfc.jwk import OKPKey

from digigov.adapters.registers.own_keys import Signer
from digigov.kernel.errors import AdapterFailure

REQUEST, ANSWER = "digigov-register-request", "digigov-register-answer"  # the tags: one is never taken for the other
LABEL = "digigov"
ASKED = ("@method", "@authority", "@path", "content-digest")
ANSWERED = (
    "@status",
    "content-digest",
    '"@method";req',
    '"@authority";req',
    '"@path";req',
    '"content-digest";req',
    f'"signature";req;key="{LABEL}"',
)
LASTS = timedelta(seconds=30)


class Signatures:
    """``own`` signs. ``trusted``: public keys; one with ``registers`` counts for those only."""

    def __init__(self, *, own: Signer, trusted: str) -> None:
        self._own = own
        self._trusted = [(each, _key(each).public_key) for each in _keys(trusted)]
        if not self._trusted:
            raise AdapterFailure("registers: no keys to trust are set", temporary=False)
        self._verifiers: dict[str, HTTPMessageVerifier] = {}
        self._signer = HTTPMessageSigner(signature_algorithm=ECDSA_P256_SHA256)

    def sign(self, request: httpx.Request) -> None:
        """The request with its digest and signature. :raises AdapterFailure: if the key store does not answer."""
        created, key_id = datetime.now(UTC), self._own.key_id()
        prepared = self._signer.prepare(
            request, key_id=key_id, created=created, expires=created + LASTS, nonce=secrets.token_urlsafe(16),
            label=LABEL, tag=REQUEST, covered_component_ids=ASKED, body=request.read(),
        )  # fmt: skip
        self._signer.apply(request, prepared, self._own.sign(key_id, prepared.signature_base))

    def check(self, answer: httpx.Response, body: bytes, *, register: str) -> None:
        """:raises AdapterFailure: permanent, unless the answer is signed by a trusted key, now, and as this request's."""
        try:
            self._verifier(register).verify(
                answer, max_age=LASTS, expect_tag=ANSWER, require_components=ANSWERED, body=body
            )
        except HTTPMessageSignaturesException as fault:
            said = f"registers: the answer is not to be believed ({type(fault).__name__}: {fault})"
            raise AdapterFailure(said[:300], temporary=False) from fault

    def _verifier(self, register: str) -> HTTPMessageVerifier:
        if register not in self._verifiers:
            keys = ((jwk, key) for jwk, key in self._trusted if register in (jwk.get("registers") or (register,)))
            known: dict[str, Any] = {str(jwk["kid"]): key for jwk, key in keys}
            self._verifiers[register] = HTTPMessageVerifier(
                signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys=known, private_keys={})
            )
        return self._verifiers[register]


def _keys(text: str) -> list[Mapping[str, Any]]:
    try:
        said = json.loads(text or '{"keys": []}')
        return [each for each in said["keys"] if each["kid"] and each["crv"] == "Ed25519"]
    except (ValueError, KeyError, TypeError) as fault:
        raise AdapterFailure("registers: the keys are no set of JWK for Ed25519", temporary=False) from fault


def _key(jwk: Mapping[str, Any]) -> OKPKey:
    return OKPKey.import_key({name: str(jwk[name]) for name in ("kty", "crv", "x", "d") if name in jwk})
