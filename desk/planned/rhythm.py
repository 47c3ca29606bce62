"""How often work comes back, chosen from three lists: "elk kwartaal", "eerste", "dinsdag" (SLA 6.1, 8.2). Pure.

What is kept is the rule of contracts/planned/recurrence.py: "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Every(TextChoices):
    WEEK = "W1", gettext_lazy("elke week")
    TWO_WEEKS = "W2", gettext_lazy("elke twee weken")
    MONTH = "M1", gettext_lazy("elke maand")
    TWO_MONTHS = "M2", gettext_lazy("elke twee maanden")
    QUARTER = "M3", gettext_lazy("elk kwartaal")
    HALF_YEAR = "M6", gettext_lazy("elk half jaar")
    YEAR = "M12", gettext_lazy("elk jaar")


class Which(TextChoices):
    """Which such day of the month; of no account in a rhythm of weeks."""

    FIRST = "1", gettext_lazy("eerste")
    SECOND = "2", gettext_lazy("tweede")
    THIRD = "3", gettext_lazy("derde")
    FOURTH = "4", gettext_lazy("vierde")
    LAST = "-1", gettext_lazy("laatste")


class Weekday(TextChoices):
    MONDAY = "MO", gettext_lazy("maandag")
    TUESDAY = "TU", gettext_lazy("dinsdag")
    WEDNESDAY = "WE", gettext_lazy("woensdag")
    THURSDAY = "TH", gettext_lazy("donderdag")
    FRIDAY = "FR", gettext_lazy("vrijdag")


_FREQUENCIES = MappingProxyType({"W": "WEEKLY", "M": "MONTHLY"})
_DAY = re.compile(r"(-?\d)?([A-Z]{2})")


@dataclass(frozen=True)
class Rhythm:
    every: Every
    day: Weekday
    which: Which = Which.FIRST

    @property
    def is_weekly(self) -> bool:
        return self.every.value.startswith("W")

    @property
    def rrule(self) -> str:
        frequency, interval = _FREQUENCIES[self.every.value[0]], int(self.every.value[1:])
        day = self.day.value if self.is_weekly else f"{self.which.value}{self.day.value}"
        return f"FREQ={frequency}{f';INTERVAL={interval}' if interval > 1 else ''};BYDAY={day}"


def read_rhythm(rrule: str) -> Rhythm | None:
    """None for a rule that these lists cannot say; one that comes by another door may be finer."""
    parts = dict(part.split("=", 1) for part in rrule.upper().split(";") if "=" in part)
    if not {"FREQ", "BYDAY"} <= parts.keys() or parts.keys() - {"FREQ", "BYDAY", "INTERVAL"}:
        return None
    day = _DAY.fullmatch(parts["BYDAY"])
    if day is None:
        return None
    try:
        every = Every(f"{parts['FREQ'][:1]}{parts.get('INTERVAL', '1')}")
        rhythm = Rhythm(every, Weekday(day[2]), Which(day[1] or "1"))
    except ValueError:
        return None
    return rhythm if rhythm.rrule == rrule.upper().replace(";INTERVAL=1;", ";") else None
