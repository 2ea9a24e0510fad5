"""
More officers for each post that the cast holds, as many as the island needs: people of the island with an account, seated through the
public commands.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cache

from digigov.modules.organizations import commands as organizations
from digigov.rehearsal.cast import BY, cast
from digigov.rehearsal.island.figures import age
from digigov.rehearsal.island.keys import party_key
from digigov.rehearsal.island.population import Population
from digigov.rehearsal.island.wanted import Wanted

PEOPLE_FOR_EACH = 15_000  # of the island, for one more officer in each post
FOR_CASES = 5  # as many as one case may need in one post, so that nobody decides twice
YOUNGEST, OLDEST = 22, 60
ONE_EACH = frozenset({"permanent-secretary", "administrator", "data-protection-officer"})


@cache
def posts() -> tuple[tuple[str, str, str], ...]:
    """Unit, role and title of each post of the cast that may have more than one holder, once."""
    found = {(each.unit, each.role): each.about for each in cast() if each.is_officer and each.role not in ONE_EACH}
    return tuple((unit, role, title) for (unit, role), title in found.items())


def how_many(wanted: Wanted) -> int:
    """None on a small island without cases: there the cast is enough."""
    return max(wanted.people // PEOPLE_FOR_EACH, FOR_CASES if wanted.cases else 0) * len(posts())


def seat(island: Population, places: Sequence[int]) -> None:
    """Those officers, by their place in the row of all."""
    able = fit(island)
    at = datetime.combine(island.begins, time(12), UTC)
    for place in places:
        unit, role, title = posts()[place % len(posts())]
        post = organizations.create_post(by=BY, at=at, unit=unit, role=role, title=title)
        organizations.assign(by=BY, at=at, post_id=post, party_id=able[place], starts_on=island.begins)


def fit(island: Population) -> Sequence:  # type: ignore[type-arg]
    """Whoever was of an age to work when the years began, in an order of no meaning."""
    return [
        party_key(island.seed, each.number, island.begins)
        for each in island.living()
        if each.has_account and YOUNGEST <= age(each.born_on, island.begins) <= OLDEST
    ]
