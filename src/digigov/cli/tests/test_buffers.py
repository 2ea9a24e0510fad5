"""How much of the memory the embedded server takes for the database."""

import pytest

from digigov.cli import postgres

GB = 2**30


@pytest.mark.parametrize(
    ("of_memory", "megabytes"),
    [(GB // 4, 128), (GB, 256), (4 * GB, 1024), (24 * GB, 6144), (256 * GB, 8192)],
)
def test_a_quarter_of_the_memory_but_not_without_end(of_memory, megabytes):
    assert postgres.buffers(of_memory) == megabytes


@pytest.mark.parametrize(("said", "is_limited"), [(f"{GB}\n", True), ("max\n", False), (f"{2**63 - 4096}\n", False)])
def test_a_container_leaves_what_it_leaves(said, is_limited, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "CONTAINER", (tmp_path / "nothing",))
    whole = postgres.memory()
    limit = tmp_path / "memory.max"
    limit.write_text(said)
    monkeypatch.setattr(postgres, "CONTAINER", (limit,))

    assert postgres.memory() == (GB if is_limited else whole) <= whole
