"""
Begin something new that works at once.

  digigov new service dog-licence --organization police --role police-records-clerk

writes form, fees, workflow, a letter and three worked examples into the pack. ``digigov pack check`` passes as it stands.
"""

import argparse
from pathlib import Path

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    shelf = parser.add_subparsers(dest="what", required=True, metavar="service")
    own = shelf.add_parser("service", help="a service that can be walked to its end")
    environment.add_place(own)
    own.add_argument("id", help="its id, such as dog-licence: part of its address for ever")
    own.add_argument("--organization", required=True, help="the code of who offers it (organizations.yaml)")
    own.add_argument("--role", default="supervisor", help="the role of the officer who decides (supervisor)")
    own.add_argument("--name", help="its name for people")
    own.add_argument("--pack", dest="folder", type=Path, help="the pack (the one that the settings name)")


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    return import_string("digigov.cli.packs.new_service")(args)
