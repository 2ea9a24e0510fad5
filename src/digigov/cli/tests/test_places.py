"""Which copy a command is about may stand at the end of the line, whatever parts the command has."""

import argparse
from importlib import import_module

import pytest

from digigov.cli import environment
from digigov.cli.commands import COMMANDS


def parts_of(parser):
    """The parser of each part of a command; of a command without parts its own."""
    kinds = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    return [part for each in kinds for own in each.choices.values() for part in parts_of(own)] or [parser]


def parser_of(name):
    parser = argparse.ArgumentParser()
    environment.add_arguments(parser)
    import_module(f"digigov.cli.commands.{name.replace('-', '_')}").add_arguments(parser)
    return parser


@pytest.mark.parametrize("name", COMMANDS)
def test_every_part_of_every_command_takes_it(name):
    for part in parts_of(parser_of(name)):
        known = {option for each in part._actions for option in each.option_strings}
        assert {"--port", "--var"} <= known, part.prog
