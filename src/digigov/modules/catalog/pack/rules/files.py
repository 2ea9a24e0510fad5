"""What a file must be before anybody looks at what it says."""

from collections.abc import Iterator

from digigov.modules.catalog.pack.faults import Hit, rule
from digigov.modules.catalog.pack.reading import SourceFile


def _trouble(code: str, sentence: str, why: str) -> None:
    """A rule that reports what the reader of files met."""

    def find(source: SourceFile) -> Iterator[Hit]:
        for each in source.troubles:
            if each.code == code:
                yield Hit(source, (), each.values, each.line)

    find.__doc__ = why
    rule(code, sentence, scope="file")(find)


_trouble("file/not-yaml", "this is not YAML: {why}", "Nothing can be read out of a broken file.")
_trouble(
    "file/not-utf8",
    "this line holds bytes that are no UTF-8 text",
    "Names with accents must arrive as they were written.",
)
_trouble("file/too-large", "the file is larger than {most} KB", "A pack from elsewhere must not fill the memory.")
_trouble(
    "file/too-deep",
    "the file is nested deeper than {most} levels",
    "A pack from elsewhere must not exhaust the reader.",
)
_trouble(
    "file/symlink",
    "a link leads out of the pack, or is one: put the file itself here",
    "A pack must not read the host's files.",
)
_trouble("file/tag", "YAML tags such as {tag} are not used in a pack", "Tags can make objects of a program.")
_trouble(
    "file/anchor", "YAML anchors and aliases are not used in a pack: write it out", "Aliases can blow up without bound."
)
_trouble(
    "file/several-documents",
    "the file holds a second document after '---'",
    "Only the first would be read, in silence.",
)
_trouble("file/not-a-mapping", "the file must hold keys and values", "Every definition is a mapping.")
_trouble("file/key-not-text", "a key must be a plain text", "Keys are names.")
_trouble("file/duplicate-key", "the key '{key}' stands here a second time", "The first would be lost in silence.")
_trouble(
    "file/unknown", "nobody reads this file: is its name or folder right?", "A misspelt file name would be a silence."
)
_trouble("file/missing", "{name} is missing", "A service without its parts cannot be walked.")
