"""
What programs that nobody here wrote say of a person's signature, as it is made by default (B-LT) and for records (B-LTA): Poppler (its
own reading, NSS), OpenSSL (told what is in the file by qpdf), MuPDF (its own reading). None of them shares a line with pyHanko, which makes ours;
MuPDF has its cryptography from OpenSSL.
"""

import shutil
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.signatures import commands, queries
from digigov.modules.signatures.testing.people import make_signer, sign
from digigov.modules.signatures.tests.test_seals import blank_pdf

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("archive", [False, True], ids=["B-LT", "B-LTA"])


def needs(program, package):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed (apt install {package})")


def run(*words):
    said = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    return said.returncode, said.stdout + said.stderr


def flipped(raw, where):
    return raw[:where] + bytes([raw[where] ^ 1]) + raw[where + 1 :]


class Paper:
    """A signed file and one in which a bit of the page was changed, with their parts as files in ``folder``."""

    def __init__(self, folder: Path, *, archive: bool) -> None:
        self.folder, self.signer = folder, make_signer()
        self.raw = sign(self.signer, blank_pdf(), archive=archive)
        self.altered = flipped(self.raw, self.raw.index(b"/MediaBox") + 12)
        self.file, self.altered_file = self.keep("signed.pdf", self.raw), self.keep("altered.pdf", self.altered)
        self.root = self.keep("root.pem", queries.trusted_root())
        with pikepdf.open(BytesIO(self.raw)) as read:
            fields = [field.V for field in read.Root.AcroForm.Fields if "/V" in field]
            self.signature, *self.stamps = [Part(field) for field in fields]
            store = read.Root.DSS
            self.certificates = [each.read_bytes() for each in store.Certs]
            self.lists = [each.read_bytes() for each in store.CRLs]

    def keep(self, name: str, content: bytes) -> Path:
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def as_pem(self, kind: str, each: list[bytes]) -> Path:
        made = [
            run("openssl", kind, "-inform", "DER", "-in", self.keep(f"{kind}-{n}.der", one))
            for n, one in enumerate(each)
        ]
        return self.keep(f"{kind}.pem", "".join(said for code, said in made if not code).encode())


class Part:
    """One signature or time stamp of a file, cut out."""

    def __init__(self, field: pikepdf.Dictionary) -> None:
        self.kind = str(field.SubFilter)
        self.range = [int(each) for each in field.ByteRange]
        padded = bytes(field.Contents)
        self.cms = cms.ContentInfo.load(padded).dump()
        assert not padded[len(self.cms) :].strip(b"\0")

    def covered(self, raw: bytes) -> bytes:
        _start, first, second, rest = self.range
        return raw[:first] + raw[second : second + rest]

    @property
    def info(self):
        return cms.ContentInfo.load(self.cms)["content"]["signer_infos"][0]

    @property
    def stamp(self) -> bytes:
        (found,) = [each for each in self.info["unsigned_attrs"] if each["type"].native == "signature_time_stamp_token"]
        return found["values"][0].dump()


@pytest.fixture
def paper(tmp_path, archive):
    return Paper(tmp_path, archive=archive)


def is_stamp_of(paper, token, data):
    """Whether OpenSSL finds that the time stamp (RFC 3161) is of these bytes, by an authority under our root."""
    code, said = run(
        *("openssl", "ts", "-verify", "-token_in", "-in", paper.keep("token.der", token)),
        *("-data", paper.keep("stamped.bin", data), "-CAfile", paper.root),
        *("-untrusted", paper.as_pem("x509", paper.certificates)),
    )
    assert ("Verification: OK" in said) is (code == 0), said
    return code == 0


@needs("pdfsig", "poppler-utils")
@KINDS
def test_poppler_finds_it_valid_and_the_altered_one_not(paper, archive):
    said = run("pdfsig", "-nocert", paper.file)[1]
    signature = said.split("Signature #2")[0]
    assert "Signature Validation: Signature is Valid." in signature and "ETSI.CAdES.detached" in signature
    assert said.count("Signature #") == 1 + archive
    assert ("Not total document signed" in signature) is archive  # the time stamp follows, which Poppler cannot check

    assert "Signature is Valid." not in run("pdfsig", "-nocert", paper.altered_file)[1]


