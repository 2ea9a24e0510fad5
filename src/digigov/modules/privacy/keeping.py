"""How long a row is kept: its rule and the periods of the loaded pack, in dates and in words."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from digigov.kernel.clock import local_date
from digigov.modules.privacy.definitions import (
    Holding,
    Period,
    Periods,
    RetentionPlan,
    Rule,
    Shredding,
    Source,
    Stay,
    years_after,
)
from digigov.modules.privacy.models import Plan


def get_periods() -> Periods:
    row = Plan.objects.filter(id=1).first()
    if row is None:
        return Periods(None)
    plan = RetentionPlan.model_validate(row.body) if row.body is not None else None
    return Periods(plan, row.services)


def _must_be_before(at: datetime, period: Period) -> datetime:
    return years_after(at - timedelta(days=period.days), -period.years)


def past_rows(rule: Rule, *, at: datetime, periods: Periods) -> Q | None:
    """Rows past their time by their rule alone; None where no clock ends them."""
    period = periods.lasts(rule) if rule.kind == "after" else None
    if period is None:
        return None
    found, earlier = Q(), Q()
    for name in rule.fields:
        found |= earlier & Q(**{f"{name}__lt": _must_be_before(at, period)})
        earlier &= Q(**{f"{name}__isnull": True})
    return found


def why_by_rule(source: Source, row: Any, shredding: Shredding) -> Stay | None:
    """Why a row stays by the rule of its source; None if it goes."""
    rule = source.rule
    if rule.kind == "forever":
        return Stay("forever", rule.law)
    if rule.kind == "others":
        return Stay("others", rule.law)
    if rule.kind in ("account", "person"):
        return None if shredding.closes else Stay("account")
    if rule.kind != "after" or (rule.at_once and shredding.whose is not None):
        return None
    return _why_within(rule, row, shredding)


def _why_within(rule: Rule, row: Any, shredding: Shredding) -> Stay | None:
    period, since = shredding.periods.lasts(rule), _since(rule, row)
    if period is None or since is None:
        return Stay("period", period.law if period else "")
    until = period.after(since)
    return Stay("period", period.law, local_date(until)) if until > shredding.at else None


def _since(rule: Rule, row: Any) -> datetime | None:
    for name in rule.fields:
        value: Any = row
        for part in name.split("__"):
            value = getattr(value, part)
        if value is not None:
            return _moment(value)
    return None


def _moment(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=UTC)


def kept_in_words(rule: Rule, periods: Periods) -> str:
    """The rule as people read it: from the same data by which rows are erased."""
    told = {
        "case": gettext(
            "as long as the application is kept: as many years after its end as the page of the service says"
        ),
        "account": gettext("until it has ended, at the latest as long as you have an account")
        if rule.ends
        else gettext("as long as you have an account"),
        "person": gettext(
            "as long as you have an account, and as long as something else that is kept needs to say whose it is"
        ),
        "own": gettext("until its last day, or until you delete it"),
        "others": gettext("as long as it is kept for the other person"),
        "forever": gettext("for ever, by law: %(law)s") % {"law": rule.law},
    }
    if rule.kind == "person" and (period := periods.lasts(rule)):
        more = gettext("; of whoever was written down and has no account at least for %(lasts)s")
        return told["person"] + more % {"lasts": _lasts_in_words(period)}
    return told[rule.kind] if rule.kind != "after" else _after_in_words(rule, periods)


def _after_in_words(rule: Rule, periods: Periods) -> str:
    period, event = periods.lasts(rule), gettext(rule.event)
    if period is None:
        return gettext("the country has not said how long after this: %(event)s") % {"event": event}
    told = gettext("%(lasts)s after this: %(event)s") % {"lasts": _lasts_in_words(period), "event": event}
    return gettext("%(told)s; at once if you ask for it to be erased") % {"told": told} if rule.at_once else told


def _lasts_in_words(period: Period) -> str:
    if period.years:
        return ngettext("%(num)s year", "%(num)s years", period.years) % {"num": period.years}
    return ngettext("%(num)s day", "%(num)s days", period.days) % {"num": period.days}


def kept_of(holding: Holding, periods: Periods | None = None) -> tuple[str, ...]:
    """How long a room keeps what it holds: a sentence for each length, with the kinds of record that it is for."""
    periods, kinds = periods or get_periods(), dict[str, list[str]]()
    for each in holding.sources:
        kinds.setdefault(kept_in_words(each.rule, periods), []).append(gettext(each.kind))
    return tuple(
        gettext("%(kinds)s: %(kept)s.") % {"kinds": ", ".join(dict.fromkeys(names)), "kept": words}
        for words, names in kinds.items()
    )
