"""Counting what is asked, by minute and for ever; and what the public is told."""

from datetime import UTC, datetime, timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, ANYWHERE, Actor, Grant
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.operations import commands, queries
from digigov.modules.operations.rules import EDGES, NO_SLOTS, percentile
from digigov.modules.operations.traffic import Counted

OPERATOR = Actor(kind="officer", account_id=new_id(), grants=frozenset({Grant("operations.see", ANYWHERE)}))
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def counted(*seconds, status=200):
    heap = Counted()
    for each in seconds:
        heap.add(status=status, seconds=each)
    return heap


class TestPercentile:
    def test_nobody_asked(self):
        assert percentile(NO_SLOTS, 0.5) is None

    def test_between_the_edges(self):
        slots = counted(*[0.02] * 95, *[0.2] * 5).slots

        assert 10 < percentile(slots, 0.5) <= 25
        assert percentile(slots, 0.95) <= 25 < 150 < percentile(slots, 0.99) <= 300

    def test_beyond_the_last_edge(self):
        assert percentile(counted(60.0).slots, 0.5) == EDGES[-1] * 1000


@pytest.mark.django_db
class TestTraffic:
    def note(self, process="a:1", at=AT, **kinds):
        commands.note_traffic(
            process=process, minutes={at: counted(0.01)}, kinds={("queue/", "GET", 200): counted(0.01)}
        )

    def test_two_processes_and_two_writings_add_up(self):
        self.note()
        self.note()
        self.note(process="a:2", at=AT + MINUTE)

        stretches = queries.list_stretches(until=AT + MINUTE, hours=1, minutes=5)
        assert [each.requests for each in stretches if each.requests] == [3]
        assert queries.recent_traffic(until=AT + MINUTE).requests == 3
        (kind,) = queries.list_kinds()
        assert (kind.route, kind.requests, sum(kind.slots)) == ("queue/", 3, 3)

    def test_what_broke_and_what_was_turned_away(self):
        for status in (200, 404, 429, 500, 503):
            commands.note_traffic(process="a:1", minutes={AT: counted(0.01, status=status)}, kinds={})

        found = queries.recent_traffic(until=AT)
        assert (found.requests, found.errors, found.turned_away) == (5, 1, 2)

    def test_a_week_later_the_minutes_are_gone_and_the_sums_are_not(self):
        self.note()

        commands.forget_traffic(at=AT + timedelta(days=9))

        assert queries.recent_traffic(until=AT).requests == 0
        assert len(queries.list_kinds()) == 1


@pytest.mark.django_db
class TestIncident:
    def test_it_is_told_and_later_over(self):
        told = commands.tell_incident(
            by=OPERATOR, at=AT, said={"en": " Cards rest. ", "acf": "Kat ka pozé.", "xx": "?"}
        )
        commands.end_incident(by=OPERATOR, at=AT + MINUTE, incident_id=told)

        (found,) = queries.list_incidents(page=Page())
        assert found.said == {"en": "Cards rest.", "acf": "Kat ka pozé."}
        assert found.ended_at == AT + MINUTE
        with pytest.raises(commands.IncidentIsOver):
            commands.end_incident(by=OPERATOR, at=AT, incident_id=told)

    @pytest.mark.parametrize("said", [{}, {"en": " "}, {"acf": "Kat ka pozé."}, {"en": "x" * 301}])
    def test_it_needs_one_sentence_in_english(self, said):
        with pytest.raises(InvalidInput):
            commands.tell_incident(by=OPERATOR, at=AT, said=said)

    def test_strangers_tell_nothing(self):
        with pytest.raises(NotAllowed):
            commands.tell_incident(by=ANONYMOUS, at=AT, said={"en": "Ha."})
        assert not queries.list_incidents(page=Page()).items
