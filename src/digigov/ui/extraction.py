"""
Every sentence that people read, gathered as keys of the catalogue: from Python, from Jinja templates, from the pack's YAML.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import write_po
from django.conf.locale import LANG_INFO
from jinja2.ext import babel_extract

from digigov.ui import catalogue

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
JINJA = {
    "extensions": "jinja2.ext.i18n",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "trimmed": "true",
    "silent": "false",
}

# Keys of the pack's YAML whose texts people read. Laws, sources, words for searching and worked examples stay English; so do the
# names of bodies and offices, which only they themselves can give in another language.
READ = {
"basis", "bring", "email", "grounds", "guidance", "hint", "item", "label", "labels", "name", "only_if",
    "output", "purpose", "sentence", "shared_with", "sms", "subject", "summary", "text", "title", "to", "who_may_apply", "why",
}  # fmt: skip
CLOSED = {"law", "laws", "sources", "source", "when", "facts", "names", "offices"}
FOLDERS = {"examples", "registers", "places", "translations", "seeds", "holidays"}
HEADER = """# {name} texts of DigiGov. Apache-2.0.
# Entries marked fuzzy are drafts that await a Saint Lucian reviewer; the others name the source that supports them.
msgid ""
msgstr ""
"Project-Id-Version: DigiGov\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
Found = tuple[str, Any, str | None]


def extract(*, code_root: Path, pack: Path) -> Catalog:
    """All keys, with the files they stand in."""
    made = Catalog(domain="django", charset="utf-8", fuzzy=False)
    for place, message, context in (*_of_code(code_root), *_of_pack(pack)):
        made.add(message, locations=[(place, 0)], context=context)
    return made


def refresh(source: Path, *, code_root: Path, pack: Path) -> tuple[int, int]:
    """Bring the PO file to today's keys; returns how many came and how many went."""
    old, new = catalogue.read(source), extract(code_root=code_root, pack=pack)
    before, after = set(keys(old)), set(keys(new))
    kept = Catalog(domain="django", charset="utf-8", fuzzy=False)
    for message in sorted((m for m in new if m.id), key=lambda m: (_first(m.id), m.context or "")):
        was = old.get(_first(message.id), message.context)
        kept.add(
            message.id,
            was.string if was else None,
            locations=sorted(set(message.locations)),
            flags=was.flags if was else (),
            user_comments=was.user_comments if was else (),
            context=message.context,
        )
    write(source, kept)
    return len(after - before), len(before - after)


def write(source: Path, kept: Catalog) -> None:
    """The PO file in the one form in which it is kept."""
    with source.open("wb") as file:
        file.write(HEADER.format(code=source.stem, name=LANG_INFO[source.stem]["name_local"]).encode())
        write_po(file, kept, width=120, omit_header=True, include_lineno=False)


def keys(found: Catalog) -> Iterator[tuple[str, str | None]]:
    return ((_first(message.id), message.context) for message in found if message.id)


def _first(key: Any) -> str:
    return key if isinstance(key, str) else key[0]


def _of_code(root: Path) -> Iterator[Found]:
    package = root / "digigov"
    methods = [
        ("**/tests/**", "ignore"),
        ("**/migrations/**", "ignore"),
        ("**/assets/**", "ignore"),
        ("**.py", "python"),
    ]
    for name, _line, message, _comments, context in extract_from_dir(package, methods, keywords=KEYWORDS):
        yield f"digigov/{name}", message, context
    for template in sorted(package.rglob("templates/**/*")):
        if template.suffix in (".html", ".txt", ".jinja"):
            for _line, message, _comments, context in extract_from_file(
                cast(Any, babel_extract), template, keywords=KEYWORDS, options=JINJA
            ):
                yield str(template.relative_to(root)), message, context


def _of_pack(pack: Path) -> Iterator[Found]:
    for file in sorted(pack.rglob("*.yaml")):
        if not FOLDERS & set(file.relative_to(pack).parts):
            for text in _texts(yaml.safe_load(file.read_text(encoding="utf-8"))):
                yield f"{pack.name}/{file.relative_to(pack)}", text, None


def _texts(node: Any, is_read: bool = False) -> Iterator[str]:
    if isinstance(node, str):
        if is_read and re.search(r"[A-Za-z]{2}", node):
            yield node
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each, is_read)
    elif isinstance(node, dict):
        codes = {"name"} if "label" in node else set()  # beside a label, the name is for machines
        for key, each in node.items():
            if key not in CLOSED | codes:
                yield from _texts(each, key in READ or (is_read and not isinstance(each, dict)))
