"""Hostile files: each is refused in a sentence, none is an error of ours."""

import resource
import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from digigov.modules.documents import inspection
from digigov.modules.documents.inspection import (
    FileIsActive,
    FileIsDamaged,
    FileIsEmpty,
    FileIsLocked,
    FileOfWrongType,
    FileRefused,
    FileTooLarge,
    PictureTooLarge,
    inspect,
)
from digigov.modules.documents.looking import apart
from digigov.modules.documents.testing import make_pdf, make_picture
from digigov.modules.signatures.testing.hostile.forging import bomb


def zip_bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\x00" * 20_000_000)
    return made.getvalue()


def office_file() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return made.getvalue()


def huge_png(side: int = 60_000) -> bytes:
    """A few bytes that promise billions of dots."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


def locked_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(make_pdf())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


def pdf_with_attachment() -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(make_pdf())) as pdf:
        pdf.attachments["virus.exe"] = b"MZ"
        pdf.save(made)
    return made.getvalue()


def action(kind: str, **more) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)


ZIP = zip_bomb()
HOSTILE = {
    "empty": (b"", FileIsEmpty),
    "too many bytes": (b"%PDF-1.7" + b"0" * 10_000_001, FileTooLarge),
    "zip bomb": (ZIP, FileOfWrongType),
    "office file": (office_file(), FileOfWrongType),
    "program": (b"MZ" + b"\x00" * 200, FileOfWrongType),
    "web page": (b"<html><script>alert(1)</script>", FileOfWrongType),
    "vector picture": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", FileOfWrongType),
    "gif": (b"GIF89a" + b"\x00" * 50, FileOfWrongType),
    "picture of billions of dots": (huge_png(), PictureTooLarge),
    "truncated jpeg": (make_picture(size=(400, 400))[:400], FileIsDamaged),
    "truncated png": (make_picture(kind="PNG", size=(400, 400))[:80], FileIsDamaged),
    "jpeg in name only": (b"\xff\xd8\xff\xe0" + b"\x00" * 50, FileIsDamaged),
    "truncated pdf": (make_pdf()[:-60], FileIsDamaged),
    "pdf in name only": (b"%PDF-1.7\nhello\n%%EOF", FileIsDamaged),
    "locked pdf": (locked_pdf(), FileIsLocked),
    "pdf and zip at once": (make_pdf() + office_file() + b"\n%%EOF\n", FileOfWrongType),
    "pdf and web page at once": (b"%PDF-1.7\n<script>alert(1)</script>\n" + make_pdf()[9:], FileOfWrongType),
    "pdf that runs a script": (
        make_pdf(OpenAction=action("JavaScript", JS=pikepdf.String("app.alert(1)"))),
        FileIsActive,
    ),
    "pdf that starts a program": (make_pdf(OpenAction=action("Launch", F=pikepdf.String("cmd.exe"))), FileIsActive),
    "pdf with a form of another kind": (make_pdf(AcroForm=pikepdf.Dictionary(XFA=pikepdf.Array([]))), FileIsActive),
    "pdf with files inside": (pdf_with_attachment(), FileIsActive),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refuses(name):
    content, reason = HOSTILE[name]

    with pytest.raises(FileRefused) as refused:
        inspect(content)

    assert isinstance(refused.value, reason)
    assert 400 <= refused.value.status < 500
    assert str(refused.value).endswith(".")


@settings(max_examples=150, deadline=None)
@given(cut=st.integers(0, 2000), noise=st.binary(max_size=60), kind=st.sampled_from(["jpeg", "png", "pdf"]))
def test_whatever_comes_is_taken_or_refused_in_a_sentence(cut, noise, kind):
    whole = make_pdf() if kind == "pdf" else make_picture(kind=kind.upper())
    try:
        inspect(whole[:cut] + noise + whole[cut + len(noise) :])
    except FileRefused as refused:
        assert str(refused)


class TestPictures:
    def test_a_camera_does_not_tell_where_it_was(self):
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (14.0, 0.0, 36.0)}
        exif[0x010F] = "Phone"

        found = inspect(make_picture(exif=exif.tobytes(), comment=b"hidden"))

        again = Image.open(BytesIO(found.content))
        assert dict(again.getexif()) == {}
        assert "comment" not in again.info

    def test_a_picture_taken_sideways_stands_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6

        found = inspect(make_picture(size=(40, 20), exif=exif.tobytes()))

        assert Image.open(BytesIO(found.content)).size == (20, 40)

    def test_what_was_hidden_behind_a_picture_is_gone(self):
        found = inspect(make_picture() + ZIP[:5000])

        assert b"PK" not in found.content[-5000:]

    def test_text_in_a_png_is_gone(self):
        note = PngInfo()
        note.add_text("Comment", "hidden")

        found = inspect(make_picture(kind="PNG", pnginfo=note))

        assert b"hidden" not in found.content

    def test_a_large_photo_becomes_one_that_fits(self):
        found = inspect(make_picture(size=(6000, 4000)))

        assert max(Image.open(BytesIO(found.content)).size) == 4096


class TestPdfs:
    def test_is_kept_as_it_is(self):
        pdf = make_pdf()

        assert inspect(pdf) == inspection.Inspected(pdf, "application/pdf")


class TestApart:
    """A PDF is opened in a process of little memory and time, never in the one that serves people."""

    def test_what_unfolds_to_gigabytes_costs_this_process_nothing(self):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(FileIsDamaged):
            inspect(bomb())

        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # kilobytes
        assert grown < 200_000

    def test_no_library_that_opens_pdfs_is_asked_here(self, monkeypatch):
        monkeypatch.setattr(pikepdf, "open", None)

        assert inspect(make_pdf()).media_type == "application/pdf"

    def test_one_that_takes_too_long_is_refused(self, monkeypatch):
        monkeypatch.setattr(apart, "SECONDS", 0.001)

        with pytest.raises(FileIsDamaged):
            inspect(make_pdf())
