"""What is done inside a token over one session: making pairs, wrapping, signing, finding. Each does no harm when repeated."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import core
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.exceptions import NoSuchKey
from pkcs11.util.ec import encode_named_curve_parameters

from digigov.adapters.key_stores import templates
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.definitions import KeyKind

WRAPPING = "digigov-wrapping"
_CURVE = encode_named_curve_parameters("secp256r1")
_POINT = 65  # bytes of a point of P-256, written out


def public_half(session: Any, label: str, kind: KeyKind) -> bytes:
    """Of the pair under this label, made now if there is none."""
    if find(session, label, ObjectClass.PRIVATE_KEY) is None:
        _pair(session, kind, label=label, store=True, private=templates.NEVER_OUT)
    found = find(session, label, ObjectClass.PUBLIC_KEY)
    if found is None:
        raise AdapterFailure(f"the token holds only the private half of {label}", temporary=False)
    return _encoded(found)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A pair outside: its public half, its private half under an AES key of the token, and which of those it was."""

    public: bytes
    private: bytes
    by: bytes


def made_wrapped(session: Any) -> Wrapped:
    wrapping = next(_wrapping_keys(session), None) or session.generate_key(
        KeyType.AES,
        256,
        label=WRAPPING,
        id=secrets.token_bytes(8),
        store=True,
        capabilities=MechanismFlag.WRAP | MechanismFlag.UNWRAP,
        template=templates.WRAPPING,
    )
    public, private = _pair(session, "p-256", label="", store=False, private=templates.ONLY_WRAPPED)
    try:
        body = wrapping.wrap_key(private, mechanism=Mechanism.AES_KEY_WRAP_PAD)
        return Wrapped(_encoded(public), body, wrapping.id)
    finally:
        private.destroy()
        public.destroy()


def _pair(session: Any, kind: KeyKind, *, label: str, store: bool, private: dict[Any, Any]) -> tuple[Any, Any]:
    how = {
        "id": label.encode(),
        "label": label,
        "store": store,
        "private_template": private,
        "capabilities": MechanismFlag.SIGN | MechanismFlag.VERIFY,
    }
    if kind == "rsa-3072":
        return session.generate_keypair(KeyType.RSA, 3072, **how)  # type: ignore[no-any-return]
    curve = session.create_domain_parameters(KeyType.EC, {Attribute.EC_PARAMS: _CURVE}, local=True)
    return curve.generate_keypair(**how)  # type: ignore[no-any-return]


def signed_inside(session: Any, label: str, data: bytes) -> bytes:
    key = find(session, label, ObjectClass.PRIVATE_KEY)
    if key is None:
        raise NoSuchKey
    return _signature(key, data)


def signed_unwrapped(session: Any, wrapped: Wrapped, data: bytes) -> bytes:
    key = _unwrapped(session, wrapped)
    try:
        return _signature(key, data)
    finally:
        key.destroy()


def opens(session: Any, wrapped: Wrapped) -> bool:
    """:raises PKCS11Error: if another token wrapped it."""
    _unwrapped(session, wrapped).destroy()
    return True


def _unwrapped(session: Any, wrapped: Wrapped) -> Any:
    wrapping = next((each for each in _wrapping_keys(session) if each.id == wrapped.by), None)
    if wrapping is None:
        raise NoSuchKey
    return wrapping.unwrap_key(
        ObjectClass.PRIVATE_KEY,
        KeyType.EC,
        wrapped.private,
        mechanism=Mechanism.AES_KEY_WRAP_PAD,
        capabilities=MechanismFlag.SIGN,
        template=templates.UNWRAPPED,
    )


def _wrapping_keys(session: Any) -> Iterator[Any]:
    """One; two if two processes were the first to need it at once, and then both count."""
    yield from list(session.get_objects({Attribute.LABEL: WRAPPING, Attribute.CLASS: ObjectClass.SECRET_KEY}))


def _signature(key: Any, data: bytes) -> bytes:
    if key.key_type == KeyType.RSA:
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
    raw = key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA)
    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def _encoded(public: Any) -> bytes:
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    if public.key_type == KeyType.RSA:
        numbers = (int.from_bytes(public[each], "big") for each in (Attribute.PUBLIC_EXPONENT, Attribute.MODULUS))
        key = rsa.RSAPublicNumbers(*numbers).public_key()
    else:
        point = public[Attribute.EC_POINT]
        if len(point) != _POINT:  # written as its standard says; some tokens leave the frame away
            point = core.OctetString.load(point).native
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def find(session: Any, label: str, kind: ObjectClass) -> Any:
    """:raises AdapterFailure: if there are two, for a token does not keep names apart, and nobody could know which counts."""
    found = list(session.get_objects({Attribute.LABEL: label, Attribute.CLASS: kind}))
    if len(found) > 1:
        raise AdapterFailure(f"the token holds {len(found)} keys by the name {label}", temporary=False)
    return found[0] if found else None


def labels(session: Any) -> set[str]:
    return {each.label for each in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}) if each.label}
