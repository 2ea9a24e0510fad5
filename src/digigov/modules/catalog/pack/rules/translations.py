"""Second pass: the texts in other languages, one PO file for each."""

from collections.abc import Iterator

from digigov.modules.catalog.pack.faults import Hit, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.reading import SourceFile
from digigov.ui import catalogue

MOST_BYTES = 8 * 1024 * 1024


def translations(pack: LoadedPack) -> Iterator[tuple[SourceFile, catalogue.Checked]]:
    """Each PO file with what is wrong in it."""
    for path in sorted(pack.root.glob("translations/*.po")):
        if path.is_file() and not path.is_symlink():
            source = SourceFile(path.relative_to(pack.root).as_posix())
            if path.stat().st_size > MOST_BYTES:
                yield source, catalogue.Checked(unreadable=f"larger than {MOST_BYTES // 1024 // 1024} MB")
            else:
                yield source, catalogue.check(path)


@rule("translation/unreadable", "this is no PO file: {why}", scope="pack")
def unreadable(pack: LoadedPack) -> Iterator[Hit]:
    """The language would not be there."""
    for source, found in translations(pack):
        if found.unreadable:
            yield Hit(source, values={"why": found.unreadable}, line=found.line)


@rule("translation/language-unknown", "pack.yaml names no language '{code}'", scope="pack")
def language_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could choose it."""
    known = {each.code for each in pack.pack.languages}
    for source, _found in translations(pack):
        code = source.name.rsplit("/", 1)[-1].removesuffix(".po")
        if code not in known:
            yield Hit(source, values={"code": code}, line=1)


@rule("translation/placeholder", "the translation says {said} where the English says {wanted}", scope="pack")
def placeholder(pack: LoadedPack) -> Iterator[Hit]:
    """A name, a day or a sum would be missing from the sentence, or the page would break."""
    for source, found in translations(pack):
        for fault in found.placeholders:
            yield Hit(source, values={"said": fault.said, "wanted": fault.wanted}, line=fault.line)
