"""
Give a post to somebody who has an account. For the first administrator, who then gives the other posts at the desk:

  digigov appoint ines@example.org --unit modernisation --role administrator

The person opens an account in the browser first, as everybody does, and afterwards adds a second factor: until then the desk
stays shut. Harmless when repeated. Units and roles stand in the country pack's organizations.yaml.
"""

import argparse

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", help="the e-mail address or telephone number with which the person signs in")
    parser.add_argument("--unit", required=True, help="the code of the unit, such as modernisation")
    parser.add_argument("--role", required=True, help="the code of the role, such as administrator")
    parser.add_argument("--title", help="the title of the post (the name of the role)")


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    return import_string("digigov.cli.posts.appoint")(args)
