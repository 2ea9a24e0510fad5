"""
One page of one file, in a process that ends with it (``kernel.apart``): in come a line of JSON (which page, whether with its picture) and
the file, out come a line of JSON (how many pages, the text of this one) and the picture (PNG). With at most so much memory and time, no
file or connection that it could open, and nothing that it could start.
"""

import codecs
import json
import resource
from io import BytesIO

import pypdfium2

MEMORY, SECONDS = 1_000_000_000, 8
WIDE, HIGH = 1000, 1600  # of a picture at most, whatever the page claims to measure
MOST_LETTERS = 20_000


def work(request: bytes) -> bytes:
    confine()
    asked, _, pdf = request.partition(b"\n")
    number, with_picture = json.loads(asked)
    document = pypdfium2.PdfDocument(pdf)
    pages = len(document)
    if not 1 <= number <= pages:
        return _told(pages, "")
    document.init_forms()  # boxes of a form are drawn with what stands in them
    page = document[number - 1]
    return _told(pages, _text(page)) + (_picture(page) if with_picture else b"")


def confine() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _told(pages: int, text: str) -> bytes:
    return json.dumps([pages, text]).encode() + b"\n"


def _text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_bounded(errors="replace"))[:MOST_LETTERS]


def _picture(page: pypdfium2.PdfPage) -> bytes:
    wide, high = page.get_size()
    drawn = page.render(scale=max(0.001, min(WIDE / max(wide, 1), HIGH / max(high, 1), 3.0)))
    out = BytesIO()
    drawn.to_pil().convert("RGB").save(out, "PNG")
    return out.getvalue()


def _practise() -> None:
    """Once with an empty page, so that all is loaded before no file can be opened any more."""
    codecs.lookup("utf-16-le")
    page = pypdfium2.PdfDocument.new().new_page(10, 10)
    _told(1, _text(page))
    _picture(page)


_practise()
