"""Second pass: what a form says about itself, its conditions and the registers it leans on."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from digigov.kernel.conditions import facts_used
from digigov.modules.catalog.pack.asking import FITS
from digigov.modules.catalog.pack.facts import (
    NUMBERS,
    OF_CHOICE,
    comparisons,
    facts_of_form,
    facts_of_page,
    find_fact,
)
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.forms.definitions import Question

Place = tuple[tuple[Any, ...], Question]


def asked(service: LoadedService) -> Iterator[Place]:
    """Every question of the form with its place in the file."""
    for number, page in enumerate(service.form.pages):
        for place, question in enumerate(page.questions):
            yield ("pages", number, "questions", place), question
    for place, question in enumerate(service.form.declarations):
        yield ("declarations", place), question


def conditions(service: LoadedService) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any], int, int]]:
    """Every condition of the form: its place, itself, the number of its page, and of its question on it (-1: the page)."""
    for number, page in enumerate(service.form.pages):
        if page.when:
            yield ("pages", number, "when"), page.when, number, -1
        for place, question in enumerate(page.questions):
            if question.when:
                yield ("pages", number, "questions", place, "when"), question.when, number, place
            if question.prefill and question.prefill.when:
                yield ("pages", number, "questions", place, "prefill", "when"), question.prefill.when, number, -1


def form_file(service: LoadedService):
    return service.files["form.yaml"]


@rule("form/duplicate-question", "a second question is called '{id}'")
def duplicate_question(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """One answer would overwrite the other."""
    seen: Counter[tuple[str, str]] = Counter()
    for where, question in asked(service):
        group = ""
        if where[0] == "pages" and (repeat := service.form.pages[where[1]].repeat):
            group = repeat.id
        seen[group, question.id] += 1
        if seen[group, question.id] == 2:
            yield at(form_file(service), *where, "id", id=question.id)


@rule("form/duplicate-page", "a second page is called '{id}'")
def duplicate_page(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The page's address would lead to the first one only."""
    seen = set()
    for number, page in enumerate(service.form.pages):
        if page.id in seen:
            yield at(form_file(service), "pages", number, "id", id=page.id)
        seen.add(page.id)


