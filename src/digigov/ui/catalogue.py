"""
The catalogue of a language: the pack's PO file, compiled for gettext. English is the key.

An entry marked ``fuzzy`` is a draft that awaits a Saint Lucian reviewer. A rehearsal shows drafts and says so on each page;
production leaves them out, so that the English shows (``DIGIGOV_SHOW_DRAFT_TRANSLATIONS``).
"""

import hashlib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def sources() -> dict[str, Path]:
    """The PO files of the pack by language code."""
    return {path.stem: path for path in sorted((settings.PACK / "translations").glob("*.po"))}


def shows_drafts(code: str | None) -> bool:
    """Whether pages in that language hold texts that nobody has reviewed."""
    return bool(settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS) and code != settings.LANGUAGE_CODE


def prepare() -> list[Path]:
    """Compile what has changed since it was last compiled, into the first of ``LOCALE_PATHS``."""
    drafts = bool(settings.DIGIGOV_SHOW_DRAFT_TRANSLATIONS)
    return [
        made
        for code, source in sources().items()
        if (made := compile_po(source, Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo", drafts))
    ]


def compile_po(source: Path, target: Path, drafts: bool) -> Path | None:
    """The compiled file, or None when it was current already. Readers never see half a file."""
    text = source.read_bytes()
    mark = f"{hashlib.sha256(text).hexdigest()} {drafts}"
    marked = target.with_suffix(".from")
    if target.exists() and marked.exists() and marked.read_text() == mark:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    with half.open("wb") as file:
        write_mo(file, read(source), use_fuzzy=drafts)
    half.replace(target)
    marked.write_text(mark)
    return target


def read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=None, domain="django", charset="utf-8")
