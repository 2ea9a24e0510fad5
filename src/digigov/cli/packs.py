"""What ``digigov pack`` and the preparations do with a country pack. Imported once Django has started."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from digigov.cli.environment import ROOT
from digigov.cli.failures import CliFailure
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.catalog import commands, queries


def prepare() -> None:
    """Publish what changed of the pack that the settings name. Harmless when repeated."""
    _load(settings.PACK)


def check(args: argparse.Namespace) -> int:
    folder = _folder(args)
    _say_what_takes_long(folder)
    faults = queries.check_pack(folder)
    for fault in faults:
        print(fault)
    asked = queries.ask_once_budget(folder)
    for service, questions in asked.items():
        if questions:
            print(
                f"{service} asks {len(questions)} that government could answer: {', '.join(questions)}", file=sys.stderr
            )
    total = sum(map(len, asked.values()))
    print(
        f"In all, {total} questions of {len(asked)} services could be answered by government itself.", file=sys.stderr
    )
    print(f"{folder.name}: {len(faults)} fault{'' if len(faults) == 1 else 's'}.")
    return 1 if faults else 0


def diff(args: argparse.Namespace) -> int:
    found = queries.diff_pack(_folder(args))
    for service, sentences in found.items():
        for sentence in sentences:
            print(f"{service or 'shared by all'}: {sentence}")
    if not found:
        print("Nothing would change.")
    return 0


def load(args: argparse.Namespace) -> int:
    folder = _folder(args)
    _say_what_takes_long(folder)
    done = _load(folder)
    for service, version in done.published:
        print(f"{service}: version {version} is published.")
    for service in done.withdrawn:
        print(f"{service}: no longer offered.")
    if done.shared_changed:
        print("What all services share has changed.")
    if not done.changed_anything:
        print("Nothing has changed since it was last loaded.")
    return 0


def schema(args: argparse.Namespace) -> int:
    args.to.mkdir(parents=True, exist_ok=True)
    found = queries.pack_schemas()
    for name, text in found.items():
        (args.to / name).write_text(text)
    print(f"{len(found)} schemas are in {args.to}.")
    return 0


def new_service(args: argparse.Namespace) -> int:
    folder = _folder(args)
    try:
        home = commands.scaffold_service(
            path=folder, service=args.id, organization=args.organization, role=args.role, name=args.name
        )
    except ValueError as refusal:
        raise CliFailure(str(refusal)) from refusal
    print(f"{args.id} stands in {home}. Change it, then: digigov pack check, digigov pack load.")
    return 0


def _load(folder: Path) -> commands.Loaded:
    try:
        return commands.load_pack(by=system("digigov pack load"), at=now(), path=folder)
    except commands.PackFaulty as refusal:
        faults = "\n".join(f"  {fault}" for fault in refusal.faults)
        raise CliFailure(f"Nothing of {folder.name} was loaded. Mend these and load it again:\n{faults}") from refusal


def _say_what_takes_long(folder: Path) -> None:
    """Not among the answers, which scripts read."""
    count = sum(1 for _ in folder.glob("services/*/*/examples/*.yaml"))
    print(f"Checking {folder.name} and walking its {count} examples …", file=sys.stderr, flush=True)


def _folder(args: argparse.Namespace) -> Path:
    folder = args.folder or settings.PACK
    if not folder.is_dir() and (ROOT / "packs" / folder).is_dir():
        folder = ROOT / "packs" / folder
    if not folder.is_dir():
        raise CliFailure(f"There is no folder {folder}. Name the folder of a pack, such as packs/lca.")
    return folder
