"""Sealing and signing a PDF: PAdES B-LT in one revision, time stamp and all that a validator needs inside, no network."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfTimeStamper, SigDSSPlacementPreference
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from digigov.modules.signatures.held import HeldSigner
from digigov.modules.signatures.time_stamps import HouseTimeStamper

FIELD = "Seal"
ATTRIBUTES = 1500  # bytes of a signature beside certificates and time stamp, in which nothing grows with what is signed: 571 were measured
_NOT_FIT = (PdfError, ValueError, KeyError, TypeError, RecursionError, IndexError, AttributeError)


class Unsignable(Exception):
    """The file allows no signature, or is no file that one could stand in."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that the certificates hold: the root to trust, those between, and what each authority has revoked."""

    root: bytes
    between: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...]

    def context(self, at: datetime) -> ValidationContext:
        return ValidationContext(
            trust_roots=[x509.Certificate.load(self.root)],
            other_certs=[x509.Certificate.load(each) for each in self.between],
            crls=[crl.CertificateList.load(each) for each in self.revocation_lists],
            moment=at,
            allow_fetching=False,
            revocation_mode="hard-fail",
        )


class _SealerAt(PdfSigner):
    """Signs at the moment it is told, not at the machine's."""

    moment: datetime

    def init_signing_session(self, pdf_out, existing_fields_only=False):  # type: ignore[no-untyped-def]
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def seal(
    *,
    pdf: bytes,
    signer: HeldSigner,
    stamper: HeldSigner,
    proof: Proof,
    name: str,
    reason: str,
    location: str,
    archive: bool,
    at: datetime,
    is_signed: bool = False,
) -> bytes:
    """
    The sealed file. Any later change but a further time stamp breaks the seal. Only the first signature of a file certifies it (ISO
    32000-2, 12.8.2.2); where people have signed before, the seal locks its own field instead, with the same effect (12.7.5.5).
    """
    about = PdfSignatureMetadata(
        field_name=FIELD,
        name=name,
        reason=reason,
        location=location,
        certify=not is_signed,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        use_pades_lta=archive,
        **_lasting(proof, at),
    )
    spec = SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=f"Electronic seal: {name}",
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if is_signed else None,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if is_signed else None,
    )
    return _made(pdf, about, signer=signer, stamper=stamper, spec=spec, at=at)


def sign(
    *,
    pdf: bytes,
    signer: HeldSigner,
    stamper: HeldSigner,
    proof: Proof,
    field: str,
    reason: str,
    location: str,
    archive: bool,
    at: datetime,
) -> bytes:
    """
    The file with one more signature; those that it has stay good, and others may follow.

    :raises Unsignable: if it allows none, or cannot be read.
    """
    about = PdfSignatureMetadata(
        field_name=field, reason=reason or None, location=location, use_pades_lta=archive, **_lasting(proof, at)
    )
    try:
        return _made(pdf, about, signer=signer, stamper=stamper, spec=SigFieldSpec(field, on_page=0), at=at)
    except _NOT_FIT as fault:
        raise Unsignable(str(fault)) from fault


def stamp_again(*, pdf: bytes, stamper: HeldSigner, proof: Proof, at: datetime) -> bytes:
    """
    The file with one more archive time stamp, and before it what shows that the last one is good.

    :raises Unsignable: if there is none, or it does not hold.
    """
    again = PdfTimeStamper(HouseTimeStamper(signer=stamper, at=at))
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if not reader.embedded_timestamp_signatures:
            raise Unsignable("it has no archive time stamp")
        made = asyncio.run(again.async_update_archival_timestamp_chain(reader, proof.context(at), in_place=False))
    except (*_NOT_FIT, ValidationError, PathError, SigningError) as fault:
        raise Unsignable(str(fault)) from fault
    return made.getvalue()  # type: ignore[no-any-return]


def _lasting(proof: Proof, at: datetime) -> dict[str, Any]:
    return {
        "md_algorithm": "sha256",
        "subfilter": SigSeedSubFilter.PADES,
        "embed_validation_info": True,
        "validation_context": proof.context(at),
        "dss_settings": DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    }


def _made(
    pdf: bytes,
    about: PdfSignatureMetadata,
    *,
    signer: HeldSigner,
    stamper: HeldSigner,
    spec: SigFieldSpec,
    at: datetime,
) -> bytes:
    house = HouseTimeStamper(signer=stamper, at=at)
    sealer = _SealerAt(about, signer, timestamper=house, new_field_spec=spec)
    sealer.moment = at

    async def made() -> Any:
        room = await _room(signer, house)
        return await sealer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=room)

    return asyncio.run(made()).getvalue()  # type: ignore[no-any-return]  # it never waits: nothing is fetched


async def _room(signer: HeldSigner, stamper: HouseTimeStamper) -> int:
    """How much to keep free for the signature, in hexadecimal. Otherwise pyHanko makes each one twice to know it."""
    assert signer.signing_cert is not None
    inside = [signer.signing_cert, *signer.cert_registry, await stamper.async_dummy_response("sha256")]
    return 2 * (sum(len(each.dump()) for each in inside) + ATTRIBUTES)
