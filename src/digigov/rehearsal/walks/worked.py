"""
The worked examples of the pack, brought to today: an example says on which day it was written (``at``), and every date in it
is moved by as many days as have passed since, so that ages, deadlines and days to come stay what they were.
"""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from digigov.kernel.clock import local_date, now

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def worked(path: Path) -> dict[str, Any]:
    """An example as it would be written today."""
    example = yaml.safe_load(path.read_text(encoding="utf-8"))
    return moved(example, local_date(now()) - local_date(example["at"]))


def moved(value: Any, by: timedelta) -> Any:
    """Every date in it, by that much. :raises OverflowError: beyond the calendar."""
    if isinstance(value, dict):
        return {key: moved(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [moved(each, by) for each in value]
    if isinstance(value, date | datetime):
        return value + by
    if isinstance(value, str) and DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return value


def days_in(value: Any) -> set[date]:
    """Every date in it."""
    if isinstance(value, dict):
        return {day for each in value.values() for day in days_in(each)}
    if isinstance(value, list):
        return {day for each in value for day in days_in(each)}
    if isinstance(value, date):
        return {value.date() if isinstance(value, datetime) else value}
    return {date.fromisoformat(value)} if isinstance(value, str) and DAY.fullmatch(value) else set()
