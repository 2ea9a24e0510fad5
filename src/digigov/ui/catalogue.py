"""
The catalogue of a language: the pack's PO file, compiled for gettext. English is the key.

An entry marked ``fuzzy`` is a draft that awaits a Saint Lucian reviewer. A rehearsal shows drafts and says so on each page;
production leaves them out, so that the English shows (``DIGIGOV_SHOW_DRAFT_TRANSLATIONS``).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\{.*?\}\}|\{%.*?%\}|%\{\w+\}|\{\w+\}|<[^>]+>")


@dataclass(frozen=True, slots=True)
class OtherPlaceholders:
    """A translation that says other placeholders than its English: the line of its entry, and both in words."""

    line: int
    said: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a PO file: why it cannot be read (and the line), or where placeholders differ."""

    unreadable: str = ""
    line: int = 1
    placeholders: tuple[OtherPlaceholders, ...] = ()


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
    half = target.with_suffix(f".{uuid4().hex}")  # its writer's own: two may begin at once
    with half.open("wb") as file:
        write_mo(file, read(source), use_fuzzy=drafts)
    half.replace(target)
    marked.write_text(mark)
    return target


def read(source: Path, *, strictly: bool = False) -> Catalog:
    """The texts that can be read; ``strictly`` :raises PoFileError: where one cannot."""
    with source.open("rb") as file:
        return read_po(file, locale=None, domain="django", charset="utf-8", abort_invalid=strictly)


def check(source: Path) -> Checked:
    """What is wrong with a PO file; never raises for what stands in it."""
    try:
        return Checked(placeholders=tuple(_other_placeholders(read(source, strictly=True))))
    except UnicodeDecodeError:
        return Checked(unreadable="it is not UTF-8")
    except PoFileError as error:
        return Checked(unreadable=str(error), line=(error.lineno or 0) + 1)
    except (ValueError, LookupError) as error:
        return Checked(unreadable=str(error)[:200])


def _other_placeholders(catalog: Catalog) -> Iterator[OtherPlaceholders]:
    for message in catalog:
        ids, strings = _each(message.id), _each(message.string)
        for string in strings if ids[-1] else ():
            other = other_placeholders(ids, string)
            if other:
                yield OtherPlaceholders(message.lineno or 1, *other)


def other_placeholders(ids: tuple[str, ...], string: str) -> tuple[str, str] | None:
    """What a translation says and what its English wants, in words, where they are not the same."""
    wanted, said = [set(PLACEHOLDER.findall(each)) for each in ids], set(PLACEHOLDER.findall(string))
    if not string or said in wanted:  # "One case" may say so in words
        return None
    return _in_words(said), _in_words(wanted[-1])


def _each(texts: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ("",))


def _in_words(placeholders: set[str]) -> str:
    return ", ".join(sorted(placeholders)) or "none"
