"""
What each new version needs once before it serves: languages, style and scripts, the country pack, and the first time the
state's keys; in a rehearsal the cast.

Making the keys needs DIGIGOV_ROOT_PASSPHRASE, which nothing else may have. Run it after ``digigov migrate`` and before the web server starts. Harmless when repeated.
"""

import argparse
import os

from django.conf import settings

from digigov.cli import environment
from digigov.cli.preparations import PREPARATIONS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond --port and --var."""


def run(args: argparse.Namespace) -> int:
    os.environ["DIGIGOV_PREPARING"] = "1"  # the one command that may know the root's passphrase
    environment.start_django()
    for preparation in PREPARATIONS:
        if settings.REHEARSAL or not preparation.rehearsal_only:
            print(f"{preparation.sentence} …", flush=True)
            preparation.function()
    return 0
