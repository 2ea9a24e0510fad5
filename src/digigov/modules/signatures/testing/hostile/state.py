"""A state in memory: its authorities, its people, their signatures, and those of others who pretend to be of it."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asgiref.sync import async_to_sync
from asn1crypto import keys, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from digigov.modules.signatures import authority, seals
from digigov.modules.signatures.checking.findings import Trust
from digigov.modules.signatures.held import HeldKey, HeldSigner
from digigov.modules.signatures.seals import Proof, _SealerAt
from digigov.modules.signatures.testing import KeysInMemory
from digigov.modules.signatures.time_stamps import HouseTimeStamper

BEGAN = datetime(2025, 1, 6, 14, tzinfo=UTC)
SIGNED = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
LOOKED = datetime(2026, 11, 23, 16, tzinfo=UTC)
PLACES = authority.Places("http://localhost/x.crl", "http://localhost/ocsp", "http://localhost/x.cer")
YEARS = timedelta(days=3650)


class State:
    """``name`` is in all of its certificates; another state may take the same name."""

    def __init__(self, name: str = "Government of Nowhere") -> None:
        self.store, self.names = KeysInMemory(), authority.Names(name, "LC", "http://localhost")
        root_key = HeldKey(self.store, "root")
        self.root = authority.root_certificate(key=root_key, subject=self.names.of("Root"), at=BEGAN)
        root = authority.Issuer(self.root, root_key)
        self.issuing = authority.issuing_certificate(
            root=root, public=self.public("issuing"), subject=self.names.of("Issuing authority"), at=BEGAN
        )
        self.issuer = authority.Issuer(self.issuing, HeldKey(self.store, "issuing"))
        self.root_list = authority.revocation_list(issuer=root, revoked=(), number=1, at=BEGAN, days=3650)
        self.held = {"stamp": self.stamp_certificate(), "trade": self.seal_certificate()}

    def public(self, label: str) -> ec.EllipticCurvePublicKey:
        return HeldKey(self.store, label).public_key()

    def person(self, name: str, *, at: datetime = BEGAN, until: datetime = BEGAN + YEARS) -> pyca.Certificate:
        if name not in self.held:
            self.held[name] = authority.personal_certificate(
                issuing=self.issuer, public=self.public(name), subject=self.names.of_person(name.title(), "X1"),
                places=PLACES, policy="2.25.1.2", at=at, until=until,
            )  # fmt: skip
        return self.held[name]

    def stamp_certificate(self) -> pyca.Certificate:
        subject = self.names.of("Time stamps")
        return authority.time_stamp_certificate(
            issuing=self.issuer, public=self.public("stamp"), subject=subject, lists_at=PLACES.lists, at=BEGAN
        )

    def seal_certificate(self) -> pyca.Certificate:
        subject = self.names.of("Ministry of Trade", "trade")
        return authority.seal_certificate(
            issuing=self.issuer, public=self.public("trade"), subject=subject, lists_at=PLACES.lists, at=BEGAN
        )

    def signer(self, name: str) -> HeldSigner:
        if name not in self.held:
            self.person(name)
        chain = [der(self.issuing)]
        return HeldSigner(store=self.store, label=name, certificate=der(self.held[name]), chain=chain)

    def revocations(self, revoked: dict[str, datetime], at: datetime = LOOKED) -> bytes:
        lines = [(self.held[name].serial_number, since) for name, since in revoked.items()]
        made = authority.revocation_list(issuer=self.issuer, revoked=lines, number=2, at=at)
        return made.public_bytes(serialization.Encoding.DER)

    def trust(self, revoked: dict[str, datetime]) -> Trust:
        return Trust((der(self.root),), (der(self.issuing),), (self.revocations(revoked),))

    def proof(self, at: datetime) -> Proof:
        lists = (self.root_list.public_bytes(serialization.Encoding.DER), self.revocations({}, at))
        return Proof(der(self.root), (der(self.issuing),), lists)

    def sign(self, pdf: bytes, name: str = "ada", *, at: datetime = SIGNED, archive: bool = False) -> bytes:
        """As the house itself does: PAdES B-LT."""
        stamper = self.signer("stamp")
        return seals.sign(
            pdf=pdf, signer=self.signer(name), stamper=stamper, proof=self.proof(at), field=f"S-{name}-{at:%H%M%S}",
            reason="Agreed", location="", archive=archive, at=at,
        )  # fmt: skip

    def seal(self, pdf: bytes, *, at: datetime = SIGNED) -> bytes:
        return seals.seal(
            pdf=pdf, signer=self.signer("trade"), stamper=self.signer("stamp"), proof=self.proof(at), name="Trade",
            reason="Issued", location="", archive=False, at=at,
        )  # fmt: skip

    def put(self, pdf: bytes, name: str = "ada", **how: Any) -> bytes:
        """A signature that proves less, or is made otherwise than ours."""
        return put(pdf, self.signer(name), **how)


def der(certificate: pyca.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def put(
    pdf: bytes,
    signer: Any,
    *,
    stamper: Any = None,
    allows: MDPPerm | None = None,
    digest: str = "sha256",
    old_kind: bool = False,
    field: str = "S-other",
    at: datetime = SIGNED,
) -> bytes:
    """``allows``: what may be changed later (DocMDP); ``old_kind``: not PAdES."""
    kind = SigSeedSubFilter.ADOBE_PKCS7_DETACHED if old_kind else SigSeedSubFilter.PADES
    about = PdfSignatureMetadata(
        field_name=field, md_algorithm=digest, subfilter=kind, certify=allows is not None,
        docmdp_permissions=allows or MDPPerm.FILL_FORMS,
    )  # fmt: skip
    stamps = HouseTimeStamper(signer=stamper, at=at) if stamper else None
    sealer = _SealerAt(about, signer, timestamper=stamps, new_field_spec=SigFieldSpec(field, on_page=0))
    sealer.moment = at
    made: bytes = async_to_sync(sealer.async_sign_pdf)(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()
    return made


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def other_signer(
    state: State, *, bits: int = 2048, own: bool = False, usage: dict[str, bool] | None = None
) -> SimpleSigner:
    """
    With an RSA key and a certificate made by hand: from the state's own issuing authority, or (``own``) signed by itself under the name
    of a ministry.
    """
    key = rsa_key(bits)
    subject = state.names.of("Ministry of Trade", "trade") if own else state.names.of_person("Eve", "E1")
    made = (
        pyca.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if own else state.issuing.subject)
        .public_key(key.public_key())
        .serial_number(pyca.random_serial_number())
        .not_valid_before(BEGAN)
        .not_valid_after(BEGAN + YEARS)
        .add_extension(pyca.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(authority._usage(**(usage or {"content_commitment": True})), critical=True)
        .sign(key if own else state.issuer.key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=x509.Certificate.load(der(made)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
