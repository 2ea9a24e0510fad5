"""The catalogue holds what the sources say today."""

from pathlib import Path

import pytest
from django.conf import settings

from digigov.ui import catalogue, extraction

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow  # somebody may add a text while another lands; a release is checked whole
PO = settings.PACK / "translations" / "acf.po"


def test_the_catalogue_holds_today_s_texts():
    held = set(extraction.keys(catalogue.read(PO)))
    needed = set(extraction.keys(extraction.extract(code_root=ROOT / "src", pack=settings.PACK)))

    assert (needed - held, held - needed) == (set(), set()), "run `digigov translations extract` and commit"
