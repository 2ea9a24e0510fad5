"""
What a file really is, whatever its name says: opened with the library that would show it, cleaned of what we do not want.

Pictures are written anew, so nothing hides behind them and no camera's whereabouts stay in them. PDFs are kept as they are (a
signature in them must stay good), and refused when they are locked, run something or carry other files.
"""

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

import filetype
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from digigov.kernel.errors import DomainError
from digigov.modules.documents import settings
from digigov.modules.documents.looking.apart import look_apart

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
_HEAD, _TAIL = 1024, 66_000


class FileRefused(DomainError):
    """Of a kind of its own for each reason, with what to do about it."""

    code = "file-refused"
    status = 422


class FileIsEmpty(FileRefused):
    code = "file-empty"
    message = _("The file is empty. Choose another.")


class FileTooLarge(FileRefused):
    code = "file-too-large"
    message = _(
        "The file is larger than %(megabytes)s MB. Make it smaller, for example with fewer pages or a photo of less detail."
    )
    status = 413


class FileOfWrongType(FileRefused):
    code = "file-wrong-type"
    message = _("The file must be a PDF, a JPEG or a PNG. A photo of the paper will do.")


class FileIsDamaged(FileRefused):
    code = "file-damaged"
    message = _(
        "The file is damaged or was not sent whole. Save it again, or take a new photo, and choose it once more."
    )


class FileIsLocked(FileRefused):
    code = "file-locked"
    message = _("The PDF is locked with a password. Save it without one and choose it once more.")


class FileIsActive(FileRefused):
    code = "file-active"
    message = _("The PDF holds a program or other files. Print it to a new PDF and choose that one.")


class PictureTooLarge(FileRefused):
    code = "picture-too-large"
    message = _("The picture has too many dots. Take one of less detail: your phone's normal setting is enough.")
    status = 413


@dataclass(frozen=True, slots=True)
class Inspected:
    content: bytes
    media_type: str


def inspect(content: bytes) -> Inspected:
    """:raises FileRefused: with the reason."""
    if not content:
        raise FileIsEmpty
    if len(content) > settings.MAX_BYTES:
        raise FileTooLarge(megabytes=settings.MAX_BYTES // 1_000_000)
    kind = filetype.guess_mime(content)
    if kind == PDF and content.startswith(b"%PDF-"):
        _check_pdf(content)
        return Inspected(content, PDF)
    if kind in (JPEG, PNG):
        return Inspected(_redraw(content, kind), kind)
    raise FileOfWrongType


def _redraw(content: bytes, kind: str) -> bytes:
    """The same picture, upright, at most 4,096 dots wide or high, and nothing else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=["JPEG" if kind == JPEG else "PNG"])
            if picture.width * picture.height > settings.MAX_PIXELS:
                raise PictureTooLarge
            picture.draft(None, (settings.MAX_SIDE, settings.MAX_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((settings.MAX_SIDE, settings.MAX_SIDE))
            return _written(upright, kind)
    except Image.DecompressionBombError:
        raise PictureTooLarge from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise FileIsDamaged from None


def _written(picture: Image.Image, kind: str) -> bytes:
    made = BytesIO()
    kept = ("L", "RGB") if kind == JPEG else ("1", "L", "LA", "RGB", "RGBA")
    plain = picture.convert(picture.mode if picture.mode in kept else kept[-1])
    plain.info.clear()  # comments, text, profiles: a picture says only what it shows
    if kind == JPEG:
        plain.save(made, "JPEG", quality=88, optimize=True)
    else:
        plain.save(made, "PNG")
    return made.getvalue()


def _check_pdf(content: bytes) -> None:
    tail = content[-_TAIL:]
    if b"%%EOF" not in tail[-2048:]:
        raise FileIsDamaged
    if b"PK\x05\x06" in tail or re.search(rb"<(script|html|svg)", content[:_HEAD], re.IGNORECASE):
        raise FileOfWrongType
    said = look_apart(content, most_pages=settings.MAX_PAGES)
    if said == "long":
        raise FileTooLarge(megabytes=settings.MAX_BYTES // 1_000_000)
    if said != "well":
        raise {"locked": FileIsLocked, "active": FileIsActive}.get(said, FileIsDamaged)
