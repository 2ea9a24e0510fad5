"""What a stranger is told of a file."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from digigov.modules.documents.testing import make_pdf
from digigov.modules.signatures import queries
from digigov.modules.signatures.testing.people import make_signer, sign
from digigov.sites.portal import check_file

pytestmark = pytest.mark.django_db
WHERE = "/verify/file/"


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def send(client, content):
    return client.post(WHERE, {"file": SimpleUploadedFile("deed.pdf", content)})


class TestCheckFile:
    def test_who_signed_when_and_how_sure_we_are(self, client):
        answer = send(client, sign(make_signer(given_names="Ada", family_name="Invented"), make_pdf(), reason="Agreed"))

        said = text_of(answer)
        assert answer.status_code == 200
        assert "The signatures hold" in said and "Ada Invented (rehearsal)" in said and "Agreed" in said
        assert "before two officers" in said and "Signed on" in said and "as the signer says" not in said

    def test_a_record_says_when_its_archive_time_stamp_was_renewed(self, client):
        kept = sign(make_signer(), make_pdf(), archive=True)

        assert "(PAdES B-LTA). Its archive time stamp was last renewed on" in text_of(send(client, kept))
        assert "archive time stamp" not in text_of(send(client, sign(make_signer(), make_pdf())))

    def test_a_byte_changed_is_said(self, client):
        signed = sign(make_signer(), make_pdf())
        where = signed.index(b"/MediaBox") + 12

        said = text_of(send(client, signed[:where] + bytes([signed[where] ^ 1]) + signed[where + 1 :]))

        assert "Do not rely on this file" in said and "Does not hold" in said

    @pytest.mark.parametrize(
        ("content", "said"),
        [(make_pdf(), "Nobody has signed"), (b"x", "cannot be read"), (b"\x00" * 99, "cannot be read")],
    )
    def test_other_files(self, client, content, said):
        assert said in text_of(send(client, content))

    def test_nothing_and_too_much(self, client, monkeypatch):
        assert "Choose the PDF" in text_of(client.post(WHERE))
        monkeypatch.setattr(check_file, "MOST_BYTES", 10)
        answer = send(client, make_pdf())
        assert (answer.status_code, "larger than 10 MB" in text_of(answer)) == (422, True)


def test_there_are_words_for_every_check():
    assert check_file.WHY.keys() == set(queries.CHECK_NAMES)
    assert check_file.NOTES.keys() == set(queries.NOTE_NAMES)
    assert reverse("portal:check-file") == WHERE
