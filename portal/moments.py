"""Moments as a customer says them: "vandaag om 14:20", "morgen om 08:30", else the date; another year is said."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM
from sla.wording import moment_words, time_words

_WEEK = timedelta(days=6)


def near_words(at: datetime, now: datetime) -> str:
    """Today and tomorrow by name, all else with its date."""
    days = (at.astimezone(AMSTERDAM).date() - now.astimezone(AMSTERDAM).date()).days
    if days == 0:
        return _("vandaag om %(time)s") % {"time": time_words(at)}
    if days == 1:
        return _("morgen om %(time)s") % {"time": time_words(at)}
    if at.astimezone(AMSTERDAM).year != now.astimezone(AMSTERDAM).year:
        return dateformat.format(at.astimezone(AMSTERDAM), "D j b Y H:i")
    return moment_words(at)


def opening_words(at: datetime, now: datetime) -> str:
    """As short as can be told apart: "17:00", "morgen 08:00", "ma 08:00", "ma 28 dec 08:00"."""
    day, today = at.astimezone(AMSTERDAM).date(), now.astimezone(AMSTERDAM).date()
    if day == today:
        return time_words(at)
    if day == today + timedelta(days=1):
        return _("morgen %(time)s") % {"time": time_words(at)}
    if day - today <= _WEEK:
        return dateformat.format(at.astimezone(AMSTERDAM), "D H:i")
    return moment_words(at)
