"""Every kind of question as a form draws it, empty and after a wrong answer, by the definitions that check answers too."""

from django.http import HttpResponse
from django.shortcuts import render

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.forms.definitions import Form
from digigov.modules.forms.queries import FieldView, check_page, context_at, error_links, fields_of
from digigov.sites.access import open_to
from digigov.sites.request import Request

TYPES = (
    {"id": "reason", "type": "text", "label": "What is it for?", "hint": "In a few words"},
    {"id": "story", "type": "long_text", "label": "What happened?", "max_length": 500},
    {"id": "owner", "type": "name", "label": "Who owns it?"},
    {"id": "born_on", "type": "date", "label": "When were you born?", "latest": "-18 years"},
    {"id": "rooms", "type": "number", "label": "How many rooms?", "minimum": 1, "maximum": 40},
    {"id": "price", "type": "money", "label": "What did it cost?"},
    {
        "id": "purpose",
        "type": "choice",
        "label": "Where will you use it?",
        "choices": [
            {"value": "home", "label": "In Saint Lucia"},
            {"value": "abroad", "label": "Abroad", "hint": "For a visa or work"},
        ],
    },
    {
        "id": "kinds",
        "type": "choices",
        "label": "What do you sell?",
        "choices": [{"value": "food", "label": "Food"}, {"value": "drinks", "label": "Drinks"}],
    },
    {"id": "before", "type": "yes_no", "label": "Have you held one before?"},
    {"id": "address", "type": "address", "label": "Where do you live?", "foreign": True},
    {"id": "phone", "type": "phone", "label": "What is your telephone number?"},
    {"id": "email", "type": "email", "label": "What is your e-mail address?", "required": False},
    {
        "id": "photo",
        "type": "file",
        "label": "A photograph of yourself",
        "accept": ["jpeg", "png"],
        "hint": "Taken this year",
    },
    {"id": "spot", "type": "place", "label": "Where is it?"},
    {"id": "truth", "type": "declaration", "label": "What I have said is true."},
)
FORM = Form.model_validate(
    {"pages": [{"id": "all", "title": "Questions", "questions": list(TYPES)}], "declarations": []}
)


@open_to("everyone")
def empty(request: Request) -> HttpResponse:
    return _show(request, fields_of(FORM, "all", {}, context_at(now())))


@open_to("everyone")
def wrong(request: Request) -> HttpResponse:
    """As the page comes back when nothing was answered."""
    context = context_at(now())
    try:
        check_page(FORM, "all", {}, {}, context)
    except InvalidInput as refusal:
        return _show(request, fields_of(FORM, "all", {}, context, raw={}, errors=refusal.errors))
    raise AssertionError("an empty page was accepted")


def _show(request: Request, fields: tuple[FieldView, ...]) -> HttpResponse:
    return render(request, "styleguide/questions.html", {"fields": fields, "errors": error_links(fields)})
