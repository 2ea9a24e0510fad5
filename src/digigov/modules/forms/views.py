"""How questions are drawn and answers read again, free of any design system: what a macro or a machine needs, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext

from digigov.modules.forms.definitions import Form, FormPage, Question
from digigov.modules.forms.map_view import MapView
from digigov.modules.forms.only_if import OnlyIf, only_if
from digigov.modules.forms.questions import KINDS
from digigov.modules.forms.questions.base import Context, Fault, FileFacts, LookUp, Raw, Sentence
from digigov.modules.forms.questions.points import map_of
from digigov.modules.forms.rules import DECLARATIONS, page_of, questions_shown

# Only a question about the applicant may offer what the browser knows of its user: by these ids, or when it is prefilled.
_OWN = {
    "name": {"given": "given-name", "family": "family-name"},
    "address": {
        "line1": "address-line1",
        "line2": "address-line2",
        "community": "address-level2",
        "postcode": "postal-code",
        "country": "country",
    },
    "date": {"day": "bday-day", "month": "bday-month", "year": "bday-year"},
    "phone": {"": "tel"},
    "email": {"": "email"},
}
_OWN_IDS = frozenset({"name", "full_name", "address", "home_address", "date_of_birth", "born_on", "phone", "email"})


@dataclass(frozen=True, slots=True)
class PrefillNote:
    """Shown beside a prefilled question: what the register says, where and when it was read, and whether it is disputed."""

    source_name: str
    read_at: Any
    is_stale: bool
    lines: tuple[str, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """
    One question to be drawn. ``id`` is the input's name and HTML id; box ``part`` is named ``id-part``.

    ``label``, ``hint``, ``why`` and the choices are English from the pack, to be translated when drawn. ``texts`` holds what
    stands in the boxes. ``is_heading``: the only question of its page, so its label is the page's heading.
    """

    id: str
    type: str
    question: Question
    texts: Mapping[str, tuple[str, ...]]
    error: Sentence | None = None
    is_heading: bool = False
    in_fieldset: bool = False
    autocomplete: Mapping[str, str] = field(default_factory=dict)
    prefill: PrefillNote | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    only_if: OnlyIf | None = None

    @property
    def label(self) -> str:
        return self.question.label

    def text(self, part: str = "") -> str:
        return next(iter(self.texts.get(part, ())), "")

    def name(self, part: str = "") -> str:
        return f"{self.id}-{part}" if part else self.id

    def below_heading(self) -> "FieldView":
        """The same, where something else is the heading of the page."""
        return replace(self, is_heading=False)

    def asking(self) -> "FieldView":
        """The same, where a number that was looked up waits to be confirmed: nobody has done anything wrong."""
        return replace(self, error=None) if self.error and self.error.asks_to_confirm else self

    @property
    def error_id(self) -> str:
        """The box that the error summary points to."""
        kind = KINDS[self.type]
        if self.error and self.error.part:
            return self.name(self.error.part)
        first = kind.parts[0] if self.type in ("name", "date", "address") else ""
        return self.name("district" if self.type == "place" else first)


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in plain words. ``question`` is English from the pack; ``lines`` are ready to be shown."""

    id: str
    question: str
    type: str
    lines: tuple[str, ...]
    value: Any = None
    source: Mapping[str, Any] | None = None
    is_disputed: bool = False
    register_lines: tuple[str, ...] = ()
    looked_up: Mapping[str, Any] | None = None
    files: tuple[FileFacts, ...] = ()
    map: MapView | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A page of answers; of a repeating page there is one for each item, ``number`` from 1."""

    page_id: str
    title: str
    rows: tuple[Row, ...]
    item: str = ""
    index: int | None = None

    @property
    def number(self) -> int | None:
        return None if self.index is None else self.index + 1


def fields_of(
    form: Form,
    page_id: str,
    answers: Mapping[str, Any],
    context: Context,
    *,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    index: int | None = None,
) -> tuple[FieldView, ...]:
    """
    The questions of a page to be drawn, holding what was typed (``raw``) or else the stored answers.

    Questions whose conditions rest on another question of the same page are drawn too: the person may be about to choose
    that answer, and without JavaScript nothing could reveal them. ``only_if`` says on what they rest.
    """
    page = page_of(form, page_id)
    own = _item(page, answers, index) if page.repeat else answers
    questions = _to_draw(page, {**answers, **own})
    alone = len(questions) == 1
    notes = answers if page.repeat is None else {}
    drawn = (draw(q, own.get(q.id), context, raw=raw, errors=errors, notes=notes, alone=alone) for q in questions)
    return tuple(replace(each, only_if=only_if(each.question, page)) for each in drawn)


def draw(
    question: Question,
    value: Any,
    context: Context,
    *,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    notes: Mapping[str, Any] | None = None,
    alone: bool = False,
) -> FieldView:
    """One question to be drawn."""
    kind = KINDS[question.type]
    note = _prefill_note(question, value, context, notes or {}, raw)
    typed = Raw(raw, question.id) if raw is not None else None
    if typed is not None:
        texts = {part: tuple(typed.all(part)) for part in kind.parts}
        value = _parsed(question, typed)
    elif value is None or (note and not note.is_disputed):
        texts = {}
    else:
        texts = kind.boxes(question, value)
    error = (errors or {}).get(question.id)
    is_own = question.prefill is not None or question.id in _OWN_IDS
    return FieldView(
        id=question.id,
        type=question.type,
        question=question,
        texts=texts,
        error=error if error is None or isinstance(error, Sentence) else Sentence(error),
        is_heading=alone,
        in_fieldset=kind.in_fieldset,
        autocomplete=_OWN.get(question.type, {}) if is_own else {},
        prefill=note,
        extras=_looked_up(question, notes or {}, kind.extras(question, value, context)),
    )


def error_links(fields: tuple[FieldView, ...]) -> dict[str, str]:
    """For the summary at the head of the page: the box to go to, and the sentence; led by the label if there are several."""
    return {} if _only_asks(fields) else _links(fields)


def confirm_links(fields: tuple[FieldView, ...]) -> dict[str, str]:
    """The same for numbers that were looked up and wait to be confirmed, where nothing else is to be mended."""
    return _links(fields) if _only_asks(fields) else {}


def _only_asks(fields: tuple[FieldView, ...]) -> bool:
    return all(field.error.asks_to_confirm for field in fields if field.error)


def _links(fields: tuple[FieldView, ...]) -> dict[str, str]:
    if len(fields) == 1:
        return {field.error_id: str(field.error) for field in fields if field.error}
    return {field.error_id: _with_label(field.label, field.error) for field in fields if field.error}


def _with_label(label: str, sentence: str) -> str:
    shown = gettext(label)
    return f"{shown} {sentence}" if shown.endswith(("?", ".", ":")) else f"{shown}: {sentence}"


def answers_view(form: Form, answers: Mapping[str, Any], context: Context) -> tuple[Section, ...]:
    """Every answer in plain words, in the order of the form; nothing that was not asked."""
    sections: list[Section] = []
    pages = [*form.pages, *([page_of(form, DECLARATIONS)] if form.declarations else [])]
    for page in pages:
        if page.repeat is None:
            sections.append(Section(page.id, page.title, rows_of(page.questions, answers, context)))
            continue
        for index, item in enumerate(answers.get(page.repeat.id) or ()):
            rows = rows_of(page.questions, item, context)
            sections.append(Section(page.id, page.title, rows, item=page.repeat.item, index=index))
    return tuple(section for section in sections if section.rows)


def rows_of(questions: tuple[Question, ...], answers: Mapping[str, Any], context: Context) -> tuple[Row, ...]:
    """The answers to some questions, in plain words."""
    return tuple(_row(question, answers, context) for question in questions if answers.get(question.id) is not None)


def fields_of_findings(
    questions: tuple[Mapping[str, Any], ...],
    context: Context,
    *,
    findings: Mapping[str, Any] | None = None,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
) -> tuple[FieldView, ...]:
    """The questions of a step to be drawn for an officer."""
    known = findings or {}
    return tuple(draw(q, known.get(q.id), context, raw=raw, errors=errors) for q in parse_questions(questions))


def findings_in_words(
    questions: tuple[Mapping[str, Any], ...], findings: Mapping[str, Any], context: Context
) -> tuple[Row, ...]:
    """What an officer found, in plain words."""
    return rows_of(parse_questions(questions), findings, context)


def parse_questions(questions: tuple[Mapping[str, Any], ...]) -> tuple[Question, ...]:
    return tuple(Question.model_validate(question) for question in questions)


def _row(question: Question, answers: Mapping[str, Any], context: Context) -> Row:
    value, kind = answers[question.id], KINDS[question.type]
    source = (answers.get("_sources") or {}).get(question.id)
    return Row(
        id=question.id,
        question=question.label,
        type=question.type,
        lines=_shown(question, value, context),
        value=value,
        source=source,
        is_disputed=question.id in (answers.get("_disputed") or ()),
        register_lines=_shown(question, source["value"], context) if source else (),
        looked_up=(answers.get("_looked_up") or {}).get(question.id),
        files=kind.extras(question, value, context)["files"] if question.type == "file" else (),
        map=map_of(value, context) if question.type == "place" else None,
        is_sensitive=question.sensitive,
    )


def _shown(question: Question, value: Any, context: Context) -> tuple[str, ...]:
    """In plain words; an answer of a shape that no check would pass is shown as it stands, to officers too."""
    try:
        return KINDS[question.type].display(question, value, context)
    except (Fault, AttributeError, TypeError, ValueError, KeyError):
        return (str(value),)


def _to_draw(page: FormPage, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    shown = questions_shown(page, answers)
    return tuple(question for question in page.questions if question in shown or only_if(question, page))


def _item(page: FormPage, answers: Mapping[str, Any], index: int | None) -> Mapping[str, Any]:
    items = answers.get(page.repeat.id) if page.repeat else None
    return items[index] if isinstance(items, list) and index is not None and 0 <= index < len(items) else {}


def _looked_up(question: Question, notes: Mapping[str, Any], extras: dict[str, Any]) -> dict[str, Any]:
    """What a register said of the number earlier, while nobody asks it anew."""
    kept = (notes.get("_looked_up") or {}).get(question.id)
    if question.type != "register_number" or extras["look_up"] is not None or not kept:
        return extras
    return {"look_up": LookUp(kept["number"], kept["state"], kept["source"], kept["values"])}


def _parsed(question: Question, typed: Raw) -> Any:
    try:
        return KINDS[question.type].parse(question, typed)
    except Fault:
        return None


def _prefill_note(
    question: Question, value: Any, context: Context, notes: Mapping[str, Any], raw: Mapping[str, Any] | None
) -> PrefillNote | None:
    held = context.prefilled.get(question.id)
    if held is None:
        return None
    disputed = question.id in (notes.get("_disputed") or ()) or value not in (None, held.value)
    if raw is not None:
        disputed = Raw(raw, question.id).line("disputed") == "yes"
    lines = _shown(question, held.value, context)
    return PrefillNote(held.source_name, held.read_at, held.is_stale, lines, disputed)