@needs("mutool", "mupdf-tools")
@KINDS
def test_mupdf_finds_it_unchanged_and_the_altered_one_not(paper, archive):
    """It trusts no authority here, and says so; what it compares is the document. The archive's time stamp is an edit to it."""
    good, altered = (run("mutool", "sign", "-v", each)[1] for each in (paper.file, paper.altered_file))

    said = "valid but there have been edits since signing" if archive else "document is unchanged since signing"
    assert said in good and "Digest" not in good, good
    assert "Digest error" in altered and said not in altered, altered


@needs("openssl", "openssl")
class TestOpenSsl:
    @KINDS
    def test_verifies_the_signature_against_our_root_and_not_the_altered_one(self, paper):
        assert paper.signature.kind == "/ETSI.CAdES.detached"
        for raw, good in ((paper.raw, True), (paper.altered, False)):
            code, said = run(
                *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-cades"),
                *("-in", paper.keep("signature.der", paper.signature.cms)),
                *("-content", paper.keep("signed.bin", paper.signature.covered(raw))),
                *("-CAfile", paper.root, "-out", paper.folder / "out"),
            )
            assert (code == 0) is good, said

    @KINDS
    def test_verifies_the_time_stamp_of_the_signature_and_of_no_other(self, paper):
        value = paper.signature.info["signature"].native

        assert is_stamp_of(paper, paper.signature.stamp, value)
        assert not is_stamp_of(paper, paper.signature.stamp, flipped(value, 20))

    @pytest.mark.parametrize("archive", [True])
    def test_verifies_the_time_stamp_of_the_archive_over_everything_before_it(self, paper):
        (stamp,) = paper.stamps
        whole = stamp.covered(paper.raw)

        assert stamp.kind == "/ETSI.RFC3161" and sum(stamp.range[2:]) == len(paper.raw)
        assert is_stamp_of(paper, stamp.cms, whole)
        assert not is_stamp_of(paper, stamp.cms, stamp.covered(paper.altered))
        for inside in (
            paper.certificates[0],
            paper.lists[0],
        ):  # the proofs too, at the end of the file before the stamp
            assert not is_stamp_of(paper, stamp.cms, flipped(whole, whole.index(inside[-40:])))

    @pytest.mark.parametrize("archive", [True])
    def test_verifies_each_stamp_of_a_record_that_was_stamped_again(self, paper):
        later = now() + timedelta(days=366)
        paper.raw = commands.renew_archive_stamp(by=system("test"), at=later, pdf=paper.raw)
        with pikepdf.open(BytesIO(paper.raw)) as read:
            _signature, *stamps = [Part(field.V) for field in read.Root.AcroForm.Fields if "/V" in field]

        assert [is_stamp_of(paper, each.cms, each.covered(paper.raw)) for each in stamps] == [True, True]
        changed = flipped(paper.raw, stamps[0].range[1] + 200)  # in the stamp before
        assert not is_stamp_of(paper, stamps[1].cms, stamps[1].covered(changed))

    @KINDS
    def test_verifies_every_certificate_by_what_the_file_itself_brings(self, paper):
        """Under our root, not revoked by the lists inside, by the strict rules of RFC 5280."""
        assert len(paper.certificates) >= 3 and len(paper.lists) == 2
        assert verified(paper, paper.lists) == [True] * len(paper.certificates)

    @pytest.mark.parametrize("archive", [True])
    def test_finds_the_signer_revoked_by_a_list_after_the_key_was_ended(self, paper):
        commands.revoke_own_key(by=paper.signer, at=now())
        root_list = next(each for each in paper.lists if "Root" in run_crl(paper, each))
        newest = queries.newest_revocation_list()

        assert verified(paper, [root_list, newest]).count(False) == 1


def verified(paper, lists):
    """Of each certificate in the file, whether it holds."""
    between, revoked = paper.as_pem("x509", paper.certificates), paper.as_pem("crl", lists)
    found = []
    for number, each in enumerate(paper.certificates):
        code, _said = run(
            *("openssl", "verify", "-x509_strict", "-crl_check_all", "-CAfile", paper.root, "-untrusted", between),
            *("-CRLfile", revoked, paper.keep(f"one-{number}.der", each)),
        )
        found.append(code == 0)
    return found


def run_crl(paper, each):
    return run("openssl", "crl", "-inform", "DER", "-noout", "-issuer", "-in", paper.keep("list.der", each))[1]
