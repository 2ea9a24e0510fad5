"""What programs that nobody here wrote say of a person's signature."""

import shutil
import subprocess

import pytest

from digigov.modules.signatures import queries
from digigov.modules.signatures.testing.hostile.forging import range_of
from digigov.modules.signatures.testing.people import make_signer, sign
from digigov.modules.signatures.tests.test_seals import blank_pdf

pytestmark = pytest.mark.django_db


def needs(program, package):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed (apt install {package})")


@pytest.fixture
def files(tmp_path):
    signed = sign(make_signer(), blank_pdf())
    where = signed.index(b"/MediaBox") + 12
    (tmp_path / "signed.pdf").write_bytes(signed)
    (tmp_path / "altered.pdf").write_bytes(signed[:where] + bytes([signed[where] ^ 1]) + signed[where + 1 :])
    (tmp_path / "root.pem").write_bytes(queries.trusted_root())
    return tmp_path


def run(*words):
    said = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    return said.returncode, said.stdout + said.stderr


@needs("pdfsig", "poppler-utils")
def test_poppler_finds_it_valid_and_the_altered_one_not(files):
    said = run("pdfsig", files / "signed.pdf")[1]
    assert "Signature Validation: Signature is Valid." in said and "ETSI.CAdES.detached" in said

    assert "Signature is Valid." not in run("pdfsig", files / "altered.pdf")[1]


@needs("openssl", "openssl")
@pytest.mark.parametrize(("name", "good"), [("signed", True), ("altered", False)])
def test_openssl_verifies_the_signature_against_our_root(files, name, good):
    raw = (files / f"{name}.pdf").read_bytes()
    _start, first, second, rest = range_of(raw)
    (files / "signed.bin").write_bytes(raw[:first] + raw[second : second + rest])
    (files / "signature.der").write_bytes(bytes.fromhex(raw[first + 1 : second - 1].decode()))

    code, said = run(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", files / "signature.der"),
        *("-content", files / "signed.bin", "-CAfile", files / "root.pem", "-purpose", "any", "-out", files / "out"),
    )

    assert (code == 0) is good, said


@needs("mutool", "mupdf-tools")
def test_mupdf_finds_it_unchanged_and_the_altered_one_not(files):
    """It trusts no authority here, and says so; what it compares is the document."""
    good, altered = (run("mutool", "sign", "-v", files / name)[1] for name in ("signed.pdf", "altered.pdf"))

    assert "document is unchanged since signing" in good and "Digest" not in good
    assert "Digest error" in altered, altered
