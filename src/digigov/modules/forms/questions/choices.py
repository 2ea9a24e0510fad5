"""Choosing: one of several, several of several, yes or no, and a declaration to agree to."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digigov.modules.forms.definitions import Question
from digigov.modules.forms.questions.base import Context, Fault, QuestionKind, Raw


class ChooseOne(QuestionKind):
    missing = _("Choose one of the answers.")
    in_fieldset = True

    def check(self, question: Question, value: Any, context: Context) -> str:
        if value not in tuple(choice.value for choice in question.choices):
            raise Fault(self.missing)
        return value

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return tuple(gettext(choice.label) for choice in question.choices if choice.value == value)


class ChooseSeveral(QuestionKind):
    """``minimum`` and ``maximum`` say how many."""

    missing = _("Choose at least one of the answers.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> list[str] | None:
        return raw.all() or None

    def check(self, question: Question, value: Any, context: Context) -> list[str]:
        if not isinstance(value, list | tuple):
            raise Fault(self.missing)
        allowed = [choice.value for choice in question.choices]
        if any(each not in allowed for each in value):
            raise Fault(_("Choose from the answers on this page."))
        chosen = [each for each in allowed if each in value]
        if question.required and not chosen:
            raise Fault(self.missing)
        if question.minimum is not None and len(chosen) < question.minimum:
            raise Fault(_("Choose %(least)s or more.") % {"least": question.minimum})
        if question.maximum is not None and len(chosen) > question.maximum:
            raise Fault(_("Choose no more than %(most)s.") % {"most": question.maximum})
        return chosen

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {"": tuple(value)}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return tuple(gettext(choice.label) for choice in question.choices if choice.value in value)


class YesOrNo(QuestionKind):
    missing = _("Choose yes or no.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> bool | None:
        typed = raw.line().lower()
        if typed and typed not in ("yes", "no"):
            raise Fault(self.missing)
        return (typed == "yes") if typed else None

    def check(self, question: Question, value: Any, context: Context) -> bool:
        if not isinstance(value, bool):
            raise Fault(self.missing)
        return value

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {"": ("yes" if value else "no",)}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return (gettext("Yes") if value else gettext("No"),)


class DeclarationQuestion(QuestionKind):
    missing = _("Read this and tick the box if you agree. Without it we cannot go on.")
    in_fieldset = True

    def parse(self, question: Question, raw: Raw) -> bool | None:
        return True if raw.line() == "yes" else None

    def check(self, question: Question, value: Any, context: Context) -> bool:
        if value is not True:
            raise Fault(self.missing)
        return True

    def boxes(self, question: Question, value: Any) -> dict[str, tuple[str, ...]]:
        return {"": ("yes",)} if value else {}

    def display(self, question: Question, value: Any, context: Context) -> tuple[str, ...]:
        return (gettext("Agreed") if value else gettext("Not agreed"),)
