"""Officers' findings are questions like any other: casework asks here whether an officer's answers will do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from digigov.kernel.clock import now
from digigov.kernel.conditions import holds
from digigov.kernel.errors import InvalidInput
from digigov.modules.forms.definitions import Question
from digigov.modules.forms.queries import context_at
from digigov.modules.forms.questions import KINDS
from digigov.modules.forms.questions.base import Context, Fault, Raw, Sentence
from digigov.modules.forms.views import parse_questions


class Check:
    """Fits casework's ``FindingsCheck``. Takes what a page sends (lists of strings) and answers in their stored form."""

    def check(
        self, *, questions: tuple[Mapping[str, Any], ...], raw: Mapping[str, Any], at: datetime | None = None
    ) -> dict[str, Any]:
        """:raises InvalidInput: with a sentence for each finding that needs mending."""
        context = context_at(at or now())
        clean: dict[str, Any] = {}
        errors: dict[str, Sentence] = {}
        for question in parse_questions(questions):
            if not holds(question.when, {"findings": clean, "answers": clean}):
                continue
            try:
                value = _one(question, raw, context)
            except Fault as fault:
                errors[question.id] = fault.sentence
                continue
            if value is not None:
                clean[question.id] = value
        if errors:
            raise InvalidInput(errors)
        return clean


def _one(question: Question, raw: Mapping[str, Any], context: Context) -> Any:
    kind, given = KINDS[question.type], raw.get(question.id)
    is_stored = given is not None and not isinstance(given, str | list | tuple)
    value = given if is_stored else kind.parse(question, Raw(raw, question.id))
    kind.require(question, value)
    return None if value is None else kind.check(question, value, context)
