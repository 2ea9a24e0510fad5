"""
What a form asks and takes. Pure: the definition, the answers, what was typed and the context in; answers or sentences out.

Answers are one flat mapping of questions to their stored form; a repeating page keeps a list of such mappings under its
own id. Two entries are not answers: ``_sources`` tells which register an answer came from, ``_disputed`` lists the answers
that the person says the register has wrong, ``_looked_up`` what a register said of a number. A condition sees the answers
that were shown before it and nothing else, so forms never run in circles.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from digigov.kernel.conditions import holds
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.forms.definitions import Form, FormPage, Question
from digigov.modules.forms.questions import KINDS
from digigov.modules.forms.questions.base import Context, Fault, Raw, Sentence
from digigov.modules.forms.questions.identifiers import confirm
from digigov.modules.forms.questions.repeats import check_items

DECLARATIONS = "_declarations"
NOTES = ("_sources", "_looked_up")

Answers = dict[str, Any]


def page_of(form: Form, page_id: str) -> FormPage:
    """The page; ``DECLARATIONS`` is the one that holds the declarations. :raises NotFound: if the form has no such page."""
    if page_id == DECLARATIONS and form.declarations:
        return FormPage.model_construct(
            id=DECLARATIONS, title="Declaration", guidance=None, when=None, repeat=None, questions=form.declarations
        )
    for page in form.pages:
        if page.id == page_id:
            return page
    raise NotFound


def pages_shown(form: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The pages to be shown, in order, as far as the answers tell."""
    return tuple(page.id for page, _ in _walk(form, answers))


def drop_hidden(form: Form, answers: Mapping[str, Any]) -> Answers:
    """The answers to questions that are shown; others are gone, and so is what was noted about them."""
    kept: Answers = {}
    for _, shown in _walk(form, answers):
        kept.update(shown)
    facts = {"answers": kept}
    for question in form.declarations:
        if question.id in answers and holds(question.when, facts):
            kept[question.id] = answers[question.id]
    return _with_notes(kept, answers)


