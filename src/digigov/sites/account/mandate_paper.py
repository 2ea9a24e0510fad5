"""A mandate as a paper: who lets whom act, in what, from when until when, and when it does not hold."""

from uuid import UUID

from django.utils.translation import get_language, gettext

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date, now
from digigov.modules.catalog import queries as catalog
from digigov.modules.documents.queries import Listed, Part, draw_list
from digigov.modules.mandates.commands import Offer
from digigov.modules.mandates.queries import WORDS
from digigov.modules.parties.queries import names_of
from digigov.modules.signing import commands as signing
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day
from digigov.sites.wording_mandates import GROUNDS, names_of_services
from digigov.ui.format import day, translated


def offer_from(request: Request) -> Offer:
    """What was typed of whom, what for and until when. :raises InvalidInput: for what is no date."""
    return Offer(
        given_names=request.POST.get("given_names", ""),
        family_name=request.POST.get("family_name", ""),
        address=request.POST.get("address", "")[:254],
        services=request.POST.getlist("services")[:50],
        starts_on=None,
        ends_on=typed_day(request, "ends_on"),
    )


def draw_mandate(request: Request, open_services: frozenset[str]) -> UUID:
    """What was typed, as a paper to be signed. :raises InvalidInput: for what is to be mended."""
    actor: Actor = request.actor
    wanted = offer_from(request)
    return signing.draw_mandate(
        by=actor, at=now(), wanted=wanted, open_services=open_services, name=gettext("Mandate"),
        draw=lambda: _drawn(request, actor, wanted),
    )  # fmt: skip


def services_open_to(actor: Actor) -> frozenset[str]:
    """In which services the actor may let somebody act: their own, or as a director the company's."""
    ground = "employee" if actor.acting else "agent"
    return frozenset(each for each, grounds in catalog.open_to_others().items() if ground in grounds)


def _drawn(request: Request, actor: Actor, wanted: Offer) -> bytes:
    at, ground = now(), "employee" if actor.acting else "agent"
    names = names_of([actor.party_id] if actor.party_id else [])
    giver = names.get(actor.party_id, "") if actor.party_id else ""
    who = [gettext("Given by: %(name)s") % {"name": giver}]
    if actor.acting:
        who.append(gettext("For: %(name)s") % {"name": actor.acting.name})
    who.append(gettext("Given to: %(name)s") % {"name": f"{wanted.given_names} {wanted.family_name}".strip()})
    who.append(
        gettext("On this ground: %(words)s (%(code)s)") % {"words": translated(str(GROUNDS[ground])), "code": ground}
    )
    days = gettext("From %(first)s to %(last)s, both days included.") % {
        "first": day(wanted.starts_on or local_date(at)),
        "last": day(wanted.ends_on) if wanted.ends_on else "",
    }
    means = (
        gettext(
            "They see and hand in what is named here, as the giver could, and nothing else. It is written down who did what."
        ),
        gettext(
            "It holds once they have accepted it and have shown who they are. It can be ended at any moment and then ends at once."
        ),
        gettext("Whether it holds today is said to whoever gives in this file at %(place)s.")
        % {"place": request.build_absolute_uri("/verify/file/")},
    )
    called = sorted(translated(each) for each in names_of_services(wanted.services).values())
    ends = tuple((code, str(words)) for code, words in WORDS.items() if code in ENDS)
    parts = [
        Part(gettext("Who"), tuple(who), ()),
        Part(gettext("What for"), tuple(called), ()),
        Part(gettext("How long"), (days,), ()),
        Part(gettext("What it means"), means, ()),
        Part(gettext("When it does not hold"), (), (Listed(gettext("Reason, as the house writes it down"), ends),)),
    ]
    intro = gettext("With this mandate one person lets another act in services of government.")
    return draw_list(title=gettext("Mandate"), intro=intro, parts=parts, language=get_language() or "en", at=at)


ENDS = (
    "not-accepted",
    "ended",
    "not-begun",
    "over",
    "agent-not-known",
    "agent-died",
    "principal-died",
    "service-not-named",
)
