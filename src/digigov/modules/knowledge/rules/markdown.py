"""
Markdown as writers type it, to HTML that nobody need fear: markdown-it-py with raw HTML switched off makes it, nh3 lets through only what
stands in ``TAGS``. Decision 42 says why both.
"""

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset(
    ("p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "h4", "a", "blockquote", "code", "pre", "hr")
    + ("table", "thead", "tbody", "tr", "th", "td")
)
ATTRIBUTES: dict[str, set[str]] = {"*": set[str](), "a": {"href", "class"}, "ol": {"start", "class"}} | {
    tag: {"class"} for tag in ("p", "ul", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td")
}
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
LOOK = {
    "p": "govuk-body", "ul": "govuk-list govuk-list--bullet", "ol": "govuk-list govuk-list--number", "a": "govuk-link",
    "h2": "govuk-heading-m", "h3": "govuk-heading-s", "h4": "govuk-heading-s", "table": "govuk-table",
    "thead": "govuk-table__head", "tbody": "govuk-table__body", "tr": "govuk-table__row", "th": "govuk-table__header",
    "td": "govuk-table__cell",
}  # fmt: skip
LEVEL = {"h1": "h2", "h5": "h4", "h6": "h4"}  # the page has its own h1

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def to_html(text: str) -> str:
    """What a page shows of a body."""
    tokens = _PARSER.parse(text)
    _dress(tokens)
    made = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(made, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel="noopener")


def links_of(text: str) -> tuple[str, ...]:
    """Where its links lead, as they are written."""
    found = [str(token.attrs["href"]) for token in _flat(_PARSER.parse(text)) if token.type == "link_open"]
    return tuple(found)


def to_words(text: str) -> str:
    """Only what is read, for the index."""
    return " ".join(each.content for each in _flat(_PARSER.parse(text)) if each.type in ("text", "code_inline"))


def _dress(tokens: Sequence[Token]) -> None:
    for token in _flat(tokens):
        token.tag = LEVEL.get(token.tag, token.tag)
        if token.nesting == 1 and token.tag in LOOK:
            token.attrSet("class", LOOK[token.tag])


def _flat(tokens: Sequence[Token]) -> Any:
    for token in tokens:
        yield token
        if token.children:
            yield from _flat(token.children)
