"""
The checks by name, in their order. Each says whether a signature passes; whatever it raises over a hostile file is a no. A signature
that fails one of the ``FIRST`` is not looked at further.
"""

import re
from collections.abc import Callable

from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.validation import SignatureCoverageLevel
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr

from digigov.modules.signatures.checking.boxes import boxes_of
from digigov.modules.signatures.checking.look import STAMP_TYPE, Look

STRONG = {"sha256", "sha384", "sha512"}
LEAST_BITS = {"rsa": 2048, "ec": 256}
KINDS = {"/ETSI.CAdES.detached", "/adbe.pkcs7.detached", "/ETSI.RFC3161"}
WHOLE = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
_HEX = re.compile(rb"<[0-9A-Fa-f\s]+>")


def contents(look: Look) -> bool:
    """There is one signature in it, of a kind that we know. Without, some readers called a file valid (USF, 2019)."""
    found = look.embedded
    is_known = str(found.sig_object.get("/SubFilter", "")) in KINDS
    is_named = str(found.sig_object_type) in ("/Sig", STAMP_TYPE)
    return is_known and is_named and len(found.signed_data["signer_infos"]) == 1


def byte_range(look: Look) -> bool:
    """All from the first byte on is signed, but for the signature's own hexadecimal digits and nothing else beside them."""
    start, first, second, rest = (int(each) for each in look.embedded.byte_range)
    gap = look.raw[first:second]
    return (
        start == 0
        and 0 < first < second < second + rest <= len(look.raw)
        and _HEX.fullmatch(gap) is not None
        and bytes.fromhex(gap[1:-1].decode()) == look.embedded.pkcs7_content
    )


def document(look: Look) -> bool:
    """The signed bytes are those that were signed."""
    return look.integrity[0]


def signature(look: Look) -> bool:
    """The key of the certificate made the signature."""
    return look.integrity[1]


def algorithms(look: Look) -> bool:
    """Hash and key cannot be broken with what is known today."""
    public = look.certificate.public_key
    is_long = public.bit_size >= LEAST_BITS.get(public.algorithm, 100_000)
    stamped = {look.stamp.imprint_algorithm} if look.stamp else set()
    return is_long and {look.embedded.md_algorithm, *stamped} <= STRONG


def bound(look: Look) -> bool:
    """The certificate is named in what was signed, so that it cannot be exchanged (PAdES baseline, EN 319 142-1)."""
    return get_signing_cert_attr(look.embedded.signer_info["signed_attrs"]) is not None


def coverage(look: Look) -> bool:
    """The signed bytes are one whole state of the file."""
    return look.embedded.evaluate_signature_coverage() in WHOLE


def tail(look: Look) -> bool:
    """After it come whole states of the file alone: no bytes that only a reader finds that mends broken files (ISA, 2019)."""
    _start, _first, second, rest = (int(each) for each in look.embedded.byte_range)
    after = look.raw[second + rest :]
    states = look.reader.total_revisions - 1 - look.embedded.signed_revision
    ends = after.rfind(b"%%EOF")
    return after.count(b"startxref") == states and not (after[ends + 5 :] if ends >= 0 else after).strip()


def changes(look: Look) -> bool:
    """What was added since are further signatures and their proofs, and nothing that could show."""
    return isinstance(look.changes, DiffResult)


def fields(look: Look) -> bool:
    """No box of a form holds or shows anything else than when it was signed."""
    signed = look.reader.get_historical_resolver(look.embedded.signed_revision)
    return boxes_of(signed.root) == boxes_of(look.reader.root)


def permission(look: Look) -> bool:
    """Nothing was added that the first signer forbade (DocMDP)."""
    allowed = look.embedded.docmdp_level
    found = look.changes
    return not isinstance(found, DiffResult) or allowed is None or found.modification_level.value <= allowed.value


def issuer(look: Look) -> bool:
    """An authority of ours issued the certificate."""
    return look.leads_to_root(look.certificate)


def usage(look: Look) -> bool:
    """The certificate is for signing documents, or for time stamps if that is what it did."""
    if look.is_stamp:
        return look.stamp_is_trusted
    granted = look.certificate.key_usage_value
    extended = look.certificate.extended_key_usage_value
    return granted is not None and "non_repudiation" in granted.native and extended is None


def dates(look: Look) -> bool:
    """The certificate was valid when it signed; where no trusted time says when, it must be valid now."""
    return look.certificate.not_valid_before <= look.moment <= look.certificate.not_valid_after


def revocation(look: Look) -> bool:
    """The certificate had not been revoked when it signed; where no trusted time says when, it must not be by now."""
    return not look.was_revoked(look.certificate, look.moment)


def stamp(look: Look) -> bool:
    """A time stamp that it carries was given for it."""
    return look.stamp_fits


def stamped(look: Look) -> bool:
    """It carries a time stamp."""
    return look.stamp is not None


def stamp_trusted(look: Look) -> bool:
    """The time stamp is of an authority of ours."""
    return look.stamp is None or look.stamp_is_trusted


def in_force(look: Look) -> bool:
    """The key was not ended after it had signed."""
    return not revocation(look) or not look.was_revoked(look.certificate, look.at)


Check = Callable[[Look], bool]
FIRST: dict[str, Check] = {"contents": contents, "byte-range": byte_range}
CHECKS: dict[str, Check] = {
    "document": document,
    "signature": signature,
    "algorithms": algorithms,
    "bound": bound,
    "coverage": coverage,
    "tail": tail,
    "changes": changes,
    "fields": fields,
    "permission": permission,
    "issuer": issuer,
    "usage": usage,
    "dates": dates,
    "revocation": revocation,
    "stamp": stamp,
}
NOTES: dict[str, Check] = {"stamped": stamped, "stamp-trusted": stamp_trusted, "in-force": in_force}
OF_TRUST = {"issuer"}