@rule("form/group-named-as-question", "the group '{id}' has the name of a question or of another group")
def group_named_as_question(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The list of the group and the answer would share one place."""
    names = {q.id for page in service.form.pages if not page.repeat for q in page.questions}
    names |= {q.id for q in service.form.declarations}
    for number, page in enumerate(service.form.pages):
        if page.repeat:
            if page.repeat.id in names:
                yield at(form_file(service), "pages", number, "repeat", "id", id=page.repeat.id)
            names.add(page.repeat.id)


@rule("form/group-bounds", "the group asks for at least {minimum} and at most {maximum}")
def group_bounds(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """No number of entries would do."""
    for number, page in enumerate(service.form.pages):
        if page.repeat and page.repeat.minimum > page.repeat.maximum:
            values = {"minimum": page.repeat.minimum, "maximum": page.repeat.maximum}
            yield at(form_file(service), "pages", number, "repeat", "minimum", **values)


@rule("form/total-question", "the group has no number '{question}' to add up")
def total_question(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nothing would ever come to it."""
    for number, page in enumerate(service.form.pages):
        total = page.repeat.total if page.repeat else None
        if total and total.question not in {each.id for each in page.questions if each.type in NUMBERS}:
            yield at(form_file(service), "pages", number, "repeat", "total", question=total.question)


@rule("form/total-bounds", "no total is at least {least} and at most {most}")
def total_bounds(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could go on."""
    for number, page in enumerate(service.form.pages):
        if page.repeat and (total := page.repeat.total):
            if total.least is None and total.most is None:
                yield at(form_file(service), "pages", number, "repeat", "total", least="nothing", most="nothing")
            elif total.least is not None and total.most is not None and total.least > total.most:
                yield at(form_file(service), "pages", number, "repeat", "total", least=total.least, most=total.most)


@rule("form/unknown-fact", "nothing on this form gives '{fact}'")
def unknown_fact(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The condition could never hold."""
    facts = facts_of_form(service.form)
    for where, condition, number, place in conditions(service):
        page = service.form.pages[number]
        known = facts | facts_of_page(page) if page.repeat and place >= 0 else facts
        for inside, each in comparisons(condition):
            if find_fact(known, each["fact"]) is None:
                yield at(form_file(service), *where, *inside, "fact", fact=each["fact"])


@rule("form/asked-later", "'{fact}' is asked later than this looks at it")
def asked_later(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The answer is not there yet when the condition is tried."""
    facts = facts_of_form(service.form)
    for where, condition, number, place in conditions(service):
        for inside, each in comparisons(condition):
            fact = find_fact(facts, each["fact"])
            if fact is None or (service.form.pages[number].repeat and place >= 0):
                continue
            if fact.page > number or (fact.page == number and (place < 0 or fact.place > place)):
                yield at(form_file(service), *where, *inside, "fact", fact=each["fact"])


@rule("form/looks-at-itself", "'{fact}' decides whether '{fact}' is asked")
def looks_at_itself(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A question that waits for its own answer is never asked."""
    for where, condition, number, place in conditions(service):
        if place >= 0:
            own = f"answers.{service.form.pages[number].questions[place].id}"
            if own in facts_used(condition):
                yield at(form_file(service), *where, fact=own)


def impossible_values(comparison: Mapping[str, Any], fact: Any) -> Iterator[str]:
    """Values in a comparison that the fact can never take."""
    wanted = [comparison[k] for k in ("is", "is_not", "contains") if k in comparison]
    wanted += [v for k in ("in", "not_in") for v in comparison.get(k, ())]
    if fact.type == "yes_no":
        yield from (str(v) for v in wanted if not isinstance(v, bool))
    elif fact.values:
        yield from (str(v) for v in wanted if v not in fact.values)


@rule("form/impossible-value", "'{fact}' is never '{value}'")
def impossible_value(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A comparison with a choice that was renamed or never was there. (Yes and no are written true and false.)"""
    facts = facts_of_form(service.form)
    for where, condition, number, _place in conditions(service):
        known = facts | (facts_of_page(service.form.pages[number]) if service.form.pages[number].repeat else {})
        for inside, each in comparisons(condition):
            fact = find_fact(known, each["fact"])
            for value in impossible_values(each, fact) if fact else ():
                yield at(form_file(service), *where, *inside, fact=each["fact"], value=value)


@rule("form/contradiction", "this asks '{fact}' to be two things at once, so it never holds")
def contradiction(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A page or question that nobody ever sees."""
    for where, condition, _number, _place in conditions(service):
        for fact in contradicted(condition):
            yield at(form_file(service), *where, fact=fact)


def contradicted(condition: Mapping[str, Any]) -> Iterator[str]:
    """Facts that an ``all`` wants to be two different values."""
    wanted: dict[str, Any] = {}
    for each in condition.get("all", ()):
        if "is" in each and wanted.setdefault(each["fact"], each["is"]) != each["is"]:
            yield each["fact"]


@rule("form/choice-missing", "a question of type '{type}' needs at least two choices")
def choice_missing(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """There is nothing to choose."""
    for where, question in asked(service):
        if question.type in OF_CHOICE and len(question.choices) < 2:
            yield at(form_file(service), *where, type=question.type)


@rule("form/choice-twice", "the choice '{value}' stands there twice")
def choice_twice(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Two boxes with one meaning."""
    for where, question in asked(service):
        counted = Counter(choice.value for choice in question.choices)
        for number, choice in enumerate(question.choices):
            if counted[choice.value] > 1 and number == max(
                n for n, c in enumerate(question.choices) if c.value == choice.value
            ):
                yield at(form_file(service), *where, "choices", number, value=choice.value)


SETTINGS = {
    "choices": OF_CHOICE,
    "minimum": (*NUMBERS, "choices"),
    "maximum": (*NUMBERS, "choices"),
    "decimals": NUMBERS,
    "unit": ("number",),
    "earliest": ("date",),
    "latest": ("date",),
    "identifier": ("identifier", "register_number"),
    "shows": ("register_number",),
    "accept": ("file",),
    "max_files": ("file",),
    "max_length": ("text", "long_text"),
}


@rule("form/setting-of-another-type", "'{setting}' means nothing for a question of type '{type}'")
def setting_of_another_type(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """It would be ignored, and whoever wrote it thinks it works."""
    for where, question in asked(service):
        for setting in sorted(question.model_fields_set & set(SETTINGS)):
            if question.type not in SETTINGS[setting]:
                yield at(form_file(service), *where, setting, setting=setting, type=question.type)


@rule("form/bounds", "'{id}' wants at least {minimum} and at most {maximum}")
def bounds(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """No answer would do."""
    for where, question in asked(service):
        if None not in (question.minimum, question.maximum) and question.minimum > question.maximum:  # type: ignore[operator]
            values = {"minimum": question.minimum, "maximum": question.maximum}
            yield at(form_file(service), *where, "minimum", id=question.id, **values)


DISTANCE = re.compile(r"today|[+-]?\d{1,3} (?:day|week|month|year)s?")


def is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@rule("form/date-bound", "'{value}' is no date, 'today', or distance such as '-18 years'")
def date_bound(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The bound could not be computed."""
    for where, question in asked(service):
        for setting in ("earliest", "latest"):
            value = getattr(question, setting)
            if value is not None and not DISTANCE.fullmatch(value) and not is_date(value):
                yield at(form_file(service), *where, setting, value=value)


@rule("form/identifier-unknown", "no identifier '{identifier}' stands in pack.yaml")
def identifier_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The pattern of the answer is not known."""
    known = {each.id for each in pack.pack.identifiers}
    for where, question in asked(service):
        if question.identifier and question.identifier not in known:
            yield at(form_file(service), *where, "identifier", identifier=question.identifier)
        elif question.type == "identifier" and not question.identifier:
            yield at(form_file(service), *where, "type", identifier="")


@rule("form/register-missing", "a question of type 'register_number' names the register in which to look")
def register_missing(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """There would be nowhere to look the number up."""
    for where, question in asked(service):
        if question.type == "register_number" and not question.register_:
            yield at(form_file(service), *where, "type")


@rule("form/register-unknown", "no register '{register}' stands in registers/")
def register_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A look-up or a prefill that can only fail."""
    known = pack.of_folder("registers")
    for where, question in asked(service):
        if question.register_ and question.register_ not in known:
            yield at(form_file(service), *where, "register", register=question.register_)
        if question.prefill and question.prefill.register_ not in known:
            yield at(form_file(service), *where, "prefill", "register", register=question.prefill.register_)


@rule("form/register-field-unknown", "the register '{register}' has no field '{field}'")
def register_field_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The register would give nothing."""
    registers = {name: source.definition for name, source in pack.of_folder("registers").items()}
    for where, question in asked(service):
        wanted: list[tuple[tuple[str | int, ...], str | None, str]]
        wanted = [(("shows", n), question.register_, name) for n, name in enumerate(question.shows)]
        if question.prefill:
            wanted.append((("prefill", "field"), question.prefill.register_, question.prefill.field))
        for place, register, name in wanted:
            if register in registers and name not in {each.name for each in registers[register].fields}:
                yield at(form_file(service), *where, *place, register=register, field=name)


@rule("form/prefill-type", "the register holds a {held} under '{field}', and this asks for a {type}")
def prefill_type(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The answer that government holds would not be accepted."""
    registers = {name: source.definition for name, source in pack.of_folder("registers").items()}
    for where, question in asked(service):
        if question.prefill and question.prefill.register_ in registers:
            for field in registers[question.prefill.register_].fields:
                if field.name == question.prefill.field and question.type not in FITS[field.type]:
                    values = {"held": field.type, "field": field.name, "type": question.type}
                    yield at(form_file(service), *where, "prefill", **values)


@rule("form/declaration-type", "a declaration has the type 'declaration', not '{type}'")
def declaration_type(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What is ticked at the end is a declaration."""
    for number, question in enumerate(service.form.declarations):
        if question.type != "declaration":
            yield at(form_file(service), "declarations", number, "type", type=question.type)
