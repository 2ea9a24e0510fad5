from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digigov.modules.appointments.rules import Taken, free_lane, slots_of_day

ZONE = ZoneInfo("America/St_Lucia")
HOURS = [
    {"days": ["mon", "tue"], "opens": "08:00", "closes": "12:00"},
    {"days": ["mon"], "opens": "13:00", "closes": "14:15"},
]
MONDAY, TUESDAY, WEDNESDAY = date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 10)


def clock(starts):
    return [f"{start:%H:%M}" for start in starts]


def test_slots_fill_the_hours_and_nothing_beyond():
    assert clock(slots_of_day(HOURS, MONDAY, 60, ZONE)) == ["08:00", "09:00", "10:00", "11:00", "13:00"]
    assert clock(slots_of_day(HOURS, TUESDAY, 120, ZONE)) == ["08:00", "10:00"]
    assert slots_of_day(HOURS, WEDNESDAY, 30, ZONE) == ()


def test_the_first_lane_without_an_overlap_is_free():
    start = datetime(2026, 6, 8, 9, tzinfo=ZONE)
    end = start + timedelta(minutes=30)
    before = Taken(start - timedelta(minutes=30), start, 1)
    across = Taken(start - timedelta(minutes=15), start + timedelta(minutes=15), 1)

    assert free_lane(start, end, 1, [before]) == 1
    assert free_lane(start, end, 1, [across]) is None
    assert free_lane(start, end, 2, [before, across]) == 2
