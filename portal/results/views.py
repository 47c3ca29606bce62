"""The figures of a customer over any days, for his fixed contacts, and the meldingen behind each (SLA 7.3, 11)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from infra import keyset
from infra.spreadsheets import FILE_TYPES, as_file
from portal.access import PortalRequest, for_contacts
from portal.tickets.cards import cards_of
from reviews.figures import figure_sheets
from reviews.figures.catalogue import OPEN, Part
from reviews.figures.figure_readers import may_see_figures
from reviews.figures.figure_reading import FiguresScope, behind, complete_until, open_behind
from reviews.figures.overview import (
    Trend,
    hours_until,
    overview,
    part_charts,
    part_name,
    satisfaction_chart,
    trend_charts,
)
from reviews.forms import FiguresPeriodForm, usual_periods
from reviews.periods import Period, day_of
from tickets.models import Ticket

PAGE = 20


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    """For others it says for whom it is."""
    today = day_of(request.now)
    if not may_see_figures(request.contact, today):
        return request.page("portal/results/results.html", {"hub": "agreements", "is_allowed": False})
    form = _form(request)
    context: dict[str, Any] = {"form": form, "complete_until": complete_until(), "is_allowed": True}
    if (period := form.period) is not None:
        found = overview(FiguresScope.of(request.contact.customer), period)
        if kind := _file_kind(request):
            rows = list(figure_sheets.figure_rows(found))
            return as_file(kind, f"cijfers-{period.first}-{period.last}", figure_sheets.figure_columns(), rows)
        trend = Trend.until(period)
        context |= {
            "overview": found,
            "trend": trend,
            "trend_charts": trend_charts(found.scope, trend) | {"satisfaction": satisfaction_chart(found.scope, trend)},
            "part_charts": part_charts(found),
            "hours_chart": hours_until(request.contact.customer, period, request.now),
            "query": _words(period),
        }
    context["periods"] = [(name, f"?{_words(each)}", form.period == each) for name, each in usual_periods(today)]
    return request.page("portal/results/results.html", context | {"hub": "agreements"})


@require_safe
@for_contacts
def behind_figure(request: PortalRequest) -> HttpResponse:
    if not may_see_figures(request.contact, day_of(request.now)):
        raise Http404
    form, word = _form(request), request.http.GET.get("cijfer", "")
    period, part = form.period, Part.parse(word)
    if period is None or (part is None and word != OPEN):
        raise Http404
    scope = FiguresScope.of(request.contact.customer)
    counted = behind(part, scope, period) if part else open_behind(scope, period.last)
    tickets = Ticket.objects.visible_to(request.user).filter(pk__in=counted.order_by().values("pk"))
    if kind := _file_kind(request):
        rows = tickets.select_related("customer", "contact", "clock").order_by("-number")[: figure_sheets.MOST_TICKETS]
        name = f"meldingen-{word.replace('/', '-')}-{period.first}-{period.last}"
        return as_file(kind, name, figure_sheets.ticket_columns(), list(figure_sheets.ticket_rows(rows)))
    after = keyset.decode(request.http.GET.get("na", ""), int)
    rows_page = keyset.read(tickets.select_related("contact", "clock"), ("-number",), PAGE, after=after)
    context = {
        "hub": "agreements",
        "part": part,
        "name": part_name(part) if part else "",
        "period": period,
        "count": tickets.count(),
        "cards": cards_of(rows_page.rows, request.now),
        "next": keyset.encode(rows_page.next),
        "query": _words(period),
        "key": word,
    }
    return request.page("portal/results/behind.html", context)


def _form(request: PortalRequest) -> FiguresPeriodForm:
    given = request.http.GET
    if "van" in given or "tot" in given:
        return FiguresPeriodForm(given)
    period = usual_periods(day_of(request.now))[2][1]
    return FiguresPeriodForm({"van": period.first, "tot": period.last})


def _words(period: Period) -> str:
    return urlencode({"van": period.first, "tot": period.last})


def _file_kind(request: PortalRequest) -> str:
    kind = request.http.GET.get("als", "")
    return kind if kind in FILE_TYPES else ""
