"""The table: each file, how it is made, and the verdict that it must get."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf
from asgiref.sync import async_to_sync
from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import SimpleSigner
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers import PdfTimeStamper

from digigov.modules.signatures.testing.hostile import forging as f
from digigov.modules.signatures.testing.hostile.state import SIGNED, State, other_signer, put
from digigov.modules.signatures.time_stamps import HouseTimeStamper

AFTER = SIGNED + timedelta(days=30)
BEFORE = SIGNED - timedelta(days=30)


class Cast:
    """Ours, those who pretend to be ours, and the files that many others are made of."""

    def __init__(self) -> None:
        self.ours, self.others = State(), State()
        self.ours.person("late", until=SIGNED - timedelta(days=1))
        self.ours.person("brief", until=SIGNED + timedelta(days=60))
        self.ours.person("lost")

    @cached_property
    def plain(self) -> bytes:
        return f.plain_pdf()

    @cached_property
    def form(self) -> bytes:
        return f.plain_pdf(with_form=True)

    @cached_property
    def signed(self) -> bytes:
        """B-T: most forgeries start from it."""
        return self.ours.put(self.plain, stamper=self.ours.signer("stamp"))

    @cached_property
    def signed_form(self) -> bytes:
        return self.ours.put(self.form, stamper=self.ours.signer("stamp"))

    def stamped(self, name: str, **how: object) -> bytes:
        return self.ours.put(self.plain, name, stamper=self.ours.signer("stamp"), **how)


@dataclass(frozen=True)
class Row:
    """``failed`` and ``notes`` together over all signatures of the file; ``revoked`` who was, since when."""

    name: str
    make: Callable[[Cast], bytes]
    state: str
    failed: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    revoked: dict[str, datetime] = field(default_factory=dict)


def good(name: str, make: Callable[[Cast], bytes], *notes: str, **more: object) -> Row:
    return Row(name, make, "good", notes=frozenset(notes), **more)  # type: ignore[arg-type]


def bad(name: str, make: Callable[[Cast], bytes], *failed: str, **more: object) -> Row:
    return Row(name, make, "bad", frozenset(failed), **more)  # type: ignore[arg-type]


def flipped(raw: bytes, where: int) -> bytes:
    return raw[:where] + bytes([raw[where] ^ 1]) + raw[where + 1 :]


def other_value(contents: bytes) -> bytes:
    """The number that the key made, changed by one bit; the time stamp over it is taken off."""
    info = cms.ContentInfo.load(contents)
    signer = info["content"]["signer_infos"][0]
    value = signer["signature"].native
    signer["signature"] = value[:-1] + bytes([value[-1] ^ 1])
    signer["unsigned_attrs"] = cms.CMSAttributes([])
    return info.dump()


def two_signers(contents: bytes) -> bytes:
    info = cms.ContentInfo.load(contents)
    (signer,) = info["content"]["signer_infos"]
    info["content"]["signer_infos"] = cms.SignerInfos([signer, signer.copy()])
    signer["unsigned_attrs"] = cms.CMSAttributes([])
    return info.dump()


def others_stamp(cast: Cast) -> bytes:
    """The time stamp of another signature."""
    other = cast.ours.put(f.plain_pdf("Another"), "bea", stamper=cast.ours.signer("stamp"))
    _start, first, second, _rest = f.range_of(other)
    token = cms.ContentInfo.load(bytes.fromhex(other[first + 1 : second - 1].decode()))
    attributes = token["content"]["signer_infos"][0]["unsigned_attrs"]

    def transplant(contents: bytes) -> bytes:
        info = cms.ContentInfo.load(contents)
        info["content"]["signer_infos"][0]["unsigned_attrs"] = attributes
        return info.dump()

    return f.with_contents(cast.signed, transplant)


def locked(raw: bytes) -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(raw)) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    return made.getvalue()


def many_parts() -> bytes:
    raw = f.plain_pdf()
    end = raw[raw.rindex(b"startxref") :]
    return raw + b"".join(b"%d 0 obj 1 endobj\n" % each for each in range(100, 200_200)) + end


def covered(cast: Cast) -> bytes:
    """A note covers the text when it is signed, and is taken away afterwards."""
    shown = f.added(cast.plain, f.cover_with_note)
    return f.added(cast.ours.put(shown, stamper=cast.ours.signer("stamp")), f.uncovered)


def with_gap(raw: bytes) -> bytes:
    start, first, second, rest = f.range_of(raw)
    return f.with_range(raw, start, first, second + 40, rest - 40)


def ranged(*numbers: int | None) -> Callable[[Cast], bytes]:
    """The numbers given, and for None those that are there."""

    def make(cast: Cast) -> bytes:
        had = f.range_of(cast.signed)
        return f.with_range(cast.signed, *(old if new is None else new for old, new in zip(had, numbers, strict=False)))

    return make


def by_steps(*steps: Callable[[bytes], bytes]) -> Callable[[Cast], bytes]:
    def make(cast: Cast) -> bytes:
        raw = cast.signed
        for step in steps:
            raw = step(raw)
        return raw

    return make


def later(change: Callable[[object], None]) -> Callable[[Cast], bytes]:
    return lambda cast: f.added(cast.signed, change)


def allowing(allows: MDPPerm, then: Callable[[Cast, bytes], bytes]) -> Callable[[Cast], bytes]:
    def make(cast: Cast) -> bytes:
        certified = cast.ours.put(cast.form, allows=allows, stamper=cast.ours.signer("stamp"))
        return then(cast, certified)

    return make


def second(cast: Cast, raw: bytes) -> bytes:
    return cast.ours.put(raw, "bea", stamper=cast.ours.signer("stamp"), field="S-second", at=AFTER)


def _contents_of(raw: bytes) -> bytes:
    _start, first, second_, _rest = f.range_of(raw)
    return bytes.fromhex(raw[first + 1 : second_ - 1].decode())


class Unbound(SimpleSigner):
    async def signed_attrs(self, *args: Any, **more: Any) -> cms.CMSAttributes:
        every = await super().signed_attrs(*args, **more)
        return cms.CMSAttributes([each for each in every if each["type"].native != "signing_certificate_v2"])


def unbound(cast: Cast) -> Unbound:
    """Signs without saying with which certificate, so that another could take its place."""
    made = other_signer(cast.ours)
    return Unbound(signing_cert=made.signing_cert, signing_key=made.signing_key, cert_registry=made.cert_registry)


def archived(cast: Cast) -> bytes:
    """A seal that allows no change, and a time stamp over all of it later on: that is none."""
    stamper = PdfTimeStamper(HouseTimeStamper(signer=cast.ours.signer("stamp"), at=AFTER))
    writer = IncrementalPdfFileWriter(BytesIO(cast.ours.seal(cast.plain)))
    made: bytes = async_to_sync(stamper.async_timestamp_pdf)(writer, "sha256").getvalue()
    return made


CORPUS = (
    # what is as it should be
    good("signed, no time stamp", lambda c: c.ours.put(c.plain), "stamped"),
    good("B-T", lambda c: c.signed),
    good("B-LT", lambda c: c.ours.sign(c.plain)),
    good("B-LTA", lambda c: c.ours.sign(c.plain, archive=True)),
    good("two signers", lambda c: c.ours.sign(c.ours.sign(c.plain), "bea", at=AFTER)),
    good("three signers, for the archive", lambda c: c.ours.sign(
        c.ours.sign(c.ours.sign(c.plain, archive=True), "bea", at=AFTER), "cil", at=AFTER + timedelta(days=1), archive=True)),
    good("a ministry's seal", lambda c: c.ours.seal(c.plain)),
    good("certified, one more signature allowed", allowing(MDPPerm.FILL_FORMS, second)),
    good("a form, filled in before", lambda c: c.ours.put(f.added(c.form, f.fill_in), stamper=c.ours.signer("stamp"))),
    Row("not signed", lambda c: c.plain, "unsigned"),
    # certificates and time
    good("the certificate ran out since", lambda c: c.stamped("brief")),
    bad("the certificate ran out since, and nobody knows when", lambda c: c.ours.put(c.plain, "brief"), "dates"),
    bad("the certificate had run out", lambda c: c.stamped("late"), "dates"),
    good("revoked after it signed", lambda c: c.stamped("lost"), "in-force", revoked={"lost": AFTER}),
    bad("revoked before it signed", lambda c: c.stamped("lost"), "revocation", revoked={"lost": BEFORE}),
    bad("revoked, and nobody knows when it signed", lambda c: c.ours.put(c.plain, "lost"), "revocation",
        revoked={"lost": AFTER}),
    Row("another state of the same name", lambda c: c.others.put(c.plain, stamper=c.ours.signer("stamp")), "unknown",
        frozenset({"issuer"})),
    Row("signed by itself, with a ministry's name", lambda c: put(c.plain, other_signer(c.ours, own=True)), "unknown",
        frozenset({"issuer"})),
    bad("a certificate that is for something else", lambda c: put(
        c.plain, other_signer(c.ours, usage={"digital_signature": True})), "usage"),
    bad("signed with the key for time stamps", lambda c: c.ours.put(c.plain, "stamp"), "usage"),
    good("time stamp of somebody else", lambda c: c.ours.put(c.plain, stamper=c.others.signer("stamp")), "stamp-trusted"),
    good("time stamp by one who may not", lambda c: c.ours.put(c.plain, stamper=c.ours.signer("bea")), "stamp-trusted"),
    good("time stamp by a revoked authority", lambda c: c.signed, "stamp-trusted", revoked={"stamp": BEFORE}),
    bad("time stamp of another signature", others_stamp, "stamp"),
    # cryptography
    bad("a byte of the text changed", lambda c: flipped(c.signed, c.signed.index(b"endstream") - 20), "document"),
    bad("a byte of the time claimed changed", lambda c: flipped(c.signed, c.signed.index(b"/M ") + 10), "document"),
    bad("the signature's value changed", by_steps(lambda r: f.with_contents(r, other_value)), "signature"),
    bad("another file's signature", lambda c: f.with_contents(c.signed, lambda _had: _contents_of(
        c.ours.put(f.plain_pdf("I owe you 900 dollars"), stamper=c.ours.signer("stamp")))), "document"),
    bad("SHA-1", lambda c: put(c.plain, other_signer(c.ours), digest="sha1"), "algorithms"),
    bad("RSA of 1024 bits", lambda c: put(c.plain, other_signer(c.ours, bits=1024)), "algorithms"),
    bad("the certificate is not bound", lambda c: put(c.plain, unbound(c)), "bound"),
    # forged dictionaries (universal signature forgery)
    bad("no Contents", by_steps(lambda r: f.renamed(r, b"/Contents <30", b"/Kontents <30")), "contents"),
    bad("Contents of zeros", by_steps(lambda r: f.with_contents(r, lambda _had: b"")), "contents"),
    bad("Contents that are no signature", by_steps(lambda r: f.with_contents(r, lambda _had: b"\x30\x03\x02\x01\x05")), "contents"),
    bad("two signers in one signature", by_steps(lambda r: f.with_contents(r, two_signers)), "contents"),
    bad("an unknown kind", by_steps(lambda r: f.renamed(r, b"/ETSI.CAdES.detached", b"/ETSI.CAdES.attached")), "contents"),
    bad("no ByteRange", by_steps(lambda r: f.renamed(r, b"/ByteRange", b"/BiteRange")), "contents"),
    bad("ByteRange of nothing", ranged(0, 0, 0, 0), "byte-range"),
    bad("ByteRange with a gap", lambda c: with_gap(c.signed), "byte-range"),
    bad("ByteRange that overlaps", ranged(None, None, 0, None), "byte-range"),
    bad("ByteRange from the second byte on", ranged(1, None, None, None), "byte-range"),
    bad("ByteRange beyond the end", ranged(None, None, None, 99_999_999), "byte-range"),
    bad("ByteRange of a negative length", ranged(None, -1, None, None), "byte-range"),
    bad("ByteRange of two numbers", ranged(None, None), "byte-range"),
    bad("the signature wrapped in a later state", lambda c: f.wrapped(c.signed), "coverage", "tail", "changes"),
    # saved once more
    bad("a page added", later(f.add_page), "changes"),
    bad("another text", later(f.other_text), "changes"),
    bad("another text under the old number", later(f.text_in_place), "changes"),
    bad("a note over the text", later(f.cover_with_note), "changes"),
    bad("a box filled in otherwise", lambda c: f.added(c.signed_form, f.fill_in), "fields"),
    bad("another text in no table", by_steps(f.without_xref), "tail"),
    bad("bytes after the end", by_steps(lambda r: r + b"\n%PDF-1.7 and more"), "tail"),
    bad("another text, then signed by another", lambda c: second(c, f.added(c.signed, f.other_text)), "changes"),
    # prepared before, changed afterwards (shadow attacks)
    bad("hide: what covered the text taken away", covered, "changes"),
    bad("replace: another font", later(f.other_font), "changes"),
    bad("hide and replace: another document", later(f.other_root), "changes"),
    # what the first signer allows
    bad("certified against all, a box filled in", allowing(MDPPerm.NO_CHANGES, lambda c, r: f.added(r, f.fill_in)),
        "fields", "permission"),
    good("certified against all, stamped for the archive", archived),
    bad("certified for forms, a note added", allowing(MDPPerm.FILL_FORMS, lambda c, r: f.added(r, f.cover_with_note)), "changes"),
    # files that hurt
    Row("locked", lambda c: locked(c.plain), "locked"),
    Row("cut off", by_steps(lambda r: r[: len(r) // 2]), "unreadable"),
    Row("no PDF", lambda c: b"Dear Sir or Madam,\n" * 50, "unreadable"),
    Row("nothing", lambda c: b"", "unreadable"),
    Row("a hundred states", lambda c: f.many_states(c.signed, 100), "too-complex"),
    Row("a hundred thousand parts", lambda c: many_parts(), "too-complex"),
)  # fmt: skip
