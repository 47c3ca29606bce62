"""For the coordinator: who carries what, and the calendars that deadlines run on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import workload
from desk.access import HouseRequest, house
from desk.forms import ExceptionForm
from desk.timeline import due_moved_words
from sla.actions import CalendarError, add_exception, remove_exception
from sla.business_hours import AMSTERDAM, WEEKDAYS
from sla.models import Calendar, CalendarVersion
from tickets.actions import move_to_calendar
from tickets.models import EntryKind, TimelineEntry

MOVED_SHOWN = 50


@require_GET
@house("tickets.see_workload")
def workload_page(request: HouseRequest) -> HttpResponse:
    now = timezone.now()
    people, teams = workload.read_loads(request.user)
    context = {
        "people": people,
        "teams": teams,
        "buckets": workload.read_due(request.user, now),
        "now": now,
        "section": "workload",
    }
    return render(request, "desk/workload.html", context)


@dataclass(frozen=True)
class OddDay:
    """A day on which the hours are not those of its weekday."""

    day: date
    hours: str
    reason: str
    is_exception: bool


@require_http_methods(["GET", "POST"])
@house("sla.change_calendar")
def calendar_page(request: HouseRequest, slug: str = Calendar.SUPPORTCENTER) -> HttpResponse:
    """The coming twelve months; on POST an exception, after which open deadlines run on by the new hours."""
    calendar = get_object_or_404(Calendar, slug=slug)
    now = timezone.now()
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                version = add_exception(
                    calendar,
                    by=request.user,
                    now=now,
                    date=given["date"],
                    windows=form.windows,
                    reason=given["reason"],
                )
                moved = move_to_calendar(version, by=request.user, now=now)
            return _changed(request, calendar, version, len(moved))
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
        "moved": _moved(request, version),
        "section": "calendars",
        "now": now,
    }
    return render(request, "desk/calendar.html", context)


@require_POST
@house("sla.change_calendar")
def exception_remove(request: HouseRequest, slug: str, day: str) -> HttpResponse:
    calendar = get_object_or_404(Calendar, slug=slug)
    now = timezone.now()
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return redirect("desk:calendar", slug)
    with transaction.atomic():
        version = remove_exception(calendar, by=request.user, now=now, date=wanted)
        moved = move_to_calendar(version, by=request.user, now=now)
    return _changed(request, calendar, version, len(moved))


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


def _moved(request: HouseRequest, version: CalendarVersion) -> list[tuple[TimelineEntry, str]]:
    """The deadlines that this version moved, for who has just made it."""
    if request.GET.get("versie") != str(version.pk):
        return []
    entries = TimelineEntry.objects.visible_to(request.user).filter(
        kind=EntryKind.DUE_MOVED, ticket__clock__calendar_version=version, at=version.made_at
    )
    moved = list(entries.select_related("ticket__customer").order_by("ticket")[:MOVED_SHOWN])
    return [(entry, due_moved_words(entry.data)) for entry in moved]
