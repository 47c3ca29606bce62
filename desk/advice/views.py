"""The advice register of a customer (SLA 6.4): given, decided, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contracts import actions
from contracts.advice.deciders import deciders
from contracts.models import Advice, AdviceStatus, Customer
from desk.access import HouseRequest, house
from desk.advice.forms import AdviceForm, RecordedDecisionForm
from infra.errors import Refused
from tickets.models import Ticket

GIVE = "contracts.give_advice"
NEWEST = 200


@require_GET
@house()
def page(request: HouseRequest, pk: int) -> HttpResponse:
    """Those without an answer first: they are what somebody has to ring about."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    advices = list(
        Advice.objects.visible_to(request.user)
        .filter(customer=customer)
        .select_related("given_by", "given_to", "decided_by", "recorded_by")[:NEWEST]
    )
    incidents: dict[int, list[Ticket]] = {}
    found = Ticket.objects.visible_to(request.user).filter(ignored_advice__in=[advice.pk for advice in advices])
    for ticket in found.only("number", "subject", "ignored_advice_id").order_by("number"):
        incidents.setdefault(ticket.ignored_advice_id or 0, []).append(ticket)
    rows = [(advice, incidents.get(advice.pk, [])) for advice in advices]
    context = {
        "customer": customer,
        "waiting": [row for row in rows if row[0].status == AdviceStatus.GIVEN],
        "decided": [row for row in rows if row[0].status != AdviceStatus.GIVEN],
        "section": "customers",
    }
    return render(request, "desk/advice/advices.html", context)


@require_http_methods(["GET", "POST"])
@house(GIVE)
def give(request: HouseRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    form = AdviceForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_advice(customer, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Het advies is vastgelegd; de klant krijgt er bericht van."))
            return redirect("desk:advices", pk)
    context = {"customer": customer, "form": form, "section": "customers"}
    return render(request, "desk/advice/give.html", context)


@require_http_methods(["GET", "POST"])
@house(GIVE)
def decide(request: HouseRequest, pk: int, advice: int) -> HttpResponse:
    """What the customer said another way, written down with the proof of it."""
    advices = Advice.objects.visible_to(request.user).select_related("customer", "given_to", "decided_by")
    found = get_object_or_404(advices, customer_id=pk, pk=advice)
    now = timezone.now()
    form = RecordedDecisionForm(
        request.POST or None, customer=found.customer, initial={"decided_by": found.given_to_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_advice(found, by=request.user, now=now, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("De beslissing is vastgelegd."))
            return redirect("desk:advices", pk)
    context = {
        "customer": found.customer,
        "advice": found,
        "may": deciders(found, now),
        "form": form,
        "section": "customers",
    }
    return render(request, "desk/advice/decide.html", context)
