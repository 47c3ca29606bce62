"""Why a promise was broken and what is done about it, filled in by the coordinator (SLA 7.9, 11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.access import HouseRequest, house
from desk.evaluations.panel import breach_form
from infra.errors import Refused
from reviews.evaluations import actions
from reviews.evaluations.queries import breach_cause
from reviews.models import BreachCause
from tickets.models import Ticket


@require_http_methods(["GET", "POST"])
@house(actions.APPROVE)
def explain(request: HouseRequest, number: int) -> HttpResponse:
    """A page of its own; other pages draw its form among their own and come back to themselves (`terug`)."""
    tickets = Ticket.objects.visible_to(request.user).select_related("customer", "clock")
    ticket = get_object_or_404(tickets, pk=number)
    form = breach_form(ticket, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.explain_breach(ticket, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.WrittenMeanwhile as found:
            form.dispute(found)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Oorzaak en maatregel zijn bewaard."))
            return redirect(_back(request) or "desk:ticket", *([] if _back(request) else [number]))
    context = {
        "ticket": ticket,
        "form": form,
        "breach": breach_cause(ticket),
        "earlier": BreachCause.objects.filter(ticket=ticket).select_related("by").order_by("-number")[1:20],
        "back": _back(request),
        "section": "evaluations",
    }
    return render(request, "desk/evaluations/breach.html", context)


def _back(request: HouseRequest) -> str:
    """The page that he came from, of this house."""
    asked = request.POST.get("terug", request.GET.get("terug", ""))
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) and asked.startswith("/") else ""
