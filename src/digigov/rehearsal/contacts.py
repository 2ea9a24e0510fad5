"""
A history of contacts and of agents' presence for the rehearsal: made up, always the same for the same day, and marked as such.

Nothing here was measured anywhere. A working day brings about 300 calls, 80 chats and 220 e-mails: what ten people, each on five days of
seven, can just about answer. Kwéyòl callers are a fifth. The day of a thousand contacts is played in ``bench/workforce.py``.
"""

import math
import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.apps import apps

from digigov.kernel.adapters import Health
from digigov.kernel.clock import local_date, local_zone, now
from digigov.modules.workforce.ports import Interval, Stretch

CALLS, CHATS, MAILS = 300, 80, 220
A_DAY = {"voice": CALLS, "chat": CHATS, "mail": MAILS}
SECONDS = {"voice": 150.0, "chat": 360.0, "mail": 120.0}
WEEKDAYS = (1.1, 1.05, 1.0, 0.95, 1.05, 0.5, 0.35)
HALF_HOURS = (3, 5, 7, 9, 10, 10, 9, 8, 7, 6, 6, 6, 7, 7, 7, 6, 5, 5, 4, 4, 3, 3, 2, 2)
KWEYOL = 0.2
OPENS = 7 * 60
BEGAN = date(2026, 6, 1)  # before that the centre of the rehearsal was not open
STORM = date(2026, 10, 14)  # one day on which four times as many called


class MadeUp:
    """The same numbers each time they are asked for."""

    def intervals(self, channel: str, language: str, since: datetime, until: datetime) -> Sequence[Interval]:
        found = []
        on = max(since.astimezone(local_zone()).date(), BEGAN)
        while datetime.combine(on, time(), local_zone()) < until:
            found += self._of_day(channel, language, on)
            on += timedelta(days=1)
        return [each for each in found if since <= each.starts_at < until]

    def states(self, agent: UUID, day: date) -> Sequence[Stretch]:
        """Everybody about as planned: a few minutes late here, a long break there."""
        Shift = apps.get_model("workforce", "Shift")
        shift = Shift.objects.filter(party_id=agent, on=day, is_in_force=True).first()
        if shift is None or day > local_date(now()):
            return ()
        chance = random.Random(f"{agent}{day}")  # noqa: S311 - made up
        midnight = datetime.combine(day, time(), local_zone())
        at = shift.starts_at + timedelta(minutes=chance.choice((-3, -2, 0, 1, 2, 12)))
        found = []
        for begins, ends, _kind in shift.breaks:
            pause = midnight + timedelta(minutes=begins + chance.choice((-4, 0, 3)))
            over = midnight + timedelta(minutes=ends + chance.choice((0, 1, 2, 9)))
            found += [Stretch("ready", at, pause), Stretch("break", pause, over)]
            at = over
        found.append(Stretch("ready", at, shift.ends_at + timedelta(minutes=chance.choice((0, 1, -8)))))
        return [Stretch(each.state, each.begins, min(each.ends, now())) for each in found if each.begins < now()]

    def check(self) -> Health:
        return Health(True, "contacts are made up", rehearsal_only=True)

    def _of_day(self, channel: str, language: str, on: date) -> list[Interval]:
        chance = random.Random(f"{channel}{language}{on}")  # noqa: S311 - made up
        weeks = (on - BEGAN).days / 7
        whole = A_DAY[channel] * WEEKDAYS[on.weekday()] * (1 + 0.002 * weeks) * chance.gauss(1, 0.05)
        whole *= {"": 1.0, "acf": KWEYOL}.get(language, 1 - KWEYOL) * (4 if on == STORM else 1)
        opens = datetime.combine(on, time(), local_zone()) + timedelta(minutes=OPENS)
        found = []
        for number, part in enumerate(HALF_HOURS):
            offered = _poisson(whole * part / sum(HALF_HOURS), chance)
            handled = offered - offered // 30
            seconds = sum(chance.expovariate(1 / SECONDS[channel]) for _each in range(handled))
            starts_at = opens + timedelta(minutes=30 * number)
            found.append(Interval(starts_at, 30, offered, handled, seconds, offered - handled))
        return found


def _poisson(mean: float, chance: random.Random) -> int:
    edge, product, count = math.exp(-mean), chance.random(), 0
    while product > edge:
        product *= chance.random()
        count += 1
    return count
