"""Pages as pictures: drawn apart, within limits, whatever comes."""

import json
import zlib
from io import BytesIO

import pytest
import typst
from PIL import Image

from digigov.kernel.apart import AllAtWork, Apart
from digigov.modules.documents.drawing import apart
from digigov.modules.documents.drawing.apart import DrawingBusy, draw_apart


@pytest.fixture(scope="module")
def three_pages():
    return typst.compile(
        b"#set page(width: 200pt, height: 100pt)\nFirst words\n#pagebreak()\nSecond\n#pagebreak()\nThird"
    )


def test_a_page_has_its_text_and_its_picture(three_pages):
    drawn = draw_apart(three_pages, number=2, with_picture=True)

    assert (drawn.number, drawn.pages, drawn.text.strip()) == (2, 3, "Second")
    picture = Image.open(BytesIO(drawn.picture))
    assert picture.size == (600, 300)
    assert picture.convert("L").getextrema()[0] < 64  # something dark stands on it


def test_the_text_alone_costs_no_picture(three_pages):
    assert draw_apart(three_pages, number=1, with_picture=False).picture == b""


@pytest.mark.parametrize("number", [0, 4, 99999])
def test_there_is_no_other_page(three_pages, number):
    assert draw_apart(three_pages, number=number, with_picture=True) is None


def page_of(*, box="0 0 200 200", content=b"", more=b"", filter_=b""):
    body = b"<< /Length %d %s >> stream\n%s\nendstream" % (len(content), filter_, content)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s >>" % (box.encode(), more),
        body,
    ]
    return (
        b"%PDF-1.7\n"
        + b"".join(b"%d 0 obj %s endobj\n" % (n, each) for n, each in enumerate(parts, 1))
        + (b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF")
    )


HOSTILE = {
    "nothing": b"",
    "no PDF": b"<html>no</html>",
    "cut off": b"%PDF-1.7\n1 0 obj <<",
    "a page tree that leads to itself": b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
    b"2 0 obj << /Type /Pages /Kids [2 0 R] /Count 99999999 >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_paper_is_not_drawn(name):
    assert draw_apart(HOSTILE[name], number=1, with_picture=True) is None


def test_a_page_as_large_as_a_field_is_a_small_picture():
    drawn = draw_apart(page_of(box="0 0 14400 14400"), number=1, with_picture=True)

    assert Image.open(BytesIO(drawn.picture)).size == (1000, 1000)


def test_what_unfolds_to_gigabytes_ends_within_its_limits():
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(b"0 0 m 1 1 l S\n" * 1_000_000) for _ in range(120)) + packed.flush()

    assert draw_apart(page_of(content=content, filter_=b"/Filter /FlateDecode"), number=1, with_picture=True) is None


def test_what_cannot_be_drawn_is_not_tried_again_and_again(monkeypatch):
    asked = []
    monkeypatch.setattr(apart, "_given_up", {})
    monkeypatch.setattr(apart._drawing, "ask", lambda request: asked.append(request))

    for number in (1, 1, 2):
        assert draw_apart(b"hostile", number=number, with_picture=True) is None
    draw_apart(b"another", number=1, with_picture=True)

    assert len(asked) == 2


def test_there_is_an_end_to_the_pages_that_one_may_ask_for(three_pages, monkeypatch):
    monkeypatch.setattr(apart, "MOST_PAGES", 2)

    assert draw_apart(three_pages, number=2, with_picture=False)
    assert draw_apart(three_pages, number=3, with_picture=False) is None


def test_when_too_many_are_drawn_one_is_told_to_come_again(three_pages, monkeypatch):
    def full(_request):
        raise AllAtWork

    monkeypatch.setattr(apart._drawing, "ask", full)

    with pytest.raises(DrawingBusy) as refused:
        draw_apart(three_pages, number=1, with_picture=True)
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "30")


def test_what_draws_opens_no_file_reaches_nobody_and_knows_no_secret(monkeypatch):
    monkeypatch.setenv("DIGIGOV_SECRET_KEY", "not for it")
    found = Apart("digigov.modules.documents.tests.confined", seconds=20, at_once=1, patience=20).ask(b"")

    assert json.loads(found) == {
        "open": "OSError 24",
        "connect": "OSError 24",
        "pipe": "OSError 24",
        "gigabytes": "MemoryError",
        "DIGIGOV_SECRET_KEY": None,
    }
