"""``service.yaml`` (who, for whom, by what law, how sure, how long, what comes out), ``pack.yaml`` and ``examples/*.yaml``."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from digigov.kernel.definitions import Condition, Definition, Name, Slug, Standing, Text
from digigov.modules.assurance.definitions import ProofingPlan
from digigov.modules.catalog.request_definitions import RequestCategory as RequestCategory
from digigov.modules.catalog.request_definitions import RequestPlan as RequestPlan
from digigov.modules.identity.definitions import SignInPlan
from digigov.modules.knowledge.definitions import HelpTopic
from digigov.modules.mandates.definitions import Ground, MandatePlan
from digigov.modules.organizations.definitions import DaysCounted
from digigov.modules.privacy.definitions import RetentionPlan
from digigov.modules.signing.definitions import SignatureWanted, SigningPlan


class Law(Definition):
    title: Text
    section: Text | None = None
    source: str | None = None
    standing: Standing = "assumed"


class Charter(Definition):
    """The promise: so many working days from a complete application."""

    working_days: int = Field(ge=0, le=400)
    standing: Standing = "assumed"
    source: str | None = None


class Need(Definition):
    """Something to have at hand; ``when`` words the condition for people."""

    text: Text
    only_if: Text | None = None


class PrivacyNotice(Definition):
    """Why it is asked, on what basis, who else sees it, and how many years it is kept after the case ends."""

    purpose: Text
    basis: Text
    shared_with: tuple[Text, ...] = ()
    keep_years: int = Field(ge=0, le=100)
    standing: Standing = "assumed"


class Appeal(Definition):
    """``within_days`` from the day of the decision: days of the calendar, or working days where ``counted`` says so."""

    to: Text
    within_days: int = Field(ge=1, le=365)
    counted: DaysCounted = "calendar"
    law: Text
    standing: Standing = "assumed"


class Eligibility(Definition):
    """A condition on answers that ends the form early with a sentence, before anything is paid or handed in."""

    unless: Condition
    sentence: Text


class Assurance(Definition):
    """Levels after NIST SP 800-63-4: identity proofing, where 0 asks for none, and authentication."""

    identity: int = Field(ge=0, le=3, default=0)
    authentication: int = Field(ge=1, le=3, default=1)


class Service(Definition):
    """
    ``words`` are what people say when they mean this service. ``assumed`` names the parts that no source supports, shown
    to administrators. ``anonymous`` lets somebody apply without an account (a report).
    """

    id: Slug
    name: Text
    summary: Text
    organization: Slug
    audience: tuple[Literal["citizen", "visitor", "business", "agency"], ...] = Field(min_length=1)
    kind: Slug
    life_events: tuple[Slug, ...] = ()
    words: tuple[Text, ...] = ()
    who_may_apply: Text
    eligibility: tuple[Eligibility, ...] = ()
    laws: tuple[Law, ...] = Field(min_length=1)
    assurance: Assurance = Assurance()
    signature: SignatureWanted | None = None  # asked for where the paper form asks for one
    anonymous: bool = False
    reported_under: Slug | None = None  # a group of requests/: people report it there, and this page only leads to it
    acting: tuple[Ground, ...] = ()  # on which grounds somebody may ask for it for another
    charter: Charter
    needs: tuple[Need, ...] = ()
    output: Text
    privacy: PrivacyNotice
    appeal: Appeal | None = None
    draft_days: int = Field(default=30, ge=1, le=365)
    asks_again: int = Field(default=0, ge=0)  # how many questions government could answer itself; must not rise unseen
    sources: tuple[str, ...] = ()
    assumed: tuple[Text, ...] = ()
    workflow: Slug | None = None  # the name of a shared workflow, instead of workflow.yaml


class Identifier(Definition):
    """A pattern (regular expression, whole value) with its name, an example that belongs to nobody, and what it means."""

    id: Slug
    name: Text
    pattern: str
    example: str
    hint: Text | None = None
    standing: Standing = "assumed"
    source: str | None = None


class Named(Definition):
    id: Slug
    name: Text


class PackLanguage(Definition):
    code: str = Field(pattern="^[a-z]{2,3}$")
    name: Text


class DataProtection(Definition):
    """
    What a country's data-protection law lets the trail show, and who is asked about it: ``questions_to`` is the service whose one
    page asks for the ``line`` that looks wrong and ``what`` is wrong with it. ``corrections_to`` is the service by which whoever keeps
    a register is told that its ``field`` is wrong: what it ``says`` and what is ``right``.
    """

    names_officers: bool = False  # otherwise a person reads the office and the role alone
    questions_to: Slug | None = None
    corrections_to: Slug | None = None
    law: Text | None = None
    standing: Standing = "assumed"
    source: str | None = None


class Pack(Definition):
    """``pack.yaml``."""

    code: str = Field(pattern="^[a-z]{3}$")
    iso_code: str = Field(default="LC", pattern="^[A-Z]{2}$")  # ISO 3166-1, for phone numbers and addresses
    country: Text
    brand: Text
    currency: str = Field(pattern="^[A-Z]{3}$")
    currency_symbol: Text
    time_zone: Text
    phone_code: str
    languages: tuple[PackLanguage, ...]
    identifiers: tuple[Identifier, ...]
    life_events: tuple[Named, ...]
    kinds: tuple[Named, ...]
    help_topics: tuple[HelpTopic, ...] = ()
    places: Text
    outline: Text
    proofing: ProofingPlan | None = None
    mandates: MandatePlan | None = None
    sign_in: SignInPlan = SignInPlan()
    data_protection: DataProtection = DataProtection()
    signing: SigningPlan | None = None
    retention: RetentionPlan | None = None
    requests: RequestPlan | None = None
    sources: tuple[Text, ...] = ()


class Doing(Definition):
    """
    What somebody does when the walk reaches a step: the ``outcome`` taken, with ``findings``, a refusal's ``reason``, the
    ``answers`` given again, or what a register ``reads`` back.
    """

    step: Slug
    outcome: Slug
    findings: dict[str, Any] = Field(default_factory=dict)
    reads: dict[str, Any] = Field(default_factory=dict)
    answers: dict[str, Any] = Field(default_factory=dict)
    reason: Slug | None = None


class Expected(Definition):
    """What must come out of the walk: pages shown, fees charged, steps taken in order, how it ends, what is issued."""

    pages: tuple[Slug, ...]
    fees: dict[Name, Decimal] = Field(default_factory=dict)
    journey: tuple[Slug, ...] = ()
    outcome: Literal["granted", "refused", "withdrawn", "lapsed", "closed", "not-eligible"]
    documents: tuple[Slug, ...] = ()


class Example(Definition):
    """A worked case, and therefore a test. ``covers`` says in a sentence why it is here."""

    name: Text
    covers: Literal["plain", "branch", "refusal"]
    at: datetime
    answers: dict[str, Any]
    doings: tuple[Doing, ...] = ()
    expect: Expected
