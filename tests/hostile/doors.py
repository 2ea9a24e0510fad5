"""Every URL of the product, with what its parts may be: of this island, of nobody, and nonsense."""

import re
from collections.abc import Iterator
from typing import Any

from digigov.modules.openid.testing import TAX
from tests.architecture.test_urls import all_urls
from tests.refusals.world import World

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
NONSENSE = ("..%2f..%2fetc%2fpasswd", "%00", "a%0d%0ab", "%ff%fe", "x" * 300, "-1", "99999999999999999999", "%2e%2e")
SKIPPED = ("/static", "/__")


def parts_of(world: World) -> dict[str, Any]:
    """A value for each part of an address, of something that is there."""
    return {
        "article": "open-a-shop",
        "article_id": world.article_id,
        "appointment_id": world.appointment_id,
        "asked": "AAAA",
        "audience": "citizen",
        "category": "dirty-stall",
        "client_id": TAX.id,
        "code": "trade",
        "consent_id": world.consent_id,
        "contact_id": world.in_hand_id,
        "delivery_id": world.failed_delivery_id,
        "incident_id": world.incident_id,
        "field": "full_name",
        "register": "people",
        "job_id": world.given_up_job_id,
        "digest": "0" * 64,
        "envelope_id": world.envelope_id,
        "paper_id": world.drawn_id,
        "difference_id": world.difference_id,
        "document_id": world.document_id,
        "draft_id": world.draft_id,
        "event": "working",
        "erasure_id": world.erasure_id,
        "file_id": world.file_id,
        "index": 0,
        "key": "citizen",
        "kind": "email",
        "mandate_id": world.paper_id,
        "language": "en",
        "number": 0,
        "letter_id": world.letter_id,
        "lookup_id": world.lookup_id,
        "name": "button",
        "page_id": world.page_id,
        "party_id": world.ana.party_id,
        "passkey_id": world.passkey_id,
        "payment_id": world.due_id,
        "post_id": world.empty_post_id,
        "proofing_id": world.proofing_id,
        "proposal_id": world.proposal_id,
        "entry_id": world.line_id,
        "year": 2026,
        "room": "parties",
        "reference": world.asked_reference,
        "service": "shop-licence",
        "task_id": world.task_id,
        "link": world.request_link,
        "followed": world.follow_token,
        "token": "AAAA",
        "topic": "shops",
        "upload_id": world.upload_id,
        "version_id": world.article_draft_id,
    }


def routes() -> list[str]:
    found = sorted({line.split("  ")[0] for line in all_urls()})
    return [route for route in found if not route.startswith(SKIPPED) and "(?P" not in route]


def of_some() -> set[str]:
    """Those that not everyone may open."""
    return {line.split("  ")[0] for line in all_urls() if not line.endswith("  everyone")}


def filled(route: str, parts: dict[str, Any]) -> str:
    return PART.sub(lambda part: str(parts[part[2]]), route)


def with_nonsense(route: str, parts: dict[str, Any]) -> Iterator[str]:
    """The address with each of its parts replaced by each piece of nonsense."""
    for wanted in PART.finditer(route):
        for nonsense in NONSENSE:
            yield PART.sub(lambda part, w=wanted[2], n=nonsense: n if part[2] == w else str(parts[part[2]]), route)


def fields_of(page: str) -> set[str]:
    """The names of all that can be filled in on a page, and of what its scripts send."""
    named = set(re.findall(r"<(?:input|textarea|select|button)\b[^>]*\bname=\"([^\"]+)\"", page))
    return (named - {"csrfmiddlewaretoken"}) | {
        "next",
        "language",
        "page",
        "name",
        "size",
        "address",
        "password",
        "code",
    }
