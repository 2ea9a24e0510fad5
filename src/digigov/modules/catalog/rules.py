"""Whom a service is for, and what is only assumed."""

from collections.abc import Iterator, Mapping
from typing import Any

from digigov.kernel.conditions import facts_used, holds, look_up
from digigov.modules.catalog.definitions import Service


def not_eligible(service: Service, answers: Mapping[str, Any]) -> str | None:
    """The sentence of the first condition that is not met, once everything that it looks at has been answered."""
    facts = {"answers": answers}
    for each in service.eligibility:
        is_answered = all(look_up(facts, path) is not None for path in facts_used(each.unless))
        if is_answered and not holds(each.unless, facts):
            return each.sentence
    return None


def assumed_parts(edition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What stands in an edition of the pack without a source: what it is, and its name."""
    if edition.get("calendar", {}).get("standing") == "assumed":
        yield "calendar", "Sunday holidays move to Monday"
    proofing = edition.get("pack", {}).get("proofing")
    if proofing and proofing.get("standing", "assumed") == "assumed":
        yield "proofing", "Which registers may be asked who somebody is, and which papers show it"
    sign_in = edition.get("pack", {}).get("sign_in")
    if sign_in and sign_in.get("standing", "assumed") == "assumed":
        yield "sign-in", "How long a new address waits before it counts as a proof, and what stands out"
    mandates = edition.get("pack", {}).get("mandates")
    if mandates and mandates.get("standing", "assumed") == "assumed":
        yield "mandates", "Which registers say who represents whom"
    protection = edition.get("pack", {}).get("data_protection")
    if protection and protection.get("standing", "assumed") == "assumed":
        yield "data protection", "Whether people read the names of officers who looked, and whom they ask about it"
    requests = edition.get("pack", {}).get("requests")
    if requests and requests.get("standing", "assumed") == "assumed":
        yield "requests", "Who answers what people report, by when, and who is told if they do not"
    listed = (
        ("signing", (edition.get("pack", {}).get("signing") or {}).get("kinds", ())),
        ("organization", edition.get("organizations", {}).get("organizations", ())),
        ("office", edition.get("organizations", {}).get("offices", ())),
        ("identifier", edition.get("pack", {}).get("identifiers", ())),
        ("register", edition.get("registers", {}).values()),
    )
    for what, several in listed:
        for each in several:
            if each.get("standing", "assumed") == "assumed":
                names = each.get("names")
                yield what, names[-1]["name"] if names else each["name"]
