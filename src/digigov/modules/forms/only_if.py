"""A question that rests on another of the same page: on which, and on which of its answers, in words and for the browser."""

from dataclasses import dataclass
from typing import Any

from digigov.kernel.conditions import facts_used
from digigov.modules.forms.definitions import FormPage, Question

YES_OR_NO = {True: ("yes", "Yes"), False: ("no", "No")}


@dataclass(frozen=True, slots=True)
class OnlyIf:
    """
    Asked only when ``question_id`` is answered with one of ``values``. ``label`` and ``answers`` are English from the pack, to
    be translated when drawn. A condition of another shape has no values: it is told in general words, and nothing is hidden.
    """

    question_id: str = ""
    label: str = ""
    values: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


def only_if(question: Question, page: FormPage) -> OnlyIf | None:
    """What the question rests on among the others of its page; None when nothing there decides whether it is asked."""
    others = {each.id: each for each in page.questions if each.id != question.id}
    used = [_question_id(path) for path in facts_used(question.when)]
    if not set(used) & set(others):
        return None
    condition = question.when or {}
    asked = others.get(_question_id(condition.get("fact", "")))
    wanted = [condition["is"]] if "is" in condition else condition.get("in")
    if asked is None or wanted is None or set(condition) - {"fact", "is", "in"}:
        return OnlyIf()
    return _in_words(asked, wanted)


def _in_words(asked: Question, wanted: list[Any]) -> OnlyIf:
    choices = {choice.value: (choice.value, choice.label) for choice in asked.choices}
    known = YES_OR_NO if asked.type == "yes_no" else choices if asked.type == "choice" else {}
    if not set(wanted) <= set(known):
        return OnlyIf()
    values, answers = zip(*(known[each] for each in wanted), strict=True)
    return OnlyIf(asked.id, asked.label, values, answers)


def _question_id(path: str) -> str:
    return path.removeprefix("answers.").partition(".")[0]
