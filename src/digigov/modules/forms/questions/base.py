"""What all kinds of question share. One kind is one small file beside this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import IdentifierPattern, Question
from digigov.modules.forms.places import Places
from digigov.modules.forms.questions.cleaning import LONGEST, clean_line

MOST_VALUES = 60


class Sentence(str):
    """What is wrong with an answer, for the person who gave it; ``part`` is the box it concerns ("" for the whole)."""

    __slots__ = ("part", "asks_to_confirm")
    part: str
    asks_to_confirm: bool

    def __new__(cls, text: Any, *, part: str = "", asks_to_confirm: bool = False) -> "Sentence":
        made = super().__new__(cls, text)
        made.part = part
        made.asks_to_confirm = asks_to_confirm
        return made


class Fault(Exception):
    """An answer that needs mending."""

    def __init__(self, text: Any, *, part: str = "", asks_to_confirm: bool = False) -> None:
        self.sentence = Sentence(text, part=part, asks_to_confirm=asks_to_confirm)
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """An answer that government already holds: from which register it came, and when it was read there."""

    value: Any
    register: str
    source_name: str
    read_at: datetime
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a register said of a number: ``found``, ``not-found`` or ``unavailable``. ``values`` maps labels to texts."""

    number: str
    state: str
    source_name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file that was uploaded for this application."""

    id: str
    name: str
    kind: str  # pdf · jpeg · png
    size: int


@dataclass(frozen=True)
class Context:
    """
    What checking and drawing need beside the definition and the answers.

    ``files`` are those uploaded for this application; None when they are not at hand and so not compared. ``look_ups`` and
    ``prefilled`` go by question; ``registers_down`` names the registers that could not be asked for prefill.
    """

    at: datetime
    today: date
    identifiers: Mapping[str, IdentifierPattern] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    files: Mapping[str, FileFacts] | None = None
    look_ups: Mapping[str, LookUp] = field(default_factory=dict)
    prefilled: Mapping[str, Prefilled] = field(default_factory=dict)
    registers_down: tuple[str, ...] = ()
    country: str = "LC"
    currency_symbol: str = "EC$"


class Raw:
    """The boxes of one question as they came: strings and lists of strings, from a page or a machine."""

    def __init__(self, values: Mapping[str, Any], question_id: str) -> None:
        self._values = values
        self._id = question_id

    def all(self, part: str = "") -> list[str]:
        name = f"{self._id}-{part}" if part else self._id
        found = self._values.getlist(name) if hasattr(self._values, "getlist") else self._values.get(name)
        several = [found] if isinstance(found, str) else found
        if not isinstance(several, Sequence):
            return []
        return [value[:LONGEST] for value in several[:MOST_VALUES] if isinstance(value, str)]

    def one(self, part: str = "") -> str:
        return next(iter(self.all(part)), "")

    def line(self, part: str = "") -> str:
        return clean_line(self.one(part))


class QuestionKind:
    """
    One kind of question.

    ``parse`` reads what was typed (None: nothing was); ``check`` takes an answer in its stored form and gives it back
    clean; ``boxes`` fills the boxes from a stored answer, so that parsing them gives the same answer again; ``display``
    puts it in plain words; ``extras`` is what its macro needs beside.
    """

    parts: tuple[str, ...] = ("",)
    missing: Any = _("Enter an answer.")
    in_fieldset = False

    def parse(self, question: Question, raw: Raw) -> Any:
        return raw.line() or None

    def check(self, question: Question, value: Any, context: Context) -> Any:
        raise NotImplementedError

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {"": (str(value),)}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return (str(value),)

    def extras(self, question: Question, value: Any, context: Context) -> dict[str, Any]:
        return {}

    def require(self, question: Question, value: Any) -> None:
        """:raises Fault: with this kind's own sentence, if there is no answer."""
        if question.required and value is None:
            raise Fault(self.missing)


def a_string(value: Any) -> str:
    if not isinstance(value, str):
        raise Fault(_("Enter the answer as words."))
    return value


def no_longer_than(text: str, most: int, *, part: str = "") -> str:
    if len(text) > most:
        raise Fault(
            _("Use %(most)s characters or fewer. There are %(now)s.") % {"most": most, "now": len(text)}, part=part
        )
    return text
