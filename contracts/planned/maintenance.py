"""When maintenance is welcome (SLA 8.2): the fixed hours of the DAP, else office hours. Pure but for the clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sla.business_hours import AMSTERDAM, WEEKDAYS, BusinessHours, parse_windows

Windows = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class MaintenanceHours:
    """`citation` names the clause; empty when the DAP says nothing about it."""

    windows: Windows
    citation: str = ""

    @property
    def lines(self) -> list[tuple[str, str]]:
        """[("maandag t/m vrijdag", "18:00 tot 22:00")]: days that follow each other with the same hours together."""
        found: list[tuple[list[int], str]] = []
        for number, name in enumerate(WEEKDAYS):
            hours = _(" en ").join(f"{opens}–{closes}" for opens, closes in self.windows.get(name, ()))
            if hours and found and found[-1][1] == hours and found[-1][0][-1] == number - 1:
                found[-1][0].append(number)
            elif hours:
                found.append(([number], hours))
        return [(_days(days), hours) for days, hours in found]

    @property
    def words(self) -> str:
        """ "maandag t/m vrijdag 18:00–22:00" """
        return ", ".join(f"{days} {hours}" for days, hours in self.lines)

    def is_welcome(self, moment: datetime) -> bool:
        local = moment.astimezone(AMSTERDAM)
        minute = local.hour * 60 + local.minute
        spans = parse_windows(self.windows.get(WEEKDAYS[local.weekday()], ()))
        return any(opens <= minute < closes for opens, closes in spans)


def read_hours(settings: Mapping[str, Any], citation: str) -> MaintenanceHours | None:
    """From the settings of a maintenance clause; None when it names no hours, or none that can be read."""
    windows = settings.get("windows") or {}
    try:
        found = {name: parsed for name in WEEKDAYS if (parsed := [list(pair) for pair in windows.get(name, ())])}
        for spans in found.values():
            parse_windows(spans)
    except (AttributeError, TypeError, ValueError):
        return None
    return MaintenanceHours(found, citation) if found else None


def warning(moment: datetime, agreed: MaintenanceHours | None, office: BusinessHours, *, disturbs: bool) -> str:
    """What somebody who plans work on this moment has to know; empty when there is nothing.

    `disturbs`: the work makes systems unavailable, so the fixed hours of the DAP hold for it.
    """
    if agreed and disturbs and not agreed.is_welcome(moment):
        sentence = _("Dit valt buiten de vaste onderhoudstijden (%(clause)s: %(hours)s). Stem het af met de klant.")
        return sentence % {"clause": agreed.citation, "hours": agreed.words}
    if office.is_open(moment):
        return ""
    if agreed and disturbs:
        return _("Dit valt binnen de onderhoudstijden maar buiten kantoortijden: de tijd wordt doorbelast (SLA 8.2).")
    return _(
        "Dit valt buiten kantoortijden: dat kan alleen in overleg met de klant, en de tijd wordt doorbelast (SLA 8.2)."
    )


def _days(numbers: Sequence[int]) -> str:
    names = (_("maandag"), _("dinsdag"), _("woensdag"), _("donderdag"), _("vrijdag"), _("zaterdag"), _("zondag"))
    if len(numbers) == 1:
        return names[numbers[0]]
    if len(numbers) == 2:
        return _("%(one)s en %(other)s") % {"one": names[numbers[0]], "other": names[numbers[1]]}
    return _("%(one)s t/m %(other)s") % {"one": names[numbers[0]], "other": names[numbers[-1]]}
