"""The whole file: may it be looked at, which signatures does it hold, and what becomes of them together."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from digigov.modules.signatures.checking import checks
from digigov.modules.signatures.checking.findings import FileFound, SignatureFound, Trust
from digigov.modules.signatures.checking.look import Look

MOST_SIGNATURES, MOST_REVISIONS, MOST_OBJECTS = 30, 60, 200_000
_POLICY = re.compile(r"\.(\d)$")
_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")


def not_locked(raw: bytes, reader: PdfFileReader) -> str:
    """Nobody can see what stands in a file that is locked with a password."""
    return "locked" if reader.encrypted else ""


def not_too_complex(raw: bytes, reader: PdfFileReader) -> str:
    """No honest file has as many states or parts, and each costs time."""
    parts = sum(1 for _each in _OBJECT.finditer(raw))
    return "too-complex" if reader.total_revisions > MOST_REVISIONS or parts > MOST_OBJECTS else ""


OF_FILE: dict[str, Callable[[bytes, PdfFileReader], str]] = {
    "not-locked": not_locked,
    "not-too-complex": not_too_complex,
}


def examine(raw: bytes, *, trust: Trust, at: datetime) -> FileFound:
    """What is to be said of any bytes at all. Whatever reading them raises means that they cannot be read."""
    try:
        reader = PdfFileReader(BytesIO(raw), strict=False)
        for refused in OF_FILE.values():
            if state := refused(raw, reader):
                return FileFound(state)
        fields = list(enumerate_sig_fields(reader, filled_status=True))
    except Exception:  # noqa: BLE001 - hostile files find every hole of a reader; none of them is a fault of ours to tell apart
        return FileFound("unreadable")
    if len(fields) > MOST_SIGNATURES:
        return FileFound("too-complex")
    looks = [Look(raw=raw, reader=reader, field=field, name=name, trust=trust, at=at) for name, _v, field in fields]
    found = sorted((_found(each) for each in looks), key=lambda pair: pair[0])
    several = tuple(each for _revision, each in found)
    return FileFound(_state(several), _with_later(several))


def _found(look: Look) -> tuple[int, SignatureFound]:
    first = next((name for name, holds in checks.FIRST.items() if not _passes(holds, look)), "")
    failed = [first] if first else []
    if not failed:
        failed = [name for name, holds in checks.CHECKS.items() if not _passes(holds, look)]
    notes = [] if failed else [name for name, holds in checks.NOTES.items() if not _passes(holds, look)]
    said: dict[str, Any] = {"kind": "person"}
    revision = 0
    with suppress(Exception):  # what cannot be read stays unsaid; the checks have told it already
        revision = look.embedded.signed_revision
        said = _said(look)
    return revision, SignatureFound(**{**said, "failed": tuple(failed), "notes": tuple(notes)})


def _passes(holds: checks.Check, look: Look) -> bool:
    try:
        return holds(look)
    except Exception:  # noqa: BLE001 - as above: a signature over which a check stumbles has not passed it
        return False


def _said(look: Look) -> dict[str, Any]:
    subject, claimed = look.certificate.subject.native, look.embedded.self_reported_timestamp
    stamped = look.stamp is not None and look.stamp_is_trusted
    time = look.stamp.time if stamped and look.stamp else claimed
    return {
        "kind": "time-stamp" if look.is_stamp else "seal" if "organization_name" in subject else "person",
        "name": str(subject.get("common_name", "")),
        "number": str(subject.get("serial_number", "")),
        "unit": str(subject.get("organizational_unit_name", "")),
        "issuer": str(look.certificate.issuer.native.get("common_name", "")),
        "reason": str(look.embedded.sig_object.get("/Reason", ""))[:300],
        "level": _level(look),
        "time": time.isoformat() if time else "",
        "time_is_trusted": stamped,
    }


def _level(look: Look) -> str:
    """How sure we were of the person: the last part of the certificate's policy."""
    policies = look.certificate.certificate_policies_value
    found = _POLICY.search(policies[0]["policy_identifier"].dotted) if policies else None
    return found[1] if found else ""


def _state(signatures: tuple[SignatureFound, ...]) -> str:
    """As good as its worst signature."""
    if not signatures:
        return "unsigned"
    failed = {name for each in signatures for name in each.failed}
    if not failed:
        return "good"
    return "unknown" if failed <= checks.OF_TRUST else "bad"


def _with_later(signatures: tuple[SignatureFound, ...]) -> tuple[SignatureFound, ...]:
    last = len(signatures) - 1
    return tuple(replace(each, later=last - number) for number, each in enumerate(signatures))
