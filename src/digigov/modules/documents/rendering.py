"""
Typst turns a template and its values into PDF/A-3a with PDF/UA-1 in one file. No system fonts, no network, nothing but the
files it is given.
"""

import json
import tempfile
import warnings
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError

FONTS = Path(__file__).parent / "fonts"
STANDARDS: list[Any] = ["a-3a", "ua-1"]
MAIN = "main.typ"


class TemplateBroken(DomainError):
    code = "template-broken"
    message = _("The paper could not be made: %(fault)s")
    status = 500


def render(*, files: Mapping[str, str | bytes], values: Mapping[str, Any], code: str, at: datetime) -> bytes:
    """
    The PDF. ``files`` are the template (``main.typ``), what it imports and its pictures; ``code`` is what its printed code holds.

    :raises TemplateBroken: with Typst's own words.
    """
    with tempfile.TemporaryDirectory(prefix="paper-") as name:
        folder = Path(name)
        for path, content in files.items():
            (folder / Path(path).name).write_bytes(content.encode() if isinstance(content, str) else content)
        (folder / "values.json").write_text(json.dumps(values, ensure_ascii=False))
        (folder / "code.svg").write_text(code_picture(code))
        return _compile(folder, at)


def code_picture(text: str) -> str:
    """
    A QR code as SVG, dark on clear, with the quiet zone that readers need. What stands before and behind a ``#`` is written in the
    mode for capitals and digits, which takes least space and has no such sign.
    """
    parts: Any = [each for each in text.partition("#") if each]
    made = segno.make(parts, error="m", micro=False, boost_error=False)
    drawn = BytesIO()
    made.save(drawn, kind="svg", border=4, xmldecl=False, omitsize=True, dark="#0b0c0c", light="#ffffff")
    return drawn.getvalue().decode()


def _compile(folder: Path, at: datetime) -> bytes:
    nothing = folder / "packages"
    compiler = typst.Compiler(
        folder / MAIN, root=folder, font_paths=_fonts(), ignore_system_fonts=True,
        package_path=nothing, package_cache_path=nothing,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=int(at.timestamp()))
    except typst.TypstError as fault:
        raise TemplateBroken(fault=str(fault.diagnostic or fault.message)[:600]) from fault
    if not isinstance(made, bytes):
        raise TemplateBroken(fault="Typst made no file")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])
