"""The cases of a wanted island: its walks, its people, what they ask for and when."""

from digigov.kernel.clock import local_zone
from digigov.modules.organizations.queries import working_days
from digigov.rehearsal.island import walking
from digigov.rehearsal.island.albums import developed
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.cases import Applicant, Cases
from digigov.rehearsal.island.demand import demand
from digigov.rehearsal.island.keys import account_key, party_key
from digigov.rehearsal.island.population import Population
from digigov.rehearsal.island.wanted import Wanted

LANGUAGE = "en"  # of the walks, and so of what their copies tell people


def cases(wanted: Wanted) -> Cases:
    island, days = wanted.population(), working_days()
    albums = walking.kept()
    asked = demand(
        wanted.cases,
        wanted.seed,
        begins=island.begins,
        until=wanted.last_day,
        is_open=days.is_open,
        services=frozenset(each.service for each in albums),
    )
    almanac = Almanac(days, local_zone(), asked.shut)
    walked = [developed(album, almanac) for album in albums]
    return Cases(walked, applicants(island), asked, almanac, until=wanted.ends)


def applicants(island: Population) -> list[Applicant]:
    """Those with an account who are written to as the walks' people are: by e-mail, in English."""
    return [
        Applicant(
            party_key(island.seed, each.number, island.begins),
            account_key(island.seed, each.number, island.begins),
            each.given,
            each.family,
            each.email,
        )
        for each in island.residents
        if each.has_account and each.email and each.language == LANGUAGE
    ]
