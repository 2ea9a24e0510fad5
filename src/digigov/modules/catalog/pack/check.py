"""Three passes over a pack, in order; what a pass cannot rely on it leaves alone."""

from collections.abc import Collection, Iterator
from pathlib import Path

from digigov.modules.catalog.pack import rules  # noqa: F401  (fills the registry)
from digigov.modules.catalog.pack.faults import Fault, rules_of
from digigov.modules.catalog.pack.folder import LoadedPack, read_pack, take_shape


def check(root: Path, *, without: Collection[str] = ()) -> tuple[LoadedPack, tuple[Fault, ...]]:
    """The pack and everything that is wrong with it, by file and line. ``without`` leaves rules out (to try the rules)."""
    loaded = read_pack(root)
    faults = {*_shapes(loaded, without)}
    faults |= {*_references(loaded, without)}
    faults |= {*_walks(loaded, faults, without)}
    return loaded, tuple(sorted(faults))


def _shapes(loaded: LoadedPack, without: Collection[str]) -> Iterator[Fault]:
    for source in loaded.files.values():
        for rule in rules_of("file", without=without):
            yield from rule.faults(source)
        errors = take_shape(source)
        for rule in rules_of("shape", without=without):
            yield from rule.faults(source, errors)


def _references(loaded: LoadedPack, without: Collection[str]) -> Iterator[Fault]:
    if not loaded.is_readable:
        return
    for rule in rules_of("pack", without=without):
        yield from rule.faults(loaded)
    for service in loaded.services.values():
        if service.is_readable:
            for rule in rules_of("service", without=without):
                yield from rule.faults(service, loaded)


def _walks(loaded: LoadedPack, faults: set[Fault], without: Collection[str]) -> Iterator[Fault]:
    """Examples are walked only where nothing else is wrong: a walk over a broken definition would blame the example."""
    broken = {fault.file for fault in faults}
    if not loaded.is_readable or any(not name.startswith("services/") for name in broken):
        return
    for service in loaded.services.values():
        if service.is_readable and not any(name.startswith(f"{service.folder}/") for name in broken):
            for rule in rules_of("walk", without=without):
                yield from rule.faults(service, loaded)
