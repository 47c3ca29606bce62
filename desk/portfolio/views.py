"""The first pages of who answers for customers: "Mijn klanten" of the account manager, and the house of directie."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.queue.workload import load_chart, read_loads
from reviews.figures.figure_reading import FiguresScope, complete_until
from reviews.figures.overview import Trend, overview, part_charts, trend_charts
from reviews.periods import Period, day_of
from reviews.portfolio import CustomerStanding, Need, NeedKind, customers_of, portfolio

ALL = "alle"


@dataclass(frozen=True)
class NeedShown:
    need: Need
    url: str


@dataclass(frozen=True)
class StandingShown:
    standing: CustomerStanding
    needs: list[NeedShown]


@require_GET
@house()
def first_page(request: HouseRequest) -> HttpResponse:
    """Where somebody of 1do lands: the queue for who works in it, else what he answers for."""
    user = request.user
    if user.has_perm("tickets.work_ticket") or not user.has_perm("reviews.see_results"):
        return redirect("desk:queue")
    return redirect("desk:portfolio" if user.has_perm("contracts.change_serviceagreement") else "desk:the_house")


@require_GET
@house("reviews.see_results")
def my_customers(request: HouseRequest) -> HttpResponse:
    now = timezone.now()
    all_ = request.GET.get("wie") == ALL
    mine = customers_of(request.user, day_of(now))
    of_all = Customer.objects.visible_to(request.user).filter(is_active=True)
    standings = portfolio((of_all if all_ else mine).order_by("name"), request.user, now)
    context = {
        "standings": [StandingShown(one, [_shown(one, need) for need in one.needs]) for one in standings],
        "of_all": all_,
        "section": "portfolio",
    }
    return render(request, "desk/portfolio/portfolio.html", context)


@require_GET
@house("reviews.see_results")
def the_house(request: HouseRequest) -> HttpResponse:
    """Six pictures: what came and went, promise, aim, whose time, what about, and who carries how much."""
    today = day_of(timezone.now())
    half = Period.half_year(today.year, 1 if today.month <= 6 else 2)
    period = Period(half.first, today)
    found = overview(FiguresScope.house(), period)
    trend = Trend.until(Period(half.previous.first, today))
    context = {
        "overview": found,
        "query": f"wie=&van={period.first}&tot={period.last}",
        "trend": trend,
        "pictures": [
            *trend_charts(found.scope, trend).values(),
            *part_charts(found).values(),
            load_chart(read_loads(request.user)[0]),
        ],
        "complete_until": complete_until(),
        "section": "the_house",
    }
    return render(request, "desk/portfolio/house.html", context)


def _shown(one: CustomerStanding, need: Need) -> NeedShown:
    key = one.customer.pk
    addresses = {
        NeedKind.ESCALATION: lambda: reverse("desk:escalations"),
        NeedKind.HOURS: lambda: reverse("desk:customer_hours", args=[key]),
        NeedKind.ADVICE: lambda: reverse("desk:advices", args=[key]),
        NeedKind.LATE: lambda: f"{reverse('desk:results')}?wie=klant-{key}",
        NeedKind.UNHAPPY: lambda: reverse("desk:satisfaction"),
        NeedKind.REVIEW: lambda: reverse("desk:customer_reviews", args=[key]),
        NeedKind.RENEWAL: lambda: reverse("desk:renewals"),
        NeedKind.PROJECT: lambda: reverse("desk:renewals"),
        NeedKind.VISITS: lambda: reverse("desk:customer", args=[key]),
    }
    agreement = reverse("desk:agreement", args=[key])
    return NeedShown(need, addresses[need.kind]() if need.kind in addresses else agreement)
