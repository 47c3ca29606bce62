"""The roster: everybody at the desk reads it, the coordinator keeps it (SLA 3.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Absence, Duty, DutyKind
from accounts.roster import actions, queries
from desk.access import HouseRequest, house
from desk.roster.forms import AbsenceForm, DutyForm, ExchangeForm
from desk.roster.hours import YEARS, Weeks, by_day, gaps_in
from infra.errors import Refused
from sla.business_hours import AMSTERDAM

GAPS_AT_ONCE = 8
LONGEST_AHEAD = timedelta(days=90)  # of absences below the roster


@require_GET
@house()
def roster_page(request: HouseRequest) -> HttpResponse:
    return _page(request)


@require_POST
@house(actions.KEEP_ROSTER)
def duty_new(request: HouseRequest) -> HttpResponse:
    form = DutyForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        starts_at, ends_at, now = given["starts_at"], given["ends_at"], timezone.now()
        try:
            if form.kind == DutyKind.OPENING:
                actions.plan_opening_duty(
                    by=request.user, now=now, team=given["team"], starts_at=starts_at, ends_at=ends_at
                )
            else:
                actions.plan_emergency_duty(
                    by=request.user,
                    now=now,
                    person=given["person"],
                    line=form.line,
                    starts_at=starts_at,
                    ends_at=ends_at,
                )
            messages.success(request, _("De dienst staat in het rooster."))
            return _to_weeks_of(starts_at, now)
        except Refused as refused:
            form.refuse(refused)
    return _page(request, duty_form=form)


@require_http_methods(["GET", "POST"])
@house(actions.KEEP_ROSTER)
def duty_exchange(request: HouseRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.select_related("person"), pk=pk, kind=DutyKind.EMERGENCY)
    form = ExchangeForm(request.POST if request.method == "POST" else None, duty)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            actions.exchange_duty(
                duty,
                by=request.user,
                now=timezone.now(),
                person=given["person"],
                starts_at=given["starts_at"],
                ends_at=given["ends_at"],
            )
            messages.success(request, _("De dienst is geruild."))
            return redirect("desk:roster")
        except Refused as refused:
            form.refuse(refused)
    return render(request, "desk/roster/exchange.html", {"duty": duty, "form": form, "section": "roster"})


@require_POST
@house(actions.KEEP_ROSTER)
def duty_cancel(request: HouseRequest, pk: int) -> HttpResponse:
    duty = get_object_or_404(Duty, pk=pk)
    try:
        actions.cancel_duty(duty, by=request.user, now=timezone.now())
        messages.success(request, _("De dienst is vervallen."))
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect("desk:roster")


@require_POST
@house(actions.KEEP_ROSTER)
def absence_new(request: HouseRequest) -> HttpResponse:
    form = AbsenceForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        person = given["person"]
        try:
            actions.report_absent(
                person,
                by=request.user,
                now=timezone.now(),
                first_day=given["first_day"],
                last_day=given["last_day"],
                reason=given["reason"],
            )
            messages.success(request, _("Genoteerd: %s is dan afwezig.") % person.name)
            return redirect("desk:roster")
        except Refused as refused:
            form.refuse(refused)
    return _page(request, absence_form=form)


@require_POST
@house(actions.KEEP_ROSTER)
def absence_end(request: HouseRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(Absence, pk=pk)
    actions.end_absence(absence, by=request.user, now=timezone.now())
    messages.success(request, _("De afwezigheid is beëindigd."))
    return redirect("desk:roster")


def _page(
    request: HouseRequest, *, duty_form: DutyForm | None = None, absence_form: AbsenceForm | None = None
) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(AMSTERDAM).date()
    context: dict[str, Any] = _roster(Weeks.around(_asked_day(request) or today, today), now) | {
        "may_keep": request.user.has_perm(actions.KEEP_ROSTER),
        "duty_form": duty_form or DutyForm(),
        "absence_form": absence_form or AbsenceForm(),
        "section": "roster",
        "now": now,
        "today": today,
    }
    return render(request, "desk/roster/roster.html", context)


def _asked_day(request: HouseRequest) -> date | None:
    """What is no day, or is of an age without a calendar, is not asked for."""
    try:
        day = date.fromisoformat(request.GET.get("vanaf", ""))
    except ValueError:
        return None
    return day if YEARS[0] < day.year < YEARS[1] else None


def _to_weeks_of(moment: datetime, now: datetime) -> HttpResponse:
    """Where it can be seen."""
    day, today = moment.astimezone(AMSTERDAM).date(), now.astimezone(AMSTERDAM).date()
    address = reverse("desk:roster")
    return redirect(address if Weeks.around(today, today).shows(day) else f"{address}?vanaf={day:%Y-%m-%d}")


def _roster(shown: Weeks, now: datetime) -> dict[str, Any]:
    since, until = (
        datetime.combine(day, datetime.min.time(), tzinfo=AMSTERDAM)
        for day in (shown.first, shown.last + timedelta(days=1))
    )
    duties = list(queries.duties_within(since, until))
    gaps = by_day(gaps_in(duties, shown.first, shown.days, now))
    return {
        "duties": duties,
        "gaps": gaps[:GAPS_AT_ONCE],
        "more_gaps": gaps[GAPS_AT_ONCE:],
        "absences": list(queries.absences_within(shown.first, shown.first + LONGEST_AHEAD)),
        "on_duty": queries.on_duty(now),
        "shown": shown,
    }
