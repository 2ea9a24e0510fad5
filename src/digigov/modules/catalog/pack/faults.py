"""
What can be wrong with a pack: one small rule for each, in a registry.

A rule is a function with a code, a sentence for whoever wrote the pack, and the reason why it exists (its docstring). It
yields ``Hit``s: the file, the place in it, and the words that the sentence needs.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from digigov.modules.catalog.pack.reading import SourceFile, Where

Scope = Literal["file", "shape", "pack", "service", "walk"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend: ``workflow.yaml:14: nobody can reach "issued"``."""

    file: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Hit:
    source: SourceFile
    where: Where = ()
    values: dict[str, Any] = field(default_factory=dict)
    line: int | None = None


def at(source: SourceFile, *where: Any, **values: Any) -> Hit:
    """A hit at a path of keys and numbers in a file."""
    return Hit(source, where, values)


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    scope: Scope
    sentence: str
    why: str
    find: Callable[..., Iterable[Hit]]

    def faults(self, *subject: Any) -> Iterator[Fault]:
        for hit in self.find(*subject):
            line = hit.line if hit.line is not None else hit.source.line(hit.where)
            yield Fault(hit.source.name, line, self.code, self.sentence.format(**hit.values))


RULES: dict[str, Rule] = {}


def rule(
    code: str, sentence: str, *, scope: Scope = "service"
) -> Callable[[Callable[..., Iterable[Hit]]], Callable[..., Iterable[Hit]]]:
    """Put a function into the registry. Its docstring says why the rule exists."""

    def register(find: Callable[..., Iterable[Hit]]) -> Callable[..., Iterable[Hit]]:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code, scope, sentence, (find.__doc__ or "").strip(), find)
        return find

    return register


def rules_of(scope: Scope, *, without: Iterable[str] = ()) -> tuple[Rule, ...]:
    return tuple(each for each in RULES.values() if each.scope == scope and each.code not in without)
