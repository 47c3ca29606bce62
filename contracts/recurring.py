"""When recurring work is due: an iCalendar rule over whole days. Pure."""

from __future__ import annotations

from datetime import date, datetime, time

from dateutil.rrule import rrule, rrulestr

MAX_RULE = 200
WHOLE_DAYS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")


def parse_rule(rule: str, starts_on: date) -> rrule:
    """ "FREQ=MONTHLY;BYDAY=1TU" from a day on. ValueError for anything else than one rule over whole days."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().strip().removeprefix("RRULE:").split(";"))
    if len(rule) > MAX_RULE or parts.get("FREQ") not in WHOLE_DAYS or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(parts):
        raise ValueError(f"no rule over whole days: {rule!r}")
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(f"RRULE:{text}", dtstart=datetime.combine(starts_on, time.min))
    except (TypeError, KeyError, IndexError, OverflowError) as error:
        raise ValueError(f"no rule: {rule!r}") from error
    if not isinstance(found, rrule):
        raise ValueError(f"more than one rule: {rule!r}")
    return found


def first_due(rule: str, starts_on: date, *, after: date | None = None, until: date | None = None) -> date | None:
    """The first day of the rule on or after `starts_on`, and later than `after`; None when there is none by `until`."""
    days = parse_rule(rule, starts_on)
    found = days.after(datetime.combine(after, time.min)) if after else next(iter(days), None)
    if found is None or (until is not None and found.date() > until):
        return None
    return found.date()
