"""
End every visit of somebody, or of everybody, here and in the systems that were signed in to from here:

  digigov signout ana@example.org
  digigov signout --everybody

When a device, a password or a secret of the machine was stolen. Nobody loses more than the visit: drafts stay.
"""

import argparse

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("address", nargs="?", help="the e-mail address or telephone number with which the person signs in")
    who.add_argument("--everybody", action="store_true", help="all who are signed in now")


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    return import_string("digigov.cli.visits.sign_out")(args)
