"""Second pass: what rooms above the catalogue find wrong in their own files."""

from collections.abc import Iterator

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.ports import Known, slices


@rule("pack/slice-leads-nowhere", "{sentence}", scope="pack")
def leads_nowhere(pack: LoadedPack) -> Iterator[Hit]:
    """A unit, an office or a service that is named and does not exist would be found out by a citizen."""
    known = _known(pack)
    for part in slices():
        for wrong in part.check(pack.of_slice(part), known):
            yield at(pack.files[wrong.file], *wrong.where, sentence=wrong.sentence)


def _known(pack: LoadedPack) -> Known:
    return Known(
        units=frozenset(each.code for each in pack.organizations.organizations),
        offices=frozenset(each.code for each in pack.organizations.offices),
        roles=frozenset(each.code for each in pack.organizations.roles),
        services=frozenset(each.id for each in pack.services.values()),
        languages=frozenset(each.code for each in pack.pack.languages),
    )
