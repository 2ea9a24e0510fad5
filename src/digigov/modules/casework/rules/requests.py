"""What an officer may ask for in the middle of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digigov.modules.casework.definitions import AskParameters, Step

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Request:
    """``text`` in the officer's words; ``questions`` of the form to be answered again; ``files``: how many may be added."""

    text: str
    questions: tuple[str, ...] = ()
    files: int = 0


class BadRequest(ValueError):
    """``field`` is what to mend, ``code`` why: empty, too-long, unknown-question, too-many-files, nothing-asked."""

    def __init__(self, field: str, code: str) -> None:
        self.field, self.code = field, code
        super().__init__(f"{field}: {code}")


def check_request(request: Request | None, ask: Step) -> dict[str, Any]:
    """The request as the step keeps it. :raises BadRequest:"""
    limits = AskParameters.model_validate(ask.parameters)
    if request is None or not request.text.strip():
        raise BadRequest("text", "empty")
    if len(request.text) > LONGEST_TEXT:
        raise BadRequest("text", "too-long")
    if limits.questions and not set(request.questions) <= set(limits.questions):
        raise BadRequest("questions", "unknown-question")
    if not 0 <= request.files <= limits.files:
        raise BadRequest("files", "too-many-files")
    return {"text": request.text.strip(), "questions": list(dict.fromkeys(request.questions)), "files": request.files}


def standing_request(ask: Step, request: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked in an ask step: the officer's request, or the step's own questions when no officer sent the case there."""
    if request:
        return dict(request)
    limits = AskParameters.model_validate(ask.parameters)
    return {"text": "", "questions": list(limits.questions), "files": limits.files}
