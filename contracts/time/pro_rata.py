"""The hours of a month in which more than one version held: pro rata by calendar days (SLA 6.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.time.rates import MINUTES_AN_HOUR
from sla.wording import duration_words


@dataclass(frozen=True)
class HeldDays:
    """On how many days of a month a version held, and its hours a month: None where it has no All-in-1."""

    days: int
    hours_per_month: Decimal | None


@dataclass(frozen=True)
class AgreedMonth:
    """What was agreed for a month, by the versions that held in it."""

    days: int
    parts: tuple[HeldDays, ...]

    @property
    def minutes(self) -> int | None:
        """Rounded once, over the whole month; None when no hours, or nought hours, were agreed."""
        total = sum((part.days * (part.hours_per_month or Decimal()) for part in self.parts), Decimal())
        return int((total * MINUTES_AN_HOUR / self.days).quantize(Decimal(1), ROUND_HALF_UP)) or None

    @property
    def is_whole(self) -> bool:
        """All-in-1 hours held on each day of it."""
        return sum(part.days for part in self.parts if part.hours_per_month) == self.days

    @property
    def words(self) -> str:
        """Why it is not simply what stands in the agreement; empty where it is."""
        with_hours = [part for part in self.parts if part.hours_per_month]
        if not with_hours or (self.is_whole and len({part.hours_per_month for part in with_hours}) == 1):
            return ""
        parts = " + ".join(_part_words(part) for part in with_hours)
        return _("Naar rato van de dagen: %(parts)s.") % {"parts": parts}


def _part_words(part: HeldDays) -> str:
    """ "15 dagen van 10 u per maand" """
    minutes = int(((part.hours_per_month or Decimal()) * MINUTES_AN_HOUR).quantize(Decimal(1), ROUND_HALF_UP))
    pattern = ngettext("%(days)s dag van %(hours)s per maand", "%(days)s dagen van %(hours)s per maand", part.days)
    return pattern % {"days": part.days, "hours": duration_words(timedelta(minutes=minutes))}
