"""Second pass: what a service says about itself."""

import re
from collections.abc import Iterator

from digigov.modules.catalog.pack.facts import comparisons as comparisons_in
from digigov.modules.catalog.pack.facts import facts_of_form, find_fact
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.rules.form import impossible_values


def card(service: LoadedService):
    return service.files["service.yaml"]


@rule("service/id", "the service is called '{id}', and its folder '{folder}'")
def id_is_folder(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Whoever looks for a service looks for its folder."""
    if service.service.id != service.id:
        yield at(card(service), "id", id=service.service.id, folder=service.id)


@rule("service/organization-unknown", "no organisation has the code '{organization}'")
def organization_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would work on its cases."""
    if service.service.organization not in {each.code for each in pack.organizations.organizations}:
        yield at(card(service), "organization", organization=service.service.organization)


def ministry_of(code: str, pack: LoadedPack) -> str | None:
    parents = {each.code: each.parent for each in pack.organizations.organizations}
    for _step in range(10):
        above = parents.get(code)
        if above is None:
            return code if code in parents else None
        code = above
    return None


@rule("service/ministry-folder", "'{organization}' belongs to '{ministry}', and this folder is '{folder}'")
def ministry_folder(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Services stand under the code of their ministry."""
    ministry = ministry_of(service.service.organization, pack)
    if ministry and ministry != service.ministry:
        values = {"organization": service.service.organization, "ministry": ministry, "folder": service.ministry}
        yield at(card(service), "organization", **values)


@rule("service/kind-unknown", "no kind '{kind}' stands in pack.yaml")
def kind_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Lists could not name it."""
    if service.service.kind not in {each.id for each in pack.pack.kinds}:
        yield at(card(service), "kind", kind=service.service.kind)


@rule("service/life-event-unknown", "no life event '{event}' stands in pack.yaml")
def life_event_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would find it there."""
    known = {each.id for each in pack.pack.life_events}
    for number, event in enumerate(service.service.life_events):
        if event not in known:
            yield at(card(service), "life_events", number, event=event)


@rule("service/no-words", "there are {count} words that people use; give at least 5")
def no_words(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """People do not search for the name that the law gives."""
    if len(service.service.words) < 5:
        yield at(card(service), "words", count=len(service.service.words))


@rule("service/word-twice", "'{word}' stands there twice")
def word_twice(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A slip of the pen; the second adds nothing."""
    seen = set()
    for number, word in enumerate(service.service.words):
        if word.casefold().strip() in seen:
            yield at(card(service), "words", number, word=word)
        seen.add(word.casefold().strip())


@rule("service/eligibility-fact-unknown", "nothing on the form gives '{fact}'")
def eligibility_fact_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Everybody would be turned away, or nobody."""
    facts = facts_of_form(service.form)
    for number, each in enumerate(service.service.eligibility):
        for inside, comparison in comparisons_in(each.unless):
            if find_fact(facts, comparison["fact"]) is None:
                yield at(card(service), "eligibility", number, "unless", *inside, "fact", fact=comparison["fact"])


@rule("service/eligibility-value-impossible", "'{fact}' is never '{value}'")
def eligibility_value_impossible(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Everybody would be turned away, or nobody. (Yes and no are written true and false.)"""
    facts = facts_of_form(service.form)
    for number, each in enumerate(service.service.eligibility):
        for inside, comparison in comparisons_in(each.unless):
            fact = find_fact(facts, comparison["fact"])
            for value in impossible_values(comparison, fact) if fact else ():
                yield at(card(service), "eligibility", number, "unless", *inside, fact=comparison["fact"], value=value)


@rule("service/sourced-without-source", "this says that it is sourced, and names no source")
def sourced_without_source(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What is shown as fact must be traceable."""
    for number, law in enumerate(service.service.laws):
        if law.standing == "sourced" and not law.source:
            yield at(card(service), "laws", number, "standing")
    if service.service.charter.standing == "sourced" and not service.service.charter.source:
        yield at(card(service), "charter", "standing")


@rule("service/appeal-missing", "the service can refuse, and does not say how to appeal")
def appeal_missing(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Whoever is refused must be told the way of appeal and its deadline."""
    if service.service.appeal is None and any(step.type == "refuse" for step in service.workflow.steps):
        yield at(card(service))


@rule("service/anonymous-assurance", "nobody signs in here, so there is no assurance to ask for")
def anonymous_assurance(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The two settings contradict each other."""
    wanted = service.service.assurance
    if service.service.anonymous and (wanted.identity > 0 or wanted.authentication > 1):
        yield at(card(service), "assurance")


@rule("service/assurance-unreachable", "nobody can reach {what} level {level} here", scope="service")
def assurance_unreachable(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could ever hand it in."""
    wanted = service.service.assurance
    reachable = {"identity": 2 if pack.pack.proofing else 0, "authentication": 2}
    for what, most in reachable.items():
        if getattr(wanted, what) > most:
            yield at(card(service), "assurance", what, what=what, level=getattr(wanted, what))


@rule("service/assumed-unsaid", "parts of this service are assumed; 'assumed' must say which")
def assumed_unsaid(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What no source supports is shown to administrators, not hidden."""
    stated = service.service
    guessed = stated.charter.standing == "assumed" or any(law.standing == "assumed" for law in stated.laws)
    if guessed and not stated.assumed:
        yield at(card(service))


@rule(
    "service/charter-too-short",
    "{days} working days are promised, and the shortest way to a decision may take {needed}",
)
def charter_too_short(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Officers who use all the time that the workflow gives them would break the promise."""
    needed = shortest_way(service)
    if needed is not None and service.service.charter.working_days < needed:
        yield at(card(service), "charter", "working_days", days=service.service.charter.working_days, needed=needed)


def shortest_way(service: LoadedService) -> int | None:
    """Working days that officers have on the way with the fewest of them; what waits for the applicant does not count."""
    steps = {step.id: step for step in service.workflow.steps}
    best: dict[str, int] = {}
    waiting = [(service.workflow.steps[0].id, 0)]
    while waiting:
        waiting.sort(key=lambda pair: -pair[1])
        id_, days = waiting.pop()
        if id_ in best or id_ not in steps:
            continue
        best[id_] = days
        step = steps[id_]
        if step.type == "end":
            return days
        spent = days + ((step.within or 0) if step.role not in ("applicant", "system") else 0)
        for rows in step.next.values():
            targets = [rows] if isinstance(rows, str) else [row.go for row in rows]
            waiting += [(target, spent) for target in targets]
    return None


LONG = re.compile(r"[^.!?]+")
MOST_WORDS = 40


@rule("service/hard-to-read", "a sentence of {count} words: '{start} …'; say it in {most} or fewer")
def hard_to_read(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Half the readers lose a sentence of more than 25 words; nobody should meet one of 40."""
    for key in ("summary", "who_may_apply", "output"):
        for sentence in LONG.findall(getattr(service.service, key)):
            words = sentence.split()
            if len(words) > MOST_WORDS:
                yield at(card(service), key, count=len(words), start=" ".join(words[:5]), most=MOST_WORDS)
