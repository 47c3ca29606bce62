"""Wat als: the last months of a customer under other terms, before anybody signs them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contracts.models import Customer
from desk.access import HouseRequest, house
from desk.replay.forms import ReplayForm
from tickets.replay import load, months_before, replay, whole_packages

SHOWN = 100
MONTHS = 6


@require_GET
@house("tickets.see_workload")
def page(request: HouseRequest, pk: int) -> HttpResponse:
    """Without a question a table of whole packages; with one also every melding for which something changes."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    agreement = customer.agreement_at(now)
    form = ReplayForm(request.GET or None, taken=dict(agreement.terms.packages) if agreement else {})
    valid = form.is_bound and form.is_valid()
    history = load(customer, since=months_before(now, form.cleaned_data["months"] if valid else MONTHS), until=now)
    scenario = form.scenario if valid else None
    replays = [replay(history, one) for one in ([scenario] if scenario else whole_packages(history))]
    context = {
        "customer": customer,
        "form": form,
        "history": history,
        "replays": replays,
        "asked": replays[0] if scenario else None,
        "rows": replays[0].changed[:SHOWN] if scenario else [],
        "shown": SHOWN,
        "products_monthly": agreement.products_per_month if agreement else None,
        "section": "customers",
    }
    return render(request, "desk/replay/replay.html", context)
