"""The worker takes the processor last, as a process and as a session."""

import os
import subprocess
import sys

import pytest

from digigov.cli.giving_way import GROUP, NICE

SHOWN = """
import os
from digigov.cli.giving_way import GROUP, give_way
give_way()
give_way()
print(os.nice(0), GROUP.read_text().split()[-1] if GROUP.exists() else "no groups")
"""


@pytest.mark.parametrize(("leads", "group"), [(True, NICE), (False, 0)])
def test_whoever_gives_way_is_nice_and_so_is_the_session_that_it_leads(leads, group):
    words = [sys.executable, "-c", SHOWN]
    below = ["sh", "-c", '"$0" "$@"; true']  # the shell leads

    told = subprocess.run(
        words if leads else [*below, *words], start_new_session=True, capture_output=True, text=True, check=True
    )

    nice = max(NICE, os.nice(0))
    assert told.stdout.strip() == (f"{nice} {group}" if GROUP.exists() else f"{nice} no groups")
