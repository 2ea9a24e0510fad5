"""Whether a certificate was revoked: asked as other programs ask, by OpenSSL."""

import base64
import shutil
import subprocess
from datetime import timedelta
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from django.apps import apps
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.documents.testing import make_pdf
from digigov.modules.signatures import commands, queries
from digigov.modules.signatures.testing.people import make_signer, sign

pytestmark = pytest.mark.django_db
Certificate = apps.get_model("signatures", "Certificate")
WHERE = "portal:certificate-status"
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
OPENSSL = "openssl"


@pytest.fixture
def ada():
    signer = make_signer()
    sign(signer, make_pdf())
    return signer


def certificate_of(signer):
    row = Certificate.objects.filter(role="person", holder_id=signer.party_id).latest("made_at")
    return x509.load_der_x509_certificate(bytes(row.der))


def issuer():
    return x509.load_der_x509_certificate(Client().get(reverse("portal:issuing-certificate")).content)


def question(certificate, *, algorithm=None, nonce=b""):
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer(), algorithm or hashes.SHA256())
    builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False) if nonce else builder
    return builder.build().public_bytes(serialization.Encoding.DER)


def ask(body):
    return Client().post(reverse(WHERE), body, content_type="application/ocsp-request")


def status_of(answer):
    return ocsp.load_der_ocsp_response(answer.content).certificate_status


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


class TestStatus:
    @pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()], ids=["sha1", "sha256"])  # noqa: S303
    def test_good_and_revoked_at_once(self, ada, algorithm):
        asked = question(certificate_of(ada), algorithm=algorithm)
        assert status_of(ask(asked)) == ocsp.OCSPCertStatus.GOOD

        commands.revoke_own_key(by=ada, at=now())

        assert status_of(ask(asked)) == ocsp.OCSPCertStatus.REVOKED

    def test_a_number_that_we_never_gave_is_unknown(self, ada):
        key = ec.generate_private_key(ec.SECP256R1())
        forged = (
            x509.CertificateBuilder()
            .subject_name(issuer().subject)
            .issuer_name(issuer().subject)
            .public_key(key.public_key())
            .serial_number(4711)
            .not_valid_before(now())
            .not_valid_after(now() + timedelta(days=1))
            .sign(key, hashes.SHA256())
        )
        assert status_of(ask(question(forged))) == ocsp.OCSPCertStatus.UNKNOWN

    def test_of_another_authority_we_say_nothing(self, ada):
        one = certificate_of(ada)
        asked = ocsp.OCSPRequestBuilder().add_certificate(one, one, hashes.SHA256()).build()

        answer = ocsp.load_der_ocsp_response(ask(asked.public_bytes(serialization.Encoding.DER)).content)

        assert answer.response_status == ocsp.OCSPResponseStatus.UNAUTHORIZED

    @pytest.mark.parametrize(
        "body", [b"", b"x", b"0" * 5000, b"\x30\x03\x0a\x01\x06"], ids=["none", "x", "long", "answer"]
    )
    def test_what_is_no_question_has_an_answer_too(self, ada, body):
        answer = ask(body)

        assert answer["Content-Type"] == "application/ocsp-response"
        read = ocsp.load_der_ocsp_response(answer.content)
        assert read.response_status == ocsp.OCSPResponseStatus.MALFORMED_REQUEST
        assert "no-store" in answer["Cache-Control"]

    def test_by_get_it_may_be_kept_for_minutes_but_not_with_a_nonce(self, ada):
        for nonce, kept in ((b"", "public, max-age="), (b"12345678", "no-store")):
            asked = quote(base64.b64encode(question(certificate_of(ada), nonce=nonce)).decode(), safe="")
            answer = Client().get(f"{reverse(WHERE)}/{asked}")

            assert status_of(answer) == ocsp.OCSPCertStatus.GOOD
            assert kept in answer["Cache-Control"]

    def test_the_nonce_comes_back(self, ada):
        answer = ocsp.load_der_ocsp_response(ask(question(certificate_of(ada), nonce=b"only-this")).content)

        assert answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"only-this"

    def test_nonsense_by_get_is_no_fault(self, ada):
        assert Client().get(f"{reverse(WHERE)}/%ff%fe/..").status_code in (200, 404)
        assert Client().put(reverse(WHERE)).status_code == 405


@needs_openssl
class TestOpenSsl:
    @pytest.fixture
    def files(self, ada, tmp_path):
        (tmp_path / "root.pem").write_bytes(queries.trusted_root())
        (tmp_path / "issuer.pem").write_bytes(pem(issuer()))
        (tmp_path / "ada.pem").write_bytes(pem(certificate_of(ada)))
        return tmp_path

    def run(self, *words):
        said = subprocess.run([OPENSSL, *map(str, words)], capture_output=True, text=True, check=False)
        return said.returncode, said.stdout + said.stderr

    def ask_by_openssl(self, files):
        asked, answered = files / "asked.der", files / "answered.der"
        self.run("ocsp", "-no_nonce", "-issuer", files / "issuer.pem", "-cert", files / "ada.pem", "-reqout", asked)
        answered.write_bytes(ask(asked.read_bytes()).content)
        return self.run(
            *("ocsp", "-no_nonce", "-issuer", files / "issuer.pem", "-cert", files / "ada.pem", "-reqin", asked),
            *("-respin", answered, "-CAfile", files / "root.pem", "-verify_other", files / "issuer.pem"),
        )

    def test_it_believes_the_answer_and_its_signer(self, ada, files):
        code, said = self.ask_by_openssl(files)
        assert "Response verify OK" in said and "ada.pem: good" in said, said

        commands.revoke_own_key(by=ada, at=now())
        code, said = self.ask_by_openssl(files)
        assert "Response verify OK" in said and "ada.pem: revoked" in said, said

    def test_it_believes_the_list_and_refuses_what_stands_on_it(self, ada, files):
        def verify():
            answer = Client().get(reverse("portal:revocations"))
            assert answer["Content-Type"] == "application/pkix-crl"
            (files / "list.der").write_bytes(answer.content)
            code, said = self.run(
                "crl", "-inform", "DER", "-in", files / "list.der", "-CAfile", files / "issuer.pem", "-noout"
            )
            assert "verify OK" in said, said
            self.run("crl", "-inform", "DER", "-in", files / "list.der", "-out", files / "list.pem")
            return self.run(
                *("verify", "-CAfile", files / "root.pem", "-untrusted", files / "issuer.pem", "-crl_check"),
                *("-CRLfile", files / "list.pem", files / "ada.pem"),
            )

        assert verify()[0] == 0
        commands.revoke_own_key(by=ada, at=now())
        code, said = verify()
        assert code and "certificate revoked" in said


def test_the_list_is_signed_anew_before_it_runs_out(ada):
    first = queries.newest_revocation_list()
    commands.keep_list_fresh(at=now() + timedelta(days=1))
    assert queries.newest_revocation_list() == first

    commands.keep_list_fresh(at=now() + timedelta(days=4))

    assert queries.newest_revocation_list() != first