def questions_shown(page: FormPage, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The page's questions whose conditions hold; ``answers`` are those of the form, over which an item's own are laid."""
    return tuple(question for question in page.questions if holds(question.when, {"answers": answers}))


def check_page(
    form: Form,
    page_id: str,
    raw: Mapping[str, Any],
    answers: Mapping[str, Any],
    context: Context,
    *,
    index: int | None = None,
) -> Answers:
    """
    All answers, with those of one page (or one item of a repeating page) replaced by what was typed.

    On a repeating page without ``index`` only the number of items and their total is checked.

    :raises InvalidInput: with a sentence for each question that needs mending.
    """
    page = page_of(form, page_id)
    if page.repeat and index is None:
        check_items(page.repeat, answers)
        return dict(answers)
    reading = _Reading({}, answers, context)
    own = dict.fromkeys(question.id for question in page.questions)
    for question in page.questions:
        if question.when is None or holds(question.when, {"answers": {**answers, **own, **reading.answers}}):
            reading.read(question, raw)
    if reading.errors:
        raise InvalidInput(reading.errors)
    if page.repeat:
        return _put_item(page, answers, reading.answers, index or 0)
    kept = {key: value for key, value in answers.items() if key not in own}
    saved = _with_notes({**kept, **reading.answers}, answers, reading.notes)
    return drop_hidden(form, _without_what_is_anothers(form, saved))


def check_all(form: Form, answers: Mapping[str, Any], context: Context, *, with_declarations: bool = True) -> Answers:
    """
    The answers as they may be handed in: shown ones only, each checked again.

    :raises InvalidInput: keys are questions, or ``repeat.0.question`` for the items of a repeating page.
    """
    clean: Answers = {}
    errors: dict[str, Sentence] = {}
    for page in _all_pages(form, with_declarations):
        if not holds(page.when, {"answers": clean}):
            continue
        if page.repeat is None:
            _recheck(page.questions, answers, clean, context, errors, prefix="", around={})
            continue
        clean_items = []
        for number, item in enumerate(_items(page, answers)):
            clean_item: Answers = {}
            _recheck(page.questions, item, clean_item, context, errors, f"{page.repeat.id}.{number}.", clean)
            clean_items.append(clean_item)
        if clean_items:
            clean[page.repeat.id] = clean_items
        try:
            check_items(page.repeat, clean)
        except InvalidInput as error:
            errors.update(error.errors)
    if errors:
        raise InvalidInput(errors)
    return _with_notes(clean, answers)


def remove_item(form: Form, page_id: str, answers: Mapping[str, Any], index: int) -> Answers:
    """The answers without one item of a repeating page. :raises NotFound: if there is no such item."""
    page = page_of(form, page_id)
    items = _items(page, answers)
    if page.repeat is None or not 0 <= index < len(items):
        raise NotFound
    return drop_hidden(form, {**answers, page.repeat.id: items[:index] + items[index + 1 :]})


def page_with(form: Form, key: str) -> str:
    """The page on which an error of ``check_all`` is mended."""
    first = key.partition(".")[0]
    for page in form.pages:
        if (page.repeat and page.repeat.id == first) or (
            not page.repeat and any(first == q.id for q in page.questions)
        ):
            return page.id
    return DECLARATIONS


class _Reading:
    """Collects what one page gives: answers, sentences, and notes on where answers came from."""

    def __init__(self, answers: Answers, before: Mapping[str, Any], context: Context) -> None:
        self.answers = answers
        self.errors: dict[str, Sentence] = {}
        self.notes: dict[str, Any] = {"_sources": {}, "_looked_up": {}, "_disputed": []}
        self._before = before
        self._context = context

    def read(self, question: Question, raw: Mapping[str, Any]) -> None:
        try:
            value = self._value(question, Raw(raw, question.id))
        except Fault as fault:
            self.errors[question.id] = fault.sentence
            return
        if value is not None:
            self.answers[question.id] = value

    def _value(self, question: Question, raw: Raw) -> Any:
        kind, context = KINDS[question.type], self._context
        typed = kind.parse(question, raw)
        held = context.prefilled.get(question.id)
        if held is not None:
            self.notes["_sources"][question.id] = source_note(held)
            disputes = raw.line("disputed") == "yes"
            if typed is None and not disputes:
                return kind.check(question, held.value, context)
        kind.require(question, typed)
        if typed is None:
            return None
        value = kind.check(question, typed, context)
        if held is not None and (raw.line("disputed") == "yes" or value != held.value):
            self.notes["_disputed"].append(question.id)
        return self._confirmed(question, value, raw) if question.type == "register_number" else value

    def _confirmed(self, question: Question, value: str, raw: Raw) -> str:
        look_up = self._context.look_ups.get(question.id)
        before = (self._before.get("_looked_up") or {}).get(question.id) or {}
        seen_before = look_up and (before.get("number"), before.get("state")) == (look_up.number, look_up.state)
        confirm(look_up, look_up.number if look_up and seen_before else raw.line("confirm"))
        if look_up is None:
            if before.get("number") != value:
                self.notes["_looked_up"][question.id] = None
            return value
        self.notes["_looked_up"][question.id] = {
            "number": look_up.number,
            "state": look_up.state,
            "source": look_up.source_name,
            "values": dict(look_up.values),
            "read_at": look_up.read_at.isoformat() if look_up.read_at else None,
        }
        return look_up.number


def _without_what_is_anothers(form: Form, answers: Answers) -> Answers:
    """Without what a register said of the asker, once it turns out that the form is about somebody else."""
    sources = answers.get("_sources") or {}
    asked = [question for page in form.pages for question in page.questions if question.id in sources]
    gone = {
        each.id
        for each in asked
        if each.prefill
        and not holds(each.prefill.when, {"answers": answers})
        and answers.get(each.id) == sources[each.id]["value"]
    }
    return _with_notes({key: value for key, value in answers.items() if key not in gone}, answers)


def source_note(held: Any) -> dict[str, Any]:
    """What is kept of where an answer came from."""
    return {
        "register": held.register,
        "source": held.source_name,
        "read_at": held.read_at.isoformat(),
        "is_stale": held.is_stale,
        "value": held.value,
    }


def _walk(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[FormPage, Answers]]:
    kept: Answers = {}
    for page in form.pages:
        if not holds(page.when, {"answers": kept}):
            continue
        if page.repeat is None:
            shown = _shown(page.questions, answers, kept)
        else:
            items = [_shown(page.questions, item, kept) for item in _items(page, answers)]
            shown = {page.repeat.id: items} if items else {}
        kept.update(shown)
        yield page, shown


def _shown(questions: tuple[Question, ...], given: Mapping[str, Any], around: Mapping[str, Any]) -> Answers:
    shown: Answers = {}
    facts = {"answers": {**around, **dict.fromkeys(question.id for question in questions)}}
    for question in questions:
        if question.id in given and holds(question.when, facts):
            shown[question.id] = facts["answers"][question.id] = given[question.id]
    return shown


def _recheck(
    questions: tuple[Question, ...],
    given: Mapping[str, Any],
    clean: Answers,
    context: Context,
    errors: dict[str, Sentence],
    prefix: str,
    around: Mapping[str, Any],
) -> None:
    """Check stored answers into ``clean``, sentences into ``errors``."""
    for question in questions:
        facts = {"answers": {**around, **clean} if around else clean}
        if question.when is not None and not holds(question.when, facts):
            continue
        kind, value = KINDS[question.type], given.get(question.id)
        try:
            kind.require(question, value)
            if value is not None:
                clean[question.id] = kind.check(question, value, context)
        except Fault as fault:
            errors[prefix + question.id] = fault.sentence


def _all_pages(form: Form, with_declarations: bool) -> Iterator[FormPage]:
    yield from form.pages
    if with_declarations and form.declarations:
        yield page_of(form, DECLARATIONS)


def _items(page: FormPage, answers: Mapping[str, Any]) -> list[Answers]:
    found = answers.get(page.repeat.id) if page.repeat else None
    return [dict(item) for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []


def _put_item(page: FormPage, answers: Mapping[str, Any], item: Answers, index: int) -> Answers:
    assert page.repeat is not None
    items = _items(page, answers)
    if not 0 <= index <= len(items) or index >= page.repeat.maximum:
        raise NotFound
    items[index : index + 1] = [item]
    return {**answers, page.repeat.id: items}


def _with_notes(kept: Answers, before: Mapping[str, Any], new: Mapping[str, Any] | None = None) -> Answers:
    """Notes about answers that are still there; a page that was just read replaces its own."""
    new = new or {}
    answers = {key: value for key, value in kept.items() if not key.startswith("_")}
    for name in NOTES:
        notes = {**(before.get(name) or {}), **new.get(name, {})}
        notes = {key: note for key, note in notes.items() if note and key in answers}
        if notes:
            answers[name] = notes
    settled = new.get("_sources", {})
    disputed = [key for key in before.get("_disputed") or () if key not in settled] + new.get("_disputed", [])
    disputed = [key for key in dict.fromkeys(disputed) if key in answers]
    if disputed:
        answers["_disputed"] = disputed
    return answers
