"""
``python -m digigov.modules.documents.looking PAGES``: in comes a PDF, out one word that says what it is. With at most so much memory
and time, and no file that it could write.
"""

import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

MEMORY, SECONDS = 1_000_000_000, 8
DEEPEST = 60
_DOING = {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/Movie", "/XFA", "/GoToE"}


def look(content: bytes, *, most_pages: int) -> str:
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return "locked"
            if not 1 <= len(pdf.pages) <= most_pages:
                return "long"
            return "active" if any(_does_something(each) for each in _dictionaries(pdf)) else "well"
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, RecursionError, ValueError, KeyError, TypeError, MemoryError):
        return "damaged"


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary in the file, however deep, each object once."""
    for top in pdf.objects:
        waiting = [(top, 0)]
        while waiting:
            found, depth = waiting.pop()
            if depth > DEEPEST:
                raise ValueError("too deep")
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                yield found
                waiting += [(each, depth + 1) for each in found.values() if _is_direct(each)]
            elif isinstance(found, pikepdf.Array):
                waiting += [(each, depth + 1) for each in found if _is_direct(each)]


def _is_direct(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _does_something(found: Any) -> bool:
    keys = set(found.keys())
    if keys & {"/JS", "/XFA", "/RichMedia", "/EmbeddedFiles"} or ("/EF" in keys and "/UF" in keys | {"/UF"}):
        return True
    return str(found.get("/S", "")) in _DOING or str(found.get("/Subtype", "")) in _DOING | {"/FileAttachment", "/3D"}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(look(sys.stdin.buffer.read(), most_pages=int(sys.argv[1])))


if __name__ == "__main__":
    main()
