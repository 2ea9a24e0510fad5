"""
One YAML file of a pack, with the line of everything in it.

A pack is data from many hands, so YAML is read narrowly: plain mappings, lists, texts, numbers, true and false. No tags, no
anchors and aliases, no dates and no octal numbers: what looks like a date or starts with a zero stays the text that it is.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 256 * 1024
MOST_LEVELS = 30

Where = tuple[Any, ...]


class _Narrow(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for tag, pattern, first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]{0,17})$", "-0123456789"),
    ("tag:yaml.org,2002:float", r"^-?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,15}$", "-0123456789"),
):
    _Narrow.add_implicit_resolver(tag, re.compile(pattern), list(first))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that keeps a file from being read: the code of its rule, the line, and the words of its sentence."""

    code: str
    line: int = 1
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class SourceFile:
    """``name`` is the path inside the pack. ``data`` is None when the file could not be read; ``troubles`` say why."""

    name: str
    data: Any = None
    troubles: list[Trouble] = field(default_factory=list)
    lines: dict[Where, int] = field(default_factory=dict)
    definition: Any = None
    text: str = ""

    def line(self, where: Where = ()) -> int:
        """The line of what stands at a path of keys and numbers; of its closest surroundings, if it is not there."""
        found = self.lines.get((), 1)
        here: Where = ()
        for step in where:
            if (*here, step) in self.lines:
                here = (*here, step)
                found = self.lines[here]
        return found

    def trouble(self, code: str, line: int = 1, **values: Any) -> None:
        self.troubles.append(Trouble(code, line, values))


def read(root: Path, path: Path) -> SourceFile:
    """The file's content, or the troubles that keep it from being read. Never raises for what stands in it."""
    source = SourceFile(path.relative_to(root).as_posix())
    text = _text(root, path, source)
    if text is None:
        return source
    source.text = text
    try:
        node = _compose(text, source)
        if node is not None and not source.troubles:
            source.data = _value(node, (), source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        source.trouble(
            "file/not-yaml", mark.line + 1 if mark else 1, why=getattr(error, "problem", None) or "unreadable"
        )
    if source.troubles:
        source.data = None
    return source


def _text(root: Path, path: Path, source: SourceFile) -> str | None:
    if path.is_symlink() or not path.resolve().is_relative_to(root.resolve()):
        source.trouble("file/symlink")
        return None
    if path.stat().st_size > MOST_BYTES:
        source.trouble("file/too-large", most=MOST_BYTES // 1024)
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        source.trouble("file/not-utf8", 1 + error.object[: error.start].count(b"\n"))
        return None


def _compose(text: str, source: SourceFile) -> yaml.Node | None:
    """The tree of nodes, once the stream of events has shown nothing that a pack does not use."""
    level = documents = 0
    for event in yaml.parse(text, Loader=_Narrow):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if documents > 1:
            source.trouble("file/several-documents", line)
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            source.trouble("file/anchor", line)
        elif tag := getattr(event, "tag", None):
            source.trouble("file/tag", line, tag=tag)
        elif level > MOST_LEVELS:
            source.trouble("file/too-deep", line, most=MOST_LEVELS)
        if source.troubles:
            return None
    node = yaml.compose(text, Loader=_Narrow)
    if not isinstance(node, yaml.MappingNode):
        source.trouble("file/not-a-mapping")
        return None
    return node


def _value(node: yaml.Node, where: Where, source: SourceFile) -> Any:
    source.lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, source)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*where, number), source) for number, each in enumerate(node.value)]
    text = str(node.value)
    match node.tag.rsplit(":", 1)[-1]:
        case "bool":
            return text == "true"
        case "null":
            return None
        case "int":
            return int(text)
        case "float":
            return float(text)
    return text


def _mapping(node: yaml.MappingNode, where: Where, source: SourceFile) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            source.trouble("file/key-not-text", line)
        elif key in found:
            source.trouble("file/duplicate-key", line, key=key)
        else:
            source.lines[(*where, key)] = line
            found[key] = _value(value_node, (*where, key), source)
    return found
