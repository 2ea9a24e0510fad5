"""What is done before serving, in order. To add something, add a line; functions are named, for Django starts after this file."""

from dataclasses import dataclass

from django.core.management import call_command
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Preparation:
    sentence: str
    path: str
    rehearsal_only: bool = False

    def function(self) -> None:
        import_string(self.path)()


def collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)


PREPARATIONS = (
    Preparation("Compiling languages", "digigov.ui.catalogue.prepare"),
    Preparation("Collecting style and scripts", "digigov.cli.preparations.collect_static"),
    Preparation("Loading the country pack", "digigov.cli.packs.prepare"),
    Preparation("Looking after the state's keys", "digigov.cli.ceremony.prepare"),
    Preparation("Bringing in the cast", "digigov.rehearsal.cast.prepare", rehearsal_only=True),
    Preparation("Peopling the island", "digigov.rehearsal.island.loading.prepare", rehearsal_only=True),
)
