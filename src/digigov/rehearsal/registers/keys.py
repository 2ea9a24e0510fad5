"""
The keys of the rehearsal's registers for signed answers: made from words that everybody can read here, so good for nothing else.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

REGISTERS = "rehearsal-registers-1"


def private_jwk(kid: str) -> dict[str, Any]:
    seed = hashlib.sha256(f"{kid}: only for rehearsals, not a secret".encode()).digest()
    return {**_public(kid, Ed25519PrivateKey.from_private_bytes(seed)), "d": _b64(seed)}


def public_jwk(kid: str) -> dict[str, Any]:
    return {name: value for name, value in private_jwk(kid).items() if name != "d"}


def key_set(*keys: dict[str, Any]) -> str:
    return json.dumps({"keys": keys})


def published_at(address: str) -> Callable[[], list[dict[str, Any]]]:
    """What DigiGov publishes of its keys for look-ups, read when it is asked for."""

    def read() -> list[dict[str, Any]]:
        with urlopen(f"{address}/.well-known/digigov-register-keys.json", timeout=2) as answer:  # noqa: S310 - our own
            found: list[dict[str, Any]] = json.load(answer)["keys"]
        return found

    return read


def _public(kid: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    x = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": _b64(x)}


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
