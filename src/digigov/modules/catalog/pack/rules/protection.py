"""Second pass: whoever finds a line of their trail wrong must reach somebody, and everything that is kept must end."""

from collections.abc import Iterator

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.rules.country import country
from digigov.modules.privacy.queries import periods_named

WANTED = {"line", "what"}


@rule("data-protection/service-unknown", "there is no service '{service}'", scope="pack")
def service_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The question would go to nobody."""
    wanted = pack.pack.data_protection.questions_to
    if wanted and wanted not in {each.id for each in pack.services.values()}:
        yield at(country(pack), "data_protection", "questions_to", service=wanted)


@rule("data-protection/questions", "the form of '{service}' is not one page with 'line' and 'what' alone", scope="pack")
def questions(pack: LoadedPack) -> Iterator[Hit]:
    """The page that hands a line in answers just these two."""
    wanted = pack.pack.data_protection.questions_to
    for service in pack.services.values():
        pages = service.form.pages if service.id == wanted else ()
        asked = [{question.id for question in page.questions} for page in pages]
        if pages and (asked != [WANTED] or service.form.declarations):
            yield at(country(pack), "data_protection", "questions_to", service=service.id)


CORRECTED = {"field", "says", "right"}


@rule("data-protection/corrections-unknown", "there is no service '{service}'", scope="pack")
def corrections_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """What a register has wrong would be told to nobody."""
    wanted = pack.pack.data_protection.corrections_to
    if wanted and wanted not in {each.id for each in pack.services.values()}:
        yield at(country(pack), "data_protection", "corrections_to", service=wanted)


@rule(
    "data-protection/corrections",
    "the form of '{service}' is not one page with 'field', 'says' and 'right' alone",
    scope="pack",
)
def corrections(pack: LoadedPack) -> Iterator[Hit]:
    """The page that says what is wrong answers just these three."""
    wanted = pack.pack.data_protection.corrections_to
    for service in pack.services.values():
        pages = service.form.pages if service.id == wanted else ()
        asked = [{question.id for question in page.questions} for page in pages]
        if pages and (asked != [CORRECTED] or service.form.declarations):
            yield at(country(pack), "data_protection", "corrections_to", service=service.id)


@rule("retention/period-missing", "nobody says how long '{period}' is kept", scope="pack")
def period_missing(pack: LoadedPack) -> Iterator[Hit]:
    """A room keeps something for it; without an end it would be kept for ever."""
    plan = pack.pack.retention
    said = {each.id for each in plan.periods} if plan else set()
    for wanted in sorted(periods_named() - said):
        yield at(country(pack), "retention", period=wanted)


REVIEWED = {"decision", "why"}


@rule("proofing/review-unknown", "there is no service '{service}'", scope="pack")
def review_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Whoever is refused would reach nobody."""
    wanted = pack.pack.proofing.review if pack.pack.proofing else None
    if wanted and wanted not in {each.id for each in pack.services.values()}:
        yield at(country(pack), "proofing", "review", service=wanted)


@rule("proofing/review", "the form of '{service}' is not one page with 'decision' and 'why' alone", scope="pack")
def review_form(pack: LoadedPack) -> Iterator[Hit]:
    """The page that asks for a review answers just these two."""
    wanted = pack.pack.proofing.review if pack.pack.proofing else None
    for service in pack.services.values():
        pages = service.form.pages if service.id == wanted else ()
        asked = [{question.id for question in page.questions} for page in pages]
        if pages and (asked != [REVIEWED] or service.form.declarations):
            yield at(country(pack), "proofing", "review", service=service.id)
