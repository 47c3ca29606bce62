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
from reviews.figures.figure_pages import Behind, charts_shown, figures_file, file_kind
from reviews.figures.figure_reading import complete_until
from reviews.figures.overview import overview
from reviews.forms import usual_periods
from reviews.periods import Period, day_of
from tickets.clock.timeleft import time_left
from tickets.querysets import TicketQuerySet

MOST_ADVICES = 500
PAGE = 50


@require_GET
@house("reviews.see_results")
def results(request: HouseRequest) -> HttpResponse:
    form, now = _form(request), timezone.now()
    context: dict[str, Any] = {"form": form, "section": "results", "complete_until": complete_until()}
    if (period := form.period) is not None:
        found = overview(form.scope, period)
        if kind := file_kind(request.GET.get("als", "")):
            return figures_file(kind, found)
        whose = form.whose
        shown = charts_shown(found, whose if isinstance(whose, Customer) else None, now)
        context |= shown | {"whose": whose, "query": _words(form, period)}
    context["periods"] = _periods(request, form, day_of(now))
    return render(request, "desk/results/results.html", context)


@require_GET
@house("reviews.see_results")
def behind_figure(request: HouseRequest) -> HttpResponse:
    """The very meldingen, or advices, that a figure counts, as a page and as a file."""
    form = _form(request)
    if (period := form.period) is None:
        raise Http404
    found = Behind.parse(request.GET.get("cijfer", ""), form.scope, period, request.user)
    if found is None:
        raise Http404
    if kind := file_kind(request.GET.get("als", "")):
        return found.file(kind)
    context = found.context() | {"form": form, "whose": form.whose, "query": _words(form, period), "section": "results"}
    if found.is_of_advices:
        return render(request, "desk/results/behind.html", context | {"advices": found.advices[:MOST_ADVICES]})
    tickets = found.tickets
    page = _page(request, tickets)
    is_late = found.part is not None and found.part.figure.key == "promise_late"
    context |= {
        "late": late_shown([row.ticket for row in page["rows"]], timezone.now()) if is_late else [],
        "count": tickets.count(),
        "page": page,
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
