"""Whatever stands in a pack, the checker says sentences and never falls over."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.testing import TINY, copy_tiny

FILES = sorted(path.relative_to(TINY).as_posix() for path in TINY.rglob("*") if path.is_file())
TWISTS = st.sampled_from(
    [
        "",
        "\x00",
        "[",
        "{",
        "&a",
        "*a",
        "!!python/object:os.system",
        "\t",
        "9" * 400,
        "- - -",
        "null",
        "~",
        "é" * 50,
        "\ud7ff",
        "? x",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(FILES), place=st.floats(0, 1), cut=st.integers(0, 40), twist=TWISTS)
def test_a_twisted_file_gives_faults_and_no_crash(name, place, cut, twist):
    with tempfile.TemporaryDirectory() as folder:
        root = copy_tiny(Path(folder))
        text = (root / name).read_text()
        at = int(len(text) * place)
        (root / name).write_text(text[:at] + twist + text[at + cut :])

        for fault in check(root)[1]:
            assert fault.line >= 1 and fault.sentence


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(FILES), content=st.binary(max_size=200))
def test_any_bytes_give_faults_and_no_crash(name, content):
    with tempfile.TemporaryDirectory() as folder:
        root = copy_tiny(Path(folder))
        (root / name).write_bytes(content)
        check(root)
