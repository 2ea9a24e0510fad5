"""
Other signing keys, for all that are in use. What the old ones signed can still be checked.

  digigov keys replace            those that still lie in files, once DIGIGOV_TOKEN_MODULE names a token
  digigov keys lost               all: the token is broken, or gone with everything in it
  digigov keys lost --stolen      the same, and from now on nothing counts that is signed with the old ones

Where the issuing authority's key is one of them, bring the root's folder and passphrase from their safes first.
"""

import argparse
import os

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    todo = parser.add_subparsers(dest="todo", required=True, metavar="replace | lost")
    replace = todo.add_parser("replace", help="those that an earlier key store holds")
    lost = todo.add_parser("lost", help="all of them")
    lost.add_argument("--stolen", action="store_true", help="somebody else may have them")
    for own in (replace, lost):
        environment.add_place(own)


def run(args: argparse.Namespace) -> int:
    os.environ["DIGIGOV_PREPARING"] = "1"  # may know the root's passphrase, as `digigov prepare` may
    environment.start_django()
    import_string("digigov.cli.key_changes.run")(args)
    return 0
