"""One signature of one file, and what can be worked out of it; each part once, when a check first asks."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from asgiref.sync import async_to_sync
from asn1crypto import cms, x509
from cryptography import x509 as pyca
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, SuspiciousModification
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from digigov.modules.signatures.checking.findings import Trust

STAMP_TYPE = "/DocTimeStamp"


@dataclass
class Stamp:
    """A time-stamp token (RFC 3161)."""

    token: cms.SignedData

    @cached_property
    def info(self) -> Any:
        return self.token["encap_content_info"]["content"].parsed

    @property
    def time(self) -> datetime:
        found: datetime = self.info["gen_time"].native
        return found

    @property
    def certificate(self) -> x509.Certificate:
        return extract_certs_for_validation(self.token).signer_cert

    @property
    def signer_info(self) -> cms.SignerInfo:
        (found,) = self.token["signer_infos"]
        return found

    def is_of(self, imprint: bytes) -> bool:
        """Whether it was given for this hash, and its own signature holds."""
        stamped = self.info["message_imprint"]
        content = bytes(self.token["encap_content_info"]["content"])
        algorithm = self.signer_info["digest_algorithm"]["algorithm"].native
        return bool(stamped["hashed_message"].native == imprint) and all(
            validate_sig_integrity(self.signer_info, self.certificate, "tst_info", digest(content, algorithm))
        )

    @property
    def imprint_algorithm(self) -> str:
        found: str = self.info["message_imprint"]["hash_algorithm"]["algorithm"].native
        return found


def digest(content: bytes, algorithm: str) -> bytes:
    return hashlib.new(algorithm, content).digest()


class Look:
    """``raw`` is the whole file; ``at`` the moment of looking."""

    def __init__(self, *, raw: bytes, reader: PdfFileReader, field: Any, name: str, trust: Trust, at: datetime) -> None:
        self.raw, self.reader, self.trust, self.at = raw, reader, trust, at
        self._field, self._name = field, name

    @cached_property
    def embedded(self) -> EmbeddedPdfSignature:
        return EmbeddedPdfSignature(self.reader, self._field, self._name)

    @property
    def is_stamp(self) -> bool:
        return str(self.embedded.sig_object_type) == STAMP_TYPE

    @cached_property
    def certificate(self) -> x509.Certificate:
        return extract_certs_for_validation(self.embedded.signed_data).signer_cert

    @cached_property
    def as_pyca(self) -> pyca.Certificate:
        return pyca.load_der_x509_certificate(self.certificate.dump())

    @cached_property
    def integrity(self) -> tuple[bool, bool]:
        """Whether the bytes are those that were signed, and whether the key signed them."""
        found = self.embedded
        if self.is_stamp:
            is_of = Stamp(found.signed_data).is_of(found.compute_digest())
            return is_of, is_of
        return validate_sig_integrity(found.signer_info, self.certificate, "data", found.compute_digest())

    @cached_property
    def stamp(self) -> Stamp | None:
        """The token over this signature, or the signature itself if it is one."""
        if self.is_stamp:
            return Stamp(self.embedded.signed_data)
        for each in self.embedded.signer_info["unsigned_attrs"]:
            if each["type"].native == "signature_time_stamp_token":
                return Stamp(each["values"][0]["content"])
        return None

    @cached_property
    def stamp_fits(self) -> bool:
        if self.stamp is None or self.is_stamp:
            return True
        signed = self.embedded.signer_info["signature"].native
        return self.stamp.is_of(digest(signed, self.stamp.imprint_algorithm))

    @cached_property
    def stamp_is_trusted(self) -> bool:
        """Whether the token is good and an authority of ours gave it: then its time is the time."""
        if self.stamp is None or not self.stamp_fits:
            return False
        certificate = self.stamp.certificate
        usage = certificate.extended_key_usage_value
        is_for_stamps = usage is not None and usage.native == ["time_stamping"]
        valid = certificate.not_valid_before <= self.stamp.time <= certificate.not_valid_after
        return (
            is_for_stamps
            and valid
            and self.leads_to_root(certificate)
            and not self.was_revoked(certificate, self.stamp.time)
        )

    @cached_property
    def moment(self) -> datetime:
        """When it was signed at the latest: as an authority of ours says, else now, for a claim proves nothing."""
        return self.stamp.time if self.stamp and self.stamp_is_trusted else self.at

    @cached_property
    def changes(self) -> DiffResult | SuspiciousModification:
        self.embedded.compute_integrity_info()
        found = self.embedded.diff_result
        assert found is not None
        return found

    def leads_to_root(self, certificate: x509.Certificate) -> bool:
        """Whether an authority of ours issued it, as of the moment when it did; dates and revocation are looked at apart."""
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(each) for each in self.trust.roots],
            other_certs=[x509.Certificate.load(each) for each in self.trust.between],
            moment=certificate.not_valid_before,
            allow_fetching=False,
        )
        validator = CertificateValidator(certificate, validation_context=context)
        try:
            async_to_sync(validator.async_validate_path)()
        except (PathError, ValidationError):
            return False
        return True

    def was_revoked(self, certificate: x509.Certificate, moment: datetime) -> bool:
        for each in self.trust.lists:  # of all our authorities: a serial number is random, and no other has the same
            listed = pyca.load_der_x509_crl(each).get_revoked_certificate_by_serial_number(certificate.serial_number)
            if listed is not None and listed.revocation_date_utc <= moment:
                return True
        return False
