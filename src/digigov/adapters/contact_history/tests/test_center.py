from datetime import timedelta

import pytest

from digigov.adapters.contact_history.center import OwnLog
from digigov.kernel.clock import local, local_date, now
from digigov.modules.contact_center import commands
from digigov.modules.contact_center.testing import CHANNEL, arrive, give_out, make_agent, make_center
from digigov.modules.workforce.testing import keeps_the_contract

pytestmark = pytest.mark.django_db
ALWAYS = [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "00:00", "closes": "23:59"}]


@pytest.fixture
def agent():
    """Came two hours ago, took a call of three minutes and went on a break; a second caller gave up."""
    make_center(hours=ALWAYS, open_on_holidays=True)
    agent, began = make_agent(), now() - timedelta(hours=2)
    commands.change_state(by=agent, at=began, state="ready")
    first = arrive("voice", at=began)
    give_out(at=began)
    commands.accept_contact(by=agent, at=began, contact_id=first)
    second = arrive("voice", at=began)
    commands.abandon_contact(by=CHANNEL, at=began + timedelta(seconds=60), contact_id=second)
    commands.wrap_up_contact(by=agent, at=began + timedelta(minutes=3), contact_id=first, wrap_up="answered")
    commands.change_state(by=agent, at=began + timedelta(minutes=30), state="break")
    return agent


def test_keeps_the_contract(agent):
    at = now()
    keeps_the_contract(OwnLog(), OwnLog(), at=at, agent=agent.own_party, on=local_date(at))


def test_counts_what_the_log_has(agent):
    at = now()
    found = OwnLog().intervals("voice", "", at - timedelta(hours=3), at)
    whole = [
        sum(getattr(each, name) for each in found) for name in ("offered", "handled", "handled_seconds", "abandoned")
    ]
    assert whole == [2, 1, 180.0, 1]
    assert len(found) in (6, 7)  # also those in which nobody called
    assert sum(each.offered for each in OwnLog().intervals("voice", "acf", at - timedelta(hours=3), at)) == 0
    assert sum(each.offered for each in OwnLog().intervals("chat", "", at - timedelta(hours=3), at)) == 0


def test_says_how_an_agent_stood(agent):
    at = now()
    days = {local_date(at - timedelta(hours=2)), local_date(at)}
    states = [each for day in sorted(days) for each in OwnLog().states(agent.own_party, day)]
    assert [each.state for each in states if local(each.begins).time().isoformat() != "00:00:00"] == ["ready", "break"]
    minutes = sum((each.ends - each.begins).total_seconds() for each in states if each.state == "ready") / 60
    assert minutes == pytest.approx(30, abs=0.1)
