"""PAdES B-LTA: what is kept for the archive, and its time stamps one after the other."""

import subprocess
from datetime import timedelta

import pytest

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.signatures import commands, queries
from digigov.modules.signatures.commands import PdfNotSignable
from digigov.modules.signatures.models import Certificate
from digigov.modules.signatures.tests.test_seals import blank_pdf
from tests.programs import find

pytestmark = pytest.mark.django_db
MACHINE, YEAR = system("test"), timedelta(days=366)


def sealed(*, at, archive=True):
    return commands.seal_pdf(by=MACHINE, at=at, pdf=blank_pdf(), unit="police", reason="Test", archive=archive)


def renewed(pdf, *, at):
    return commands.renew_archive_stamp(by=MACHINE, at=at, pdf=pdf)


def kinds(found):
    return found.state, [(each.kind, each.failed) for each in found.signatures]


def test_a_record_has_a_time_stamp_over_its_seal():
    at = now()

    assert kinds(queries.check_pdf(pdf=sealed(at=at), at=at)) == ("good", [("seal", ()), ("time-stamp", ())])


def test_each_year_one_more_and_the_seal_stays_good_when_its_certificates_have_run_out():
    at = now()
    record = sealed(at=at)
    for year in range(1, 7):
        longer = renewed(record, at=at + year * YEAR)
        assert longer.startswith(record)
        record = longer

    later = at + 6 * YEAR
    seal = Certificate.objects.get(role="seal")
    assert seal.expires_at < later
    assert Certificate.objects.filter(role="time-stamp").count() == 3  # a new one every three years
    state, found = kinds(queries.check_pdf(pdf=record, at=later))
    assert (state, len(found)) == ("good", 8)  # the seal, its first stamp, and six more


def test_a_change_after_the_stamp_is_found():
    at = now()
    record = renewed(sealed(at=at), at=at + YEAR)

    assert queries.check_pdf(pdf=record.replace(b"/MediaBox", b"/mediaBox"), at=at + YEAR).state == "bad"


def test_there_is_nothing_to_renew_in_what_has_no_archive_stamp():
    for pdf in (sealed(at=now(), archive=False), blank_pdf(), b"no PDF"):
        with pytest.raises(PdfNotSignable):
            renewed(pdf, at=now())


@pytest.mark.parametrize("by", [Actor(kind="citizen"), Actor(kind="officer", second_factor=True)])
def test_the_machine_alone_renews(by):
    with pytest.raises(NotAllowed):
        commands.renew_archive_stamp(by=by, at=now(), pdf=sealed(at=now()))


@pytest.mark.skipif(not find("pdfsig"), reason="needs pdfsig (apt install poppler-utils)")
def test_poppler_still_finds_the_seal_valid(tmp_path):
    (tmp_path / "record.pdf").write_bytes(renewed(sealed(at=now()), at=now() + YEAR))

    words = ["pdfsig", "-nocert", tmp_path / "record.pdf"]
    said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    seal = said.split("Signature #2")[0]

    assert "Signature is Valid" in seal
    assert said.count("Signature #") == 3
