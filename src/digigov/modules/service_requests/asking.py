"""What a category asks, as a form of one page: the place, its own questions, and what one sees."""

from collections.abc import Mapping
from typing import Any

from digigov.kernel.published import remembered
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.queries import PublishedCategory
from digigov.modules.forms.definitions import Form, FormPage, Question
from digigov.modules.service_requests.rules import LONGEST_TEXT

PAGE = "report"
OWN = ("place", "description", "photo", "contact_email", "contact_phone")
MOST_PHOTOS = 4
DESCRIBE = {
    "report": "What do you see?",
    "officer": "What happened?",
    "service": "What happened?",
    "suggestion": "What do you suggest?",
    "praise": "What was good?",
}


@remembered()
def form_of(category: str, version: int, *, ask_contact: bool = False) -> Form:
    """``ask_contact``: of somebody whose address nobody knows. :raises NotFound: if there is no such version."""
    wanted = catalog.get_request_category(category, version).definition
    questions: list[dict[str, Any]] = []
    if wanted.place != "none":
        questions.append(
            {"id": "place", "type": "place", "label": "Where is it?", "required": wanted.place == "needed"}
        )
    own = [each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in wanted.questions]
    questions += own
    questions.append(
        {
            "id": "description",
            "type": "long_text",
            "label": DESCRIBE[wanted.kind],
            "hint": "Write no names of other people, please." if wanted.public else None,
            "required": wanted.kind != "report",
            "max_length": LONGEST_TEXT,
        }
    )
    if wanted.photo:
        questions.append(
            {
                "id": "photo",
                "type": "file",
                "label": "Photos, if it is safe to take them",
                "hint": "Only our officers see them. Faces and number plates need not be in them. Where your camera stood is taken out.",
                "required": False,
                "max_files": MOST_PHOTOS,
                "accept": ["jpeg", "png"],
            }
        )
    if ask_contact:
        why = "So that we can tell you what becomes of it. You may leave it empty."
        email = {"id": "contact_email", "type": "email", "label": "Your e-mail address", "hint": why, "required": False}
        phone = {
            "id": "contact_phone",
            "type": "phone",
            "label": "Your phone number",
            "foreign": True,
            "required": False,
        }
        questions += [email, phone]
    return Form(
        pages=(FormPage(id=PAGE, title=wanted.name, questions=tuple(Question.model_validate(q) for q in questions)),)
    )


def own_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the category's own questions."""
    return {key: value for key, value in answers.items() if key not in OWN and not key.startswith("_")}


def name_of(category: PublishedCategory) -> str:
    return category.definition.name
