"""What the scanner that does not scan tells operators to set is all that is needed."""

import os
import subprocess
import sys

import pytest

from digigov.adapters.scanners.none import NoScanner
from digigov.modules.documents.testing.contract import EICAR

ASK = "from digigov.config.settings import rehearsal as r; print(r.DIGIGOV_ADAPTERS['scanner'], r.DIGIGOV_CLAMAV)"


def test_it_does_not_look_and_says_so():
    assert NoScanner().scan(EICAR).state == "not-scanned"
    assert "set DIGIGOV_CLAMAV" in str(NoScanner().check().detail)


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ("", "digigov.adapters.scanners.none.NoScanner"),
        ("/x/clamd.ctl", "digigov.adapters.scanners.clamav.ClamAV /x/clamd.ctl"),
    ],
)
def test_the_setting_that_it_names_chooses_the_scanner(where, chosen):
    environment = {**os.environ, "DIGIGOV_CLAMAV": where, "DIGIGOV_DATABASE_URL": "postgresql:///digigov?host=/nowhere"}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False)

    assert done.stdout.strip() == chosen, done.stderr
