"""``form.yaml``: pages and questions. The same definition draws a question and checks its answer."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from digigov.kernel.definitions import Condition, Definition, Name, Slug, Text

QuestionType = Literal[
    "text",
    "long_text",
    "name",
    "date",
    "number",
    "money",
    "choice",
    "choices",
    "yes_no",
    "address",
    "phone",
    "email",
    "identifier",
    "register_number",
    "file",
    "place",
    "declaration",
]


class Choice(Definition):
    value: Slug
    label: Text
    hint: Text | None = None


class Prefill(Definition):
    """
    Where government already holds the answer: a register and its field, looked up by the applicant's own key. ``when`` says
    for which answers of earlier pages it is the applicant who is asked about.
    """

    register_: Slug = Field(alias="register")
    field: Name
    when: Condition | None = None


class Question(Definition):
    """
    One question. ``label`` is put as a question or a noun, in plain English; translations live in the pack's catalogue.

    ``identifier`` names a pattern of ``pack.yaml``; ``register`` names the register in which a business, vehicle or
    parcel number is looked up, and ``shows`` the fields shown to confirm that it is the right one. ``earliest`` and
    ``latest`` are dates, ``today``, or a distance such as ``-18 years``. ``why`` tells why an answer is asked for that
    no register holds.
    """

    id: Name
    type: QuestionType
    label: Text
    hint: Text | None = None
    why: Text | None = None
    required: bool = True
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = Field(default=0, ge=0, le=4)
    unit: str | None = None
    max_length: int | None = Field(default=None, ge=1, le=5000)
    earliest: str | None = None
    latest: str | None = None
    identifier: Slug | None = None
    register_: Slug | None = Field(default=None, alias="register")
    shows: tuple[Name, ...] = ()
    accept: tuple[Literal["pdf", "jpeg", "png"], ...] = ()
    max_files: int = Field(default=1, ge=1, le=10)
    prefill: Prefill | None = None
    foreign: bool = False  # an address or phone abroad is allowed
    sensitive: bool = False  # masked in lists and logs


class Total(Definition):
    """What the numbers given to one question of a group come to together: at ``least``, at ``most``, or exactly (both alike)."""

    question: Name
    least: Decimal | None = None
    most: Decimal | None = None


class Repeat(Definition):
    """The page's questions, asked for each of several: answers are a list under ``id``."""

    id: Name
    item: Text
    minimum: int = Field(default=1, ge=0, le=50)
    maximum: int = Field(default=10, ge=1, le=50)
    total: Total | None = None


class FormPage(Definition):
    id: Slug
    title: Text
    guidance: Text | None = None
    when: Condition | None = None
    repeat: Repeat | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Form(Definition):
    """``pages`` in order; ``declarations`` are ticked on the page where the answers are checked."""

    pages: tuple[FormPage, ...] = Field(min_length=1)
    declarations: tuple[Question, ...] = ()


class IdentifierPattern(Definition):
    """A number that government gives: its pattern (the whole value), and an example that belongs to nobody."""

    id: Slug
    name: Text
    pattern: str
    example: str
    hint: Text | None = None


class Country(Definition):
    """
    What questions know of the country. ``places`` are rows of name, district, latitude and longitude; ``outline`` a ring of
    longitude and latitude.
    """

    code: str = Field(default="LC", pattern="^[A-Z]{2}$")
    currency_symbol: Text = "EC$"
    identifiers: tuple[IdentifierPattern, ...] = ()
    places: tuple[tuple[str, str, float, float], ...] = ()
    outline: tuple[tuple[float, float], ...] = ()
