"""What is done before serving, in order. To add something, add a function and a line."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command

from digigov.ui import catalogue


@dataclass(frozen=True, slots=True)
class Preparation:
    sentence: str
    function: Callable[[], None]
    rehearsal_only: bool = False


def collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)


def compile_languages() -> None:
    catalogue.prepare()


PREPARATIONS = (
    Preparation("Compiling languages", compile_languages),
    Preparation("Collecting style and scripts", collect_static),
)
