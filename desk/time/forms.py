"""Writing, timing, correcting and exporting time."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.fields import MomentField
from infra.forms import RefusableForm
from reviews.forms import FiguresPeriodForm
from tickets.forms import FormWithToken
from tickets.models import Activity, TimeEntry

_MOST = gettext_lazy("Vul 1 tot en met 1440 minuten in.")
_YES_NO = {"ja": True, "nee": False}


_HOURS_AND_MINUTES = re.compile(r"(?P<hours>\d{1,2})\s*(?::|u|uur)\s*(?P<minutes>\d{1,2})?\s*(?:m|min)?", re.IGNORECASE)
_MINUTES = re.compile(r"(?P<minutes>\d{1,5})\s*(?:m|min|minuten)?", re.IGNORECASE)
_HOURS = re.compile(r"(?P<hours>\d{1,2}[.,]\d{1,2})\s*(?:u|uur)?", re.IGNORECASE)


def minutes_in(text: str) -> int | None:
    """As people write a stretch of time: "90", "15m", "1:30", "1u30", "2 uur", "1,5". None: it is none of these."""
    text = text.strip()
    if found := _MINUTES.fullmatch(text):
        return int(found["minutes"])
    if found := _HOURS.fullmatch(text):
        return round(float(found["hours"].replace(",", ".")) * 60)
    if (found := _HOURS_AND_MINUTES.fullmatch(text)) and int(found["minutes"] or 0) < 60:
        return int(found["hours"]) * 60 + int(found["minutes"] or 0)
    return None


class DurationField(forms.IntegerField):
    """Minutes, however they were written; cleans to an int."""

    def to_python(self, value: Any) -> int | None:
        read = minutes_in(value) if isinstance(value, str) and value.strip() else None
        return super().to_python(value if read is None else read)


def minutes_field(*, least: int = 1, help_text: Any = "", most: Any = _MOST) -> forms.IntegerField:
    return DurationField(
        label=gettext_lazy("Minuten"),
        min_value=least,
        max_value=24 * 60,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "data-autofocus": "", "placeholder": gettext_lazy("15, 1:30 of 1,5")}
        ),
        error_messages={
            "required": gettext_lazy("Vul het aantal minuten in."),
            "invalid": gettext_lazy("Vul minuten in, zoals 15, of een tijd, zoals 1:30 of 1,5."),
            "min_value": most,
            "max_value": most,
        },
    )


def began_then_field() -> forms.TypedChoiceField:
    """Asked where time begins before the start of work; the action says when, in its own words."""
    return forms.TypedChoiceField(
        label=gettext_lazy("Begon het werk aan deze melding toen?"),
        choices=[
            ("", gettext_lazy("Volgt uit de tijd")),
            ("ja", gettext_lazy("Ja, leg die aanvang achteraf vast")),
            ("nee", gettext_lazy("Nee, dit was ervoor")),
        ],
        coerce=_YES_NO.get,
        empty_value=None,
        required=False,
    )


class WorkForm(FormWithToken):
    """What is said of any stretch of work. Whether it was planned outside office hours (SLA 8.2) follows from what was
    agreed on the melding unless said; the clock on the wall alone says nothing."""

    minutes = minutes_field()
    activity = forms.ChoiceField(label=gettext_lazy("Soort werk"), choices=Activity.choices, initial=Activity.SUPPORT)
    on_site = forms.BooleanField(label=gettext_lazy("Op locatie"), required=False)
    outside_hours = forms.TypedChoiceField(
        label=gettext_lazy("Gepland buiten kantoortijd?"),
        choices=[
            ("", gettext_lazy("Volgt uit wat is afgesproken")),
            ("ja", gettext_lazy("Ja, zo gepland en met akkoord (8.2)")),
            ("nee", gettext_lazy("Nee, de gewone dekking geldt")),
        ],
        coerce=_YES_NO.get,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(label=gettext_lazy("Toelichting"), max_length=300, required=False)
    began_then = began_then_field()


class TimeForm(WorkForm):
    """Time by hand; without a start it was just now."""

    started_at = MomentField(label=gettext_lazy("Begonnen"), help_text=gettext_lazy("Leeg: zojuist."), required=False)
    field_order = ("minutes", "activity", "text", "on_site", "started_at", "outside_hours", "began_then")
    _SELDOM = ("started_at", "outside_hours", "began_then")

    def usual(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self._SELDOM]

    def seldom(self) -> list[forms.BoundField]:
        """One click away, or in sight where something was filled in or has to be."""
        return [self[name] for name in self._SELDOM]

    @property
    def is_unfolded(self) -> bool:
        return any(self.data.get(name) or name in self.errors for name in self._SELDOM)


class StopForm(WorkForm):
    """The timer's minutes, which may be corrected before they are written."""

    def __init__(self, *args: Any, minutes: int | None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"minutes": minutes}, **kwargs)


class CorrectForm(RefusableForm):
    minutes = minutes_field(
        least=0,
        help_text=gettext_lazy("0 haalt de regel weg."),
        most=gettext_lazy("Vul 0 tot en met 1440 minuten in."),
    )
    activity = forms.ChoiceField(label=gettext_lazy("Soort werk"), choices=Activity.choices)
    started_at = MomentField(label=gettext_lazy("Begonnen"), required=False)
    on_site = forms.BooleanField(label=gettext_lazy("Op locatie"), required=False)
    outside_hours = forms.BooleanField(
        label=gettext_lazy("Gepland buiten kantoortijd, met akkoord (8.2)"), required=False
    )
    text = forms.CharField(label=gettext_lazy("Toelichting"), max_length=300, required=False)
    began_then = began_then_field()
    reason = forms.CharField(
        label=gettext_lazy("Waarom corrigeer je dit?"),
        help_text=gettext_lazy("Collega's lezen dit; de oude regel blijft bewaard."),
        max_length=300,
        required=False,  # the action asks for it, in its own words
    )

    def __init__(self, *args: Any, entry: TimeEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if entry.locked_at is not None:
            self.fields["reason"].help_text = _("De klant leest dit bij de creditregel; de oude regel blijft staan.")


class ExportPeriodForm(FiguresPeriodForm):
    """Days of an export; `ouder` takes along what was worked before them and never left."""

    ouder = forms.BooleanField(
        label=gettext_lazy("Neem oudere regels mee"),
        help_text=gettext_lazy("Wat voor deze periode is gewerkt en nog niet is geëxporteerd."),
        required=False,
    )


def last_month(today: date) -> dict[str, date]:
    """What is exported most: the month before."""
    ends = today.replace(day=1) - timedelta(days=1)
    return {"van": ends.replace(day=1), "tot": ends}
