"""
What each new version needs once before it serves: languages, style and scripts, the country pack; in a rehearsal the cast.

Run it after ``digigov migrate`` and before the web server starts. Harmless when repeated.
"""

import argparse

from django.conf import settings

from digigov.cli import environment
from digigov.cli.preparations import PREPARATIONS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing beyond --port and --var."""


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    for preparation in PREPARATIONS:
        if settings.REHEARSAL or not preparation.rehearsal_only:
            print(f"{preparation.sentence} …", flush=True)
            preparation.function()
    return 0
