"""
``digigov``: one command line for operators. Each command is a file in ``cli/commands`` with

its line in the table ``COMMANDS``, and two functions: ``add_arguments(parser)`` and ``run(args) -> int`` (the exit code: 0 fine, 1 not, 2 misused).
"""

import argparse
import importlib
import sys
from types import ModuleType

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from digigov.cli import environment
from digigov.cli.commands import COMMANDS
from digigov.cli.failures import CliFailure, first_line, sentence_of
from digigov.cli.stack import running_copy
from digigov.kernel.errors import AdapterFailure


def main(words: list[str] | None = None) -> None:
    parser, chosen = _read(sys.argv[1:] if words is None else words)
    if not hasattr(chosen, "command"):
        parser.print_help()
        sys.exit(2)
    sys.exit(_run(chosen))


def _read(words: list[str]) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(
        prog="digigov", description="The single window of a small state, for its operators."
    )
    shelf = parser.add_subparsers(metavar="COMMAND")
    wanted = next((word for word in words if word in COMMANDS), None)
    for name in COMMANDS:
        module = importlib.import_module(f"digigov.cli.commands.{name}") if name == wanted else None
        _add(shelf, name, module)
    return parser, parser.parse_args(words)


def _add(shelf: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, module: ModuleType | None) -> None:
    """Only the wanted command is imported; of the others the help line stands in the table."""
    own = shelf.add_parser(name, help=COMMANDS[name], description=module.__doc__ if module else COMMANDS[name])
    own.formatter_class = argparse.RawDescriptionHelpFormatter
    environment.add_arguments(own)
    if module:
        module.add_arguments(own)
        own.set_defaults(command=module)


def _run(chosen: argparse.Namespace) -> int:
    try:
        environment.use(chosen)
        return int(chosen.command.run(chosen) or 0)
    except CliFailure as failure:
        print(f"digigov: {failure}", file=sys.stderr)
    except KeyboardInterrupt:
        print("digigov: stopped.", file=sys.stderr)
        return 130
    except AdapterFailure as failure:
        print(f"digigov: {failure.reason}.", file=sys.stderr)
    except (DatabaseError, psycopg.Error) as error:
        print(f"digigov: The database refused: {first_line(error)}.{_hint(chosen)}", file=sys.stderr)
    except ImproperlyConfigured as error:
        print(f"digigov: {first_line(error)}", file=sys.stderr)
    except OSError as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        print(f"digigov: {sentence}", file=sys.stderr)
    return 1


def _hint(chosen: argparse.Namespace) -> str:
    """A rehearsal's database only runs while the rehearsal does."""
    if not chosen.is_embedded or running_copy(chosen.var):
        return ""
    return f" The rehearsal in {chosen.var} does not run: make start PORT={chosen.port}"


if __name__ == "__main__":
    main()
