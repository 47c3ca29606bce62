"""Who is to be rung back because he was not content, and what customers said lately (SLA 11). Never per colleague."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contracts import actions as contracts
from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.satisfaction.forms import CallBackForm
from infra.errors import Refused
from reviews.figures.figure_reading import FiguresScope
from reviews.figures.overview import Trend, satisfaction_chart
from reviews.periods import Period, day_of
from tickets import actions
from tickets.satisfaction import queries
from tickets.satisfaction.actions import MAY_CALL_BACK

SHOWN_DONE, SHOWN_ANSWERS = 20, 50
LATELY = timedelta(days=91)


@require_GET
@house()
def page(request: HouseRequest) -> HttpResponse:
    """Who waits longest comes first."""
    now = timezone.now()
    context = {
        "waiting": queries.call_backs().filter(done_at__isnull=True).order_by("due_at", "pk")[:200],
        "done": queries.call_backs().filter(done_at__isnull=False).order_by("-done_at")[:SHOWN_DONE],
        "answers": queries.answered_between(now - LATELY, now)[:SHOWN_ANSWERS],
        "counts": queries.satisfaction_between(now - LATELY, now),
        "chart": satisfaction_chart(FiguresScope.house(), Trend.until(Period(day_of(now), day_of(now)))),
        "may_call_back": _may_call_back(request),
        "section": "workload",
        "now": now,
    }
    return render(request, "desk/satisfaction/satisfaction.html", context)


@require_http_methods(["GET", "POST"])
@house()
def call_back(request: HouseRequest, pk: int) -> HttpResponse:
    """Also for who does not work on tickets himself, such as the account manager."""
    task = get_object_or_404(queries.call_backs(), pk=pk)
    if not _may_call_back(request):
        raise PermissionDenied
    form = CallBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_call_back(task, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Vastgelegd; de klant is teruggebeld."))
            return redirect("desk:satisfaction")
    context = {"task": task, "form": form, "section": "workload", "now": timezone.now()}
    return render(request, "desk/satisfaction/call_back.html", context)


@require_POST
@house("contracts.change_customer")
def choose(request: HouseRequest, pk: int) -> HttpResponse:
    """Whether people of this customer are asked at all."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    if request.POST.get("asks") not in ("ja", "nee"):
        return redirect("desk:customer", pk)
    asks = request.POST["asks"] == "ja"
    contracts.set_customer_satisfaction(customer, by=request.user, now=timezone.now(), asks=asks)
    said = (
        _("Mensen van %s worden weer gevraagd hoe wij het deden.")
        if asks
        else _("Bij %s wordt dit niet meer gevraagd.")
    )
    messages.success(request, said % customer.name)
    return redirect("desk:customer", pk)


def _may_call_back(request: HouseRequest) -> bool:
    return any(request.user.has_perm(permission) for permission in MAY_CALL_BACK)
