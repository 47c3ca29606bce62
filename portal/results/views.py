"""The figures of a customer over any days, for his fixed contacts, and the meldingen behind each (SLA 7.3, 11)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from infra import keyset
from portal.access import PortalRequest, for_contacts
from portal.tickets.cards import cards_of
from reviews.figures.figure_pages import Behind, charts_shown, figures_file, file_kind
from reviews.figures.figure_readers import may_see_figures
from reviews.figures.figure_reading import FiguresScope, complete_until
from reviews.figures.overview import overview
from reviews.forms import FiguresPeriodForm, usual_periods
from reviews.periods import Period, day_of

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
        if kind := file_kind(request.http.GET.get("als", "")):
            return figures_file(kind, found)
        context |= charts_shown(found, request.contact.customer, request.now) | {"query": _words(period)}
    context["periods"] = [(name, f"?{_words(each)}", form.period == each) for name, each in usual_periods(today)]
    return request.page("portal/results/results.html", context | {"hub": "agreements"})


@require_safe
@for_contacts
def behind_figure(request: PortalRequest) -> HttpResponse:
    if not may_see_figures(request.contact, day_of(request.now)):
        raise Http404
    form, given = _form(request), request.http.GET
    if (period := form.period) is None:
        raise Http404
    scope = FiguresScope.of(request.contact.customer)
    found = Behind.parse(given.get("cijfer", ""), scope, period, request.user)
    if found is None:
        raise Http404
    if kind := file_kind(given.get("als", "")):
        return found.file(kind)
    context = found.context() | {"hub": "agreements", "query": _words(period)}
    if found.is_of_advices:
        return request.page("portal/results/behind.html", context | {"advices": found.advices})
    tickets = found.tickets
    after = keyset.decode(given.get("na", ""), int)
    rows = keyset.read(tickets.select_related("contact", "clock"), ("-number",), PAGE, after=after)
    shown = {"cards": cards_of(rows.rows, request.now), "next": keyset.encode(rows.next), "count": tickets.count()}
    return request.page("portal/results/behind.html", context | shown)


def _form(request: PortalRequest) -> FiguresPeriodForm:
    given = request.http.GET
    if "van" in given or "tot" in given:
        return FiguresPeriodForm(given)
    period = usual_periods(day_of(request.now))[2][1]
    return FiguresPeriodForm({"van": period.first, "tot": period.last})


def _words(period: Period) -> str:
    return urlencode({"van": period.first, "tot": period.last})
