"""A key that stays in its store, in the shapes that the X.509 builder and the PDF signer want."""

from typing import Any

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures.ports import KeyStore


class HeldKey(ec.EllipticCurvePrivateKey):
    """Signs through the store; has no private numbers to give."""

    curve = ec.SECP256R1()
    key_size = 256

    def __init__(self, store: KeyStore, label: str, *, one_of_many: bool = False) -> None:
        self._store, self._label, self._one_of_many = store, label, one_of_many

    def public_key(self) -> ec.EllipticCurvePublicKey:
        made = self._store.make_key(self._label, one_of_many=self._one_of_many)
        return serialization.load_der_public_key(made)  # type: ignore[return-value]

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        return self._store.sign(self._label, bytes(data))

    def exchange(self, algorithm: Any, peer_public_key: Any) -> bytes:
        raise NotImplementedError

    def private_numbers(self) -> Any:
        raise NotImplementedError

    def private_bytes(self, *args: Any, **kwargs: Any) -> bytes:
        raise NotImplementedError

    def __copy__(self) -> "HeldKey":
        return self

    def __deepcopy__(self, memo: Any) -> "HeldKey":
        return self


def settled(value: Any) -> Any:
    """
    The value with everything in it written out once, from the inside. asn1crypto writes what was put together in memory four times
    anew at every level above it, and now and then a signature took half a minute.
    """
    if isinstance(value, core.Choice | core.Any | core.ParsableOctetString):
        inner = getattr(value, "_parsed", None)
        settled(inner[0] if isinstance(inner, tuple) else inner)
    elif isinstance(value, core.Sequence | core.SequenceOf) and value.children is not None:
        for child in value.children:
            settled(child)
        if value._is_mutated():
            value._set_contents()
            value._mutated = False
    return value


def _public_key(certificate: bytes) -> ec.EllipticCurvePublicKey:
    return x509.load_der_x509_certificate(certificate).public_key()  # type: ignore[return-value]


class HeldSigner(Signer):
    """Makes CMS signatures with a key in the store, and gives out none that its certificate does not bear out."""

    def __init__(self, *, store: KeyStore, label: str, certificate: bytes, chain: list[bytes]) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(asn1_x509.Certificate.load(each) for each in chain)
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(certificate),
            cert_registry=registry,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._store, self._label = store, label
        self._public = _public_key(certificate)

    async def signed_attrs(self, *args: Any, **more: Any) -> cms.CMSAttributes:
        return settled(await super().signed_attrs(*args, **more))

    async def unsigned_attrs(self, *args: Any, **more: Any) -> cms.CMSAttributes | None:
        return settled(await super().unsigned_attrs(*args, **more))

    async def async_sign(self, *args: Any, **more: Any) -> cms.ContentInfo:
        return cms.ContentInfo.load(settled(await super().async_sign(*args, **more)).dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return b"\x00" * 72
        signature = self._store.sign(self._label, data)
        try:
            self._public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as fault:
            said = f"the key {self._label} is not the one of its certificate: look who changed the store"
            raise AdapterFailure(said, temporary=False) from fault
        return signature
