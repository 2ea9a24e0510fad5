"""Whether somebody may act for another, and if not, why not. Pure decisions: no clock, no database."""

from dataclasses import dataclass
from datetime import date, timedelta

PARENT, GUARDIAN, AGENT, ESTATE, COMPANY, EMPLOYEE = "parent", "guardian", "agent", "estate", "company", "employee"
GROUNDS = (PARENT, GUARDIAN, AGENT, ESTATE, COMPANY, EMPLOYEE)
GIVEN = (
    AGENT,
    EMPLOYEE,
)  # by the principal's own will, so with an end; the others stand on a register, a court or a paper
FIRMS = (COMPANY, EMPLOYEE)
LEVELS = {PARENT: 1, GUARDIAN: 1, AGENT: 1, ESTATE: 1, COMPANY: 1, EMPLOYEE: 1}  # of whoever acts: decision 31
OF_AGE = 18  # assumed; years
LONGEST = timedelta(days=366)  # that a given mandate may run; assumed
ACCEPT_WITHIN = timedelta(days=14)
CONFIRM_WITHIN = timedelta(days=1)
CHECK_EVERY = timedelta(days=30)  # whether a company still exists, and a register still names whoever acts

OFFERED, CONFIRMING, ACTIVE, REFUSED, LAPSED, ENDED = "offered", "confirming", "active", "refused", "lapsed", "ended"
WAITING = (OFFERED, CONFIRMING)

ALLOWED = "allowed"

SET_ASIDE = "set-aside"
# Why somebody else than the two refused or ended it: that can be looked at again. What a person or the calendar ended cannot.
AGAINST = frozenset({"by-officer", "not-director", "not-parent", "not-agreed", "died"})


@dataclass(frozen=True, slots=True)
class Facts:
    """
    All that the decision is made from. ``named`` are the services that the mandate names, none for every service that is open
    to its ground; ``open_to`` the grounds for which the service lets somebody act for another.
    """

    ground: str
    state: str
    on: date
    starts_on: date
    ends_on: date | None
    principal_born_on: date | None
    principal_died: bool
    firm_works: bool
    agent_is_principal: bool
    agent_level: int
    agent_born_on: date | None
    agent_died: bool
    named: frozenset[str]
    service: str
    open_to: frozenset[str]


def decide(facts: Facts) -> str:
    """``allowed``, or the code of the first reason against it, in the order in which a person would look for it."""
    return _person(facts) or _mandate(facts) or _principal(facts) or _service(facts) or ALLOWED


def _person(facts: Facts) -> str:
    if facts.agent_is_principal:
        return "own"
    if facts.agent_died:
        return "agent-died"
    if facts.agent_level < LEVELS[facts.ground]:
        return "agent-not-known"
    if facts.agent_born_on is None or age(facts.agent_born_on, facts.on) < OF_AGE:
        return "agent-under-age"
    return ""


def _mandate(facts: Facts) -> str:
    if facts.state == OFFERED:
        return "not-accepted"
    if facts.state == CONFIRMING:
        return "not-confirmed"
    if facts.state != ACTIVE:
        return {REFUSED: "refused", LAPSED: "lapsed"}.get(facts.state, "ended")
    if facts.on < facts.starts_on:
        return "not-begun"
    if facts.ends_on is not None and facts.on > facts.ends_on:
        return "over"
    return ""


def _principal(facts: Facts) -> str:
    if facts.ground in FIRMS:
        return "" if facts.firm_works else "firm-gone"
    if facts.ground == ESTATE:
        return "" if facts.principal_died else "principal-lives"
    if facts.principal_died:
        return "principal-died"
    if facts.ground == PARENT and (facts.principal_born_on is None or age(facts.principal_born_on, facts.on) >= OF_AGE):
        return "of-age"
    return ""


def _service(facts: Facts) -> str:
    if facts.ground not in facts.open_to:
        return "service-in-person"
    if facts.named and facts.service not in facts.named:
        return "service-not-named"
    return ""


def age(born_on: date, on: date) -> int:
    """In full years; whoever is born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def last_day_of_childhood(born_on: date) -> date:
    """The day before the eighteenth birthday."""
    try:
        birthday = born_on.replace(year=born_on.year + OF_AGE)
    except ValueError:
        birthday = date(born_on.year + OF_AGE, 3, 1)
    return birthday - timedelta(days=1)
