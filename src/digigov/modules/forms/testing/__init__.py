"""Forms for other rooms' tests."""

from datetime import datetime, timezone
from typing import Any

from digigov.kernel.actor import system
from digigov.modules.forms import commands
from digigov.modules.forms.definitions import Country, Form, IdentifierPattern
from digigov.modules.forms.places import places_from
from digigov.modules.forms.questions.base import Context

AT = datetime(2026, 11, 22, 14, 0, tzinfo=timezone.utc)  # noqa: UP017
PLACES = (
    ("Marchand", "Castries", 14.00610, -60.98150),
    ("Babonneau", "Castries", 14.00590, -60.94510),
    ("Soufrière", "Soufrière", 13.85616, -61.05660),
)
OUTLINE = ((-61.08, 13.71), (-60.87, 13.71), (-60.87, 14.11), (-61.08, 14.11), (-61.08, 13.71))
COUNTRY = Country(
    identifiers=(
        IdentifierPattern(id="national-id", name="National ID number", pattern="[0-9]{6,10}", example="0012345"),
        IdentifierPattern(id="plate-number", name="Plate", pattern="[A-Z]{1,3}[0-9]{1,4}", example="PA1234"),
    ),
    places=PLACES,
    outline=OUTLINE,
)


def make_question(id: str = "reason", type: str = "text", **others: Any) -> dict[str, Any]:
    """A question as a pack writes it."""
    return {"id": id, "type": type, "label": id.replace("_", " ").capitalize(), **others}


def make_page(id: str = "first", *questions: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"id": id, "title": id.capitalize(), "questions": list(questions) or [make_question()], **others}


def make_form(*pages: dict[str, Any], declarations: tuple[dict[str, Any], ...] = ()) -> Form:
    """A form of those pages; of one page with one question when none is given."""
    return Form.model_validate({"pages": list(pages) or [make_page()], "declarations": list(declarations)})


def make_context(**others: Any) -> Context:
    """What questions know, without a database."""
    return Context(
        **{
            "at": AT,
            "today": AT.date(),
            "identifiers": {each.id: each for each in COUNTRY.identifiers},
            "places": places_from(PLACES, OUTLINE),
            **others,
        }
    )


def publish(form: Form, *, service: str = "a-service", version: int = 1) -> Form:
    """Publish it, with what questions know of the country."""
    commands.load_country(by=system("test"), at=AT, country=COUNTRY)
    commands.publish_form(by=system("test"), at=AT, service=service, version=version, form=form)
    return form


def make_form_of_everything() -> Form:
    """Every kind of question once, a condition, a repeating page and a declaration."""
    choices = [{"value": "work", "label": "Work"}, {"value": "travel", "label": "Travel", "hint": "Abroad"}]
    return make_form(
        make_page("you", make_question("name", "name"), make_question("born_on", "date", latest="-18 years")),
        make_page("purpose", make_question("purpose", "choice", choices=choices)),
        make_page(
            "trip",
            make_question("countries", "text", max_length=60),
            make_question("reasons", "choices", choices=choices, required=False),
            when={"fact": "answers.purpose", "is": "travel"},
        ),
        make_page(
            "contact",
            make_question("address", "address", foreign=True),
            make_question("phone", "phone", foreign=True),
            make_question("email", "email", required=False),
            make_question("national_id", "identifier", identifier="national-id"),
        ),
        make_page(
            "measures",
            make_question("age", "number", minimum=0, maximum=150),
            make_question("area", "number", decimals=2, unit="m²", required=False),
            make_question("price", "money"),
            make_question("story", "long_text", required=False, why="Nobody else knows."),
            make_question("again", "yes_no"),
            make_question("plate", "register_number", identifier="plate-number", register="vehicles"),
        ),
        make_page("papers", make_question("photo", "file", accept=["jpeg", "png"], max_files=2)),
        make_page("where", make_question("spot", "place")),
        make_page(
            "owners",
            make_question("owner", "name"),
            make_question("share", "number", minimum=1, maximum=100),
            make_question("partner", "text", when={"fact": "answers.share", "less_than": 100}),
            repeat={"id": "owners", "item": "Owner", "minimum": 1, "maximum": 3},
        ),
        declarations=(make_question("true", "declaration", label="What I have said is true."),),
    )
