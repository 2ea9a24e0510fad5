"""The committed style sheet, scripts and fonts: current with their sources, and small."""

import hashlib
import shutil
import subprocess

import pytest

from digigov.ui import UI

STATIC = UI / "static" / "ui"
ASSETS = UI / "assets"


def digest_of_sources():
    names = ["build.mjs", "package-lock.json", "package.json", "fonts.py"]
    names += [f"{folder}/{path.name}" for folder in ("js", "scss") for path in (ASSETS / folder).iterdir()]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + (ASSETS / name).read_bytes() + b"\0")
    return digest.hexdigest()


def test_they_were_made_from_the_sources_beside_them():
    assert (STATIC / "made-from.txt").read_text().strip() == digest_of_sources(), "run `make look` and commit"


@pytest.mark.skipif(not (ASSETS / "node_modules").exists() or not shutil.which("node"), reason="needs `make look` once")
def test_making_them_again_changes_nothing(tmp_path):
    before = {path: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}

    subprocess.run(["node", "build.mjs"], cwd=ASSETS, check=True, timeout=120)

    assert {path: path.read_bytes() for path in before} == before


def test_no_crown_and_no_font_that_is_not_ours():
    style = (STATIC / "digigov.css").read_text()

    assert "GDS Transport" not in style
    assert "crown" not in style.lower()


def test_the_fonts_hold_the_letters_of_kweyol():
    fonts = pytest.importorskip("fontTools.ttLib")
    for path in (STATIC / "fonts").glob("*.woff2"):
        held = fonts.TTFont(path).getBestCmap()
        assert [letter for letter in "éèòÉÈÒâçñ–—’“”…€" if ord(letter) not in held] == []
