"""Resultaten: the figures of the house, a customer, a team or a person over any days, and what lies behind each."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.queue.queries import QueueRow, for_rows
from desk.results.forms import ResultsForm
from desk.results.late import late_shown
from infra import keyset
from infra.charts import Chart
from infra.spreadsheets import FILE_TYPES, as_file
from reviews.figures import figure_sheets
from reviews.figures.catalogue import OPEN, Chapter, Part
from reviews.figures.figure_reading import behind, complete_until, open_behind, total_behind
from reviews.figures.overview import (
    Overview,
    Trend,
    hours_until,
    overview,
    part_charts,
    part_name,
    satisfaction_chart,
    tells_satisfaction,
    trend_charts,
)
from reviews.forms import usual_periods
from reviews.periods import Period, day_of
from tickets.clock.timeleft import time_left
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

PAGE = 50


@require_GET
@house("reviews.see_results")
def results(request: HouseRequest) -> HttpResponse:
    form = _form(request)
    context: dict[str, Any] = {"form": form, "section": "results", "complete_until": complete_until()}
    if (period := form.period) is not None:
        found = overview(form.scope, period)
        if kind := _file_kind(request):
            name = f"cijfers-{period.first}-{period.last}"
            return as_file(kind, name, figure_sheets.figure_columns(), list(figure_sheets.figure_rows(found)))
        context |= _shown(form, found)
    context["periods"] = _periods(request, form, day_of(timezone.now()))
    return render(request, "desk/results/results.html", context)


def _shown(form: ResultsForm, found: Overview) -> dict[str, Any]:
    words, trend, whose = _words(form, found.period), Trend.until(found.period), form.whose
    return {
        "overview": found,
        "whose": whose,
        "trend": trend,
        "trend_charts": trend_charts(found.scope, trend) | _satisfaction(found, trend),
        "part_charts": part_charts(found),
        "hours_chart": hours_until(whose, found.period, timezone.now()) if isinstance(whose, Customer) else None,
        "query": words,
    }


def _satisfaction(found: Overview, trend: Trend) -> dict[str, Chart]:
    return {"satisfaction": satisfaction_chart(found.scope, trend)} if tells_satisfaction(found.scope) else {}


@require_GET
@house("reviews.see_results")
def behind_figure(request: HouseRequest) -> HttpResponse:
    """The very meldingen that a figure counts, as a page and as a file."""
    form = _form(request)
    word = request.GET.get("cijfer", "")
    part = None if word == OPEN else Part.parse(word)
    period = form.period
    if period is None or (part is None and word != OPEN):
        raise Http404
    scope = form.scope
    if part is not None and part.figure.chapter == Chapter.SATISFACTION and not tells_satisfaction(scope):
        raise Http404
    counted = behind(part, scope, period) if part else open_behind(scope, period.last)
    tickets = Ticket.objects.visible_to(request.user).filter(pk__in=counted.order_by().values("pk"))
    if kind := _file_kind(request):
        rows = tickets.select_related("customer", "contact", "clock").order_by("-number")[: figure_sheets.MOST_TICKETS]
        name = f"meldingen-{word.replace('/', '-')}-{period.first}-{period.last}"
        return as_file(kind, name, figure_sheets.ticket_columns(), list(figure_sheets.ticket_rows(rows)))
    page = _page(request, tickets)
    is_late = part is not None and part.figure.key == "promise_late"
    context = {
        "form": form,
        "whose": form.whose,
        "late": late_shown([row.ticket for row in page["rows"]], timezone.now()) if is_late else [],
        "period": period,
        "part": part,
        "name": part_name(part) if part else "",
        "total": total_behind(part, scope, period) if part and not part.figure.is_spread else None,
        "count": tickets.count(),
        "page": page,
        "query": _words(form, period),
        "key": word,
        "section": "results",
    }
    return render(request, "desk/results/behind.html", context)


def _page(request: HouseRequest, tickets: TicketQuerySet) -> dict[str, Any]:
    page = keyset.read(for_rows(tickets), ("-number",), PAGE, after=keyset.decode(request.GET.get("na", ""), int))
    now = timezone.now()
    return {
        "rows": [QueueRow(ticket, time_left(ticket, now)) for ticket in page.rows],
        "next": keyset.encode(page.next),
    }


def _form(request: HouseRequest) -> ResultsForm:
    given = request.GET
    if "van" in given or "tot" in given:
        return ResultsForm(given, viewer=request.user)
    period = usual_periods(day_of(timezone.now()))[0][1]
    usual = {"van": period.first, "tot": period.last, "wie": given.get("wie", "")}
    return ResultsForm(usual, viewer=request.user)


def _words(form: ResultsForm, period: Period) -> str:
    return urlencode({"wie": form.cleaned_data.get("wie", ""), "van": period.first, "tot": period.last})


def _periods(request: HouseRequest, form: ResultsForm, today: date) -> list[tuple[str, str, bool]]:
    """The name of each usual period, its address, and whether it is the one that is shown."""
    whose = form.cleaned_data.get("wie", "") if hasattr(form, "cleaned_data") else ""
    return [
        (name, "?" + urlencode({"wie": whose, "van": each.first, "tot": each.last}), form.period == each)
        for name, each in usual_periods(today)
    ]


def _file_kind(request: HouseRequest) -> str:
    kind = request.GET.get("als", "")
    return kind if kind in FILE_TYPES else ""
