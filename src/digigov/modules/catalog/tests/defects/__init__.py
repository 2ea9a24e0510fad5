"""Defects, each seeded into the tiny pack as a small patch, with the rule that must catch it and the line that it must name."""

from dataclasses import dataclass
from pathlib import Path

HOME = "services/trade/shop-licence/"


@dataclass(frozen=True)
class Defect:
    """
    ``old`` becomes ``new`` in ``file`` (``old`` None: the file is written anew). The fault must be reported in ``reported_in``
    (else the file itself), on the line that holds ``line`` (else the first line of ``new``).
    """

    rule: str
    file: str
    old: str | None
    new: str
    line: str | None = None
    reported_in: str | None = None
    also: tuple[str, ...] = ()  # rules that rightly report the same line
    nth: int = 1  # of several lines that hold it, which; -1 is the last

    def seed(self, root: Path) -> None:
        path = root / self.file
        if self.old is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.new, errors="surrogateescape")
            return
        text = path.read_text()
        assert text.count(self.old) >= 1, f"{self.old!r} does not stand in {self.file}"
        path.write_text(text.replace(self.old, self.new, 1), errors="surrogateescape")

    def place(self, root: Path) -> tuple[str, int]:
        """The file and line that must be named."""
        name = self.reported_in or self.file
        if not (root / name).exists():
            return name, 1
        wanted = self.line if self.line is not None else self.new.strip("\n").splitlines()[0]
        lines = (root / name).read_text(errors="replace").splitlines()
        found = [number for number, text in enumerate(lines, start=1) if wanted in text]
        assert found, f"{wanted!r} does not stand in {name}"
        return name, found[self.nth - 1 if self.nth > 0 else self.nth]


class Link(Defect):
    """The file becomes a link to somewhere else."""

    def seed(self, root: Path) -> None:
        (root / self.file).symlink_to(self.new)

    def place(self, root: Path) -> tuple[str, int]:
        return self.file, 1


class Gone(Defect):
    """The file is taken away."""

    def seed(self, root: Path) -> None:
        (root / self.file).unlink()


def of_service(file: str):
    """``Defect`` for one file of the tiny service."""

    def make(rule: str, old: str | None, new: str, line: str | None = None, **more) -> Defect:
        other = more.pop("other", None)
        return Defect(rule, HOME + file, old, new, line, HOME + other if other else None, **more)

    return make
