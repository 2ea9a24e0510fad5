"""Sealed PDFs, judged by two validators that are not ours."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from asgiref.sync import async_to_sync
from asn1crypto import x509
from asn1crypto.crl import CertificateList
from cryptography import x509 as pyca
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.ades import ades_with_time_validation
from pyhanko.sign.validation.policy_decl import LocalKnowledge, SignatureValidationSpec
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.signatures import commands, queries
from digigov.modules.signatures.models import Certificate

pytestmark = pytest.mark.django_db
MACHINE = system("documents")


def blank_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def seal(*, by=MACHINE, at=None, unit="police", pdf=None) -> bytes:
    return commands.seal_pdf(by=by, at=at or now(), pdf=pdf or blank_pdf(), unit=unit, reason="Issued")


def test_a_seal_says_nothing_to_the_log(caplog):
    """pyHanko would warn at each seal that it may not ask the network; it has no need to."""
    seal()

    assert [record.message for record in caplog.records if record.name.startswith("pyhanko")] == []


def judged(pdf: bytes):
    """What pyHanko's validator finds, with the published root as its only trust, what the file brings, and nothing fetched."""
    reader = PdfFileReader(BytesIO(pdf))
    (signature,) = reader.embedded_signatures
    signature.compute_integrity_info()
    brought = DocumentSecurityStore.read_dss(reader)
    spec = SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(list(load_certs_from_pemder_data(queries.trusted_root()))),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        local_knowledge=LocalKnowledge(
            known_certs=list(brought.load_certs()),
            known_crls=[CRLContainer(CertificateList.load(each.get_object().data)) for each in brought.crls],
        ),
    )
    return async_to_sync(ades_with_time_validation)(
        signature.signed_data,
        spec,
        raw_digest=signature.compute_digest(),
        extra_status_kwargs=signature.summarise_integrity_info(),
        status_cls=PdfSignatureStatus,
    )


class TestSealPdf:
    def test_holds_in_a_validator_that_asks_nobody(self):
        found = judged(seal())

        assert found.ades_subindic == AdESPassed.OK
        assert found.api_status.bottom_line
        assert found.api_status.modification_level is None or found.api_status.docmdp_ok

    def test_names_the_ministry_and_the_moment(self):
        at = now().replace(microsecond=0)

        found = judged(seal(at=at, unit="police"))

        assert found.api_status.signing_cert.subject.native["organizational_unit_name"] == "police"
        assert found.api_status.timestamp_validity.timestamp == at

    def test_a_byte_changed_breaks_it(self):
        pdf = bytearray(seal())
        where = pdf.index(b"/MediaBox")
        pdf[where + 12] ^= 1

        found = judged(bytes(pdf))

        assert found.ades_subindic != AdESPassed.OK

    @pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")
    def test_poppler_finds_it_valid(self, tmp_path):
        path = tmp_path / "sealed.pdf"
        path.write_bytes(seal())

        said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout

        assert "Signature Validation: Signature is Valid." in said
        assert "Total document signed" in said
        assert "ETSI.CAdES.detached" in said

    @pytest.mark.skipif(not shutil.which("certutil") or not shutil.which("pdfsig"), reason="no NSS tools")
    def test_poppler_trusts_it_once_it_trusts_the_root(self, tmp_path):
        (tmp_path / "sealed.pdf").write_bytes(seal())
        (tmp_path / "root.pem").write_bytes(queries.trusted_root())
        nss = tmp_path / "nss"
        nss.mkdir()
        for command in (["-N", "--empty-password"], ["-A", "-n", "root", "-t", "CT,C,C", "-i", tmp_path / "root.pem"]):
            subprocess.run(["certutil", "-d", nss, *command], check=True)

        said = subprocess.run(
            ["pdfsig", "-nssdir", f"{nss}", tmp_path / "sealed.pdf"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout

        assert "Certificate is Trusted" in said

    def test_one_ministry_has_one_key_and_each_its_own(self):
        for unit in ("police", "police", "health"):
            seal(unit=unit)

        assert sorted(Certificate.objects.filter(role="seal").values_list("unit", flat=True)) == ["health", "police"]
        assert Certificate.objects.filter(role__in=["root", "issuing", "time-stamp"]).count() == 3

    @pytest.mark.parametrize(
        "by",
        [
            ANONYMOUS,
            Actor(kind="citizen"),
            Actor(kind="officer", grants=frozenset({Grant("signatures.seal", "health")})),
        ],
        ids=["stranger", "citizen", "officer of another unit"],
    )
    def test_refuses_anyone_else_and_makes_no_key(self, by):
        with pytest.raises(NotAllowed):
            seal(by=by)

        assert not Certificate.objects.exists()


class TestReplaceKey:
    KEEPER = Actor(kind="officer", second_factor=True, grants=frozenset({Grant("signatures.manage-keys", "police")}))

    def test_a_compromised_key_no_longer_counts(self):
        token = commands.sign_compact(by=MACHINE, at=now(), payload=b"hello", unit="police")
        assert queries.verify_compact(token).payload == b"hello"

        commands.replace_key(by=self.KEEPER, at=now(), unit="police", is_compromised=True)

        assert queries.verify_compact(token) is None
        assert judged(seal()).ades_subindic == AdESPassed.OK  # with a new key
        listed = pyca.load_der_x509_crl(queries.newest_revocation_list())
        revoked = Certificate.objects.get(revoked_at__isnull=False)
        assert listed.get_revoked_certificate_by_serial_number(x509.Certificate.load(bytes(revoked.der)).serial_number)

    def test_what_a_retired_key_signed_still_counts(self):
        token = commands.sign_compact(by=MACHINE, at=now(), payload=b"hello", unit="police")

        commands.replace_key(by=self.KEEPER, at=now(), unit="police")

        assert queries.verify_compact(token).payload == b"hello"

    @pytest.mark.parametrize(
        "by",
        [
            ANONYMOUS,
            Actor(kind="citizen"),
            Actor(kind="officer", second_factor=True, grants=frozenset({Grant("signatures.manage-keys", "health")})),
            Actor(kind="officer", grants=frozenset({Grant("signatures.manage-keys", "police")})),
        ],
        ids=["stranger", "citizen", "officer of another unit", "without second factor"],
    )
    def test_refuses_anyone_else(self, by):
        seal()

        with pytest.raises(NotAllowed):
            commands.replace_key(by=by, at=datetime.now(UTC), unit="police")

        assert not Certificate.objects.exclude(retired_at=None).exists()
