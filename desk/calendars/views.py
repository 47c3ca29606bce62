"""The calendars that deadlines run on: what a change moves is shown before it is made (SLA 3.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from desk.access import HouseRequest, house
from desk.calendars.forms import ExceptionForm
from sla.actions import CalendarError, add_exception, remove_exception
from sla.business_hours import AMSTERDAM, WEEKDAYS
from sla.models import Calendar, CalendarVersion
from tickets.actions import move_to_calendar
from tickets.models import EntryKind, TimelineEntry

MOVED_SHOWN = 50
CONFIRMED = "bevestigd"


@dataclass(frozen=True)
class OddDay:
    """A day on which the hours are not those of its weekday."""

    day: date
    hours: str
    reason: str
    is_exception: bool


Change = Callable[[], CalendarVersion]


@dataclass(frozen=True)
class Foretold:
    """What a change would do: the open deadlines that it moves, worked out by really making it and taking it back."""

    changes: bool
    count: int
    moved: list[tuple[TimelineEntry, str]]


@require_http_methods(["GET", "POST"])
@house("sla.change_calendar")
def calendar_page(request: HouseRequest, slug: str = Calendar.SUPPORTCENTER) -> HttpResponse:
    """The coming twelve months; on POST first what an exception would move, then the exception itself."""
    calendar = get_object_or_404(Calendar, slug=slug)
    now = timezone.now()
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def change() -> CalendarVersion:
            day, reason = given["date"], given["reason"]
            return add_exception(calendar, by=request.user, now=now, date=day, windows=form.windows, reason=reason)

        try:
            return _ask_or_make(request, calendar, change, now, given["date"], form)
        except CalendarError as error:
            form.add_error("hours" if form.windows else "reason", str(error))
    version = calendar.current_version
    context = {
        "calendars": Calendar.objects.order_by("-slug"),
        "calendar": calendar,
        "version": version,
        "versions": calendar.versions.select_related("made_by").order_by("-number")[:8],
        "days": list(odd_days(version, now.astimezone(AMSTERDAM).date())),
        "week": _week(version),
        "form": form,
        "moved": _moved_by(request.user, version) if request.GET.get("versie") == str(version.pk) else [],
        "section": "calendars",
        "now": now,
    }
    return render(request, "desk/calendars/calendar.html", context)


@require_POST
@house("sla.change_calendar")
def exception_remove(request: HouseRequest, slug: str, day: str) -> HttpResponse:
    calendar = get_object_or_404(Calendar, slug=slug)
    now = timezone.now()
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return redirect("desk:calendar", slug)

    def change() -> CalendarVersion:
        return remove_exception(calendar, by=request.user, now=now, date=wanted)

    return _ask_or_make(request, calendar, change, now, wanted, None)


def _ask_or_make(
    request: HouseRequest, calendar: Calendar, change: Change, now: datetime, day: date, form: ExceptionForm | None
) -> HttpResponse:
    if CONFIRMED in request.POST:
        with transaction.atomic():
            version = change()
            moved = move_to_calendar(version, by=request.user, now=now)
        return _changed(request, calendar, version, len(moved))
    context: dict[str, Any] = {
        "calendar": calendar,
        "foretold": foretell(request.user, calendar, change, now),
        "day": day,
        "form": form,
        "confirmed": CONFIRMED,
        "shown": MOVED_SHOWN,
        "section": "calendars",
    }
    return render(request, "desk/calendars/preview.html", context)


def foretell(user: User, calendar: Calendar, change: Change, now: datetime) -> Foretold:
    """The same code as the change itself, rolled back: it cannot say anything else than what will happen."""
    with transaction.atomic():
        before = calendar.current_version
        version = change()
        moved = move_to_calendar(version, by=user, now=now)
        foretold = Foretold(version != before, len(moved), _moved_by(user, version) if moved else [])
        transaction.set_rollback(True)
    return foretold


def _changed(request: HouseRequest, calendar: Calendar, version: CalendarVersion, moved: int) -> HttpResponse:
    words = ngettext("Bewaard. %d open moment is verschoven.", "Bewaard. %d open momenten zijn verschoven.", moved)
    messages.success(request, words % moved if moved else _("Bewaard. Geen enkel open moment verschuift hierdoor."))
    return redirect(f"{reverse('desk:calendar', args=[calendar.slug])}?versie={version.pk}")


def odd_days(version: CalendarVersion, today: date) -> Iterator[OddDay]:
    """A year of days that are closed, shorter or longer than their weekday; ordinary weekends left out."""
    hours = version.business_hours
    exceptions = {row["date"] for row in version.exceptions}
    for ahead in range(366):
        day = today + timedelta(days=ahead)
        is_exception = day.isoformat() in exceptions
        reason = hours.day_reason(day)
        if is_exception or (reason and version.weekly.get(WEEKDAYS[day.weekday()])):
            yield OddDay(day, _hours_words(version, day), reason, is_exception)


def _hours_words(version: CalendarVersion, day: date) -> str:
    windows = version.business_hours.windows(day)
    if not windows:
        return _("gesloten")
    return ", ".join(f"{_clock(window.opens)}–{_clock(window.closes)}" for window in windows)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%H:%M}"


def _week(version: CalendarVersion) -> list[tuple[str, str]]:
    """Each weekday with its ordinary hours."""
    names = (_("ma"), _("di"), _("wo"), _("do"), _("vr"), _("za"), _("zo"))
    return [
        (name, ", ".join(f"{opens}–{closes}" for opens, closes in version.weekly.get(day, [])) or _("gesloten"))
        for name, day in zip(names, WEEKDAYS, strict=True)
    ]


def _moved_by(user: User, version: CalendarVersion) -> list[tuple[TimelineEntry, str]]:
    """The deadlines that this version moved."""
    by_it = Q(ticket__clock__calendar_version=version) | Q(ticket__clock__emergency_version=version)
    entries = TimelineEntry.objects.visible_to(user).filter(by_it, kind=EntryKind.DUE_MOVED, at__gte=version.made_at)
    moved = list(entries.select_related("ticket__customer").order_by("ticket")[:MOVED_SHOWN])
    return [(entry, entry.facts.for_house(entry)) for entry in moved]
