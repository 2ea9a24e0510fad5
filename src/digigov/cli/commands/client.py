"""
Other systems of government that let people sign in with DigiGov (OpenID Connect). To register one:

  digigov client register tax-portal --name "Tax portal" --purpose "To file a tax return." --unit inland-revenue \\
      --contact portal@example.org --return-to https://tax.example/back --scopes profile email

The secret is printed once. What the system is told of a person, that person allows, and can take back.
"""

import argparse

from django.utils.module_loading import import_string

from digigov.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    todo = parser.add_subparsers(dest="todo", required=True, metavar="register | secret | end | list")
    register = todo.add_parser("register", help="take a system into the list")
    register.add_argument("id", help="its name for machines, such as tax-portal; never used again")
    register.add_argument("--name", required=True, help="what people know it by")
    register.add_argument("--purpose", required=True, help="a sentence: why people sign in there")
    register.add_argument("--unit", required=True, help="the code of the unit whose system it is")
    register.add_argument("--contact", required=True, help="the e-mail address of those who look after it")
    register.add_argument("--return-to", required=True, nargs="+", help="whole addresses a browser may be sent back to")
    register.add_argument("--return-to-after", nargs="*", default=[], help="the same, after signing out")
    register.add_argument(
        "--tell-ended", default="", help="the address that is told when a visit ends (back-channel logout)"
    )
    register.add_argument("--scopes", nargs="*", default=[], help="what it may be told: profile email phone address …")
    register.add_argument("--sector", default="", help="systems of one sector know a person by one name (the host)")
    register.add_argument("--public", action="store_true", help="a program that cannot keep a secret")
    register.add_argument("--by-device", action="store_true", help="it runs on screens without a keyboard")
    register.add_argument("--signed-by", default="RS256", help="how its ID tokens are signed: RS256 or ES256")
    for name, help_ in (
        ("secret", "a new secret; the old one stops working"),
        ("end", "nobody signs in there any more"),
    ):
        todo.add_parser(name, help=help_).add_argument("id")
    todo.add_parser("list", help="every system, and its contact")
    for own in todo.choices.values():
        environment.add_place(own)


def run(args: argparse.Namespace) -> int:
    environment.start_django()
    return import_string("digigov.cli.clients.run")(args)
