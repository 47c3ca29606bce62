"""Escalations that run, for whoever is called in: coordinators and the directie among them (SLA 12)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from desk.access import HouseRequest, house
from desk.escalation.forms import AcknowledgeForm
from infra.errors import Refused
from tickets import actions
from tickets.escalation import rules as escalation
from tickets.models import Escalation

SHOWN_ENDED = 20


@require_GET
@house()
def page(request: HouseRequest) -> HttpResponse:
    """What runs, the late ones first, and what was ended lately."""
    related = ("ticket__customer", "started_by", "acknowledged_by")
    found = Escalation.objects.select_related(*related).defer(
        "ticket__search_text", "ticket__internal_search_text", "ticket__description"
    )
    running = sorted(
        found.filter(ended_at__isnull=True).order_by("acknowledge_by")[:200],
        key=lambda one: (one.acknowledged_at is not None, one.acknowledge_by),
    )
    context = {
        "running": running,
        "ended": found.filter(ended_at__isnull=False).order_by("-ended_at")[:SHOWN_ENDED],
        "section": "escalations",
        "now": timezone.now(),
    }
    return render(request, "desk/escalation/escalations.html", context)


@require_http_methods(["GET", "POST"])
@house()
def acknowledge(request: HouseRequest, pk: int) -> HttpResponse:
    """Also for who does not work on tickets himself, such as the directie."""
    started = get_object_or_404(Escalation.objects.select_related("ticket__customer"), pk=pk)
    if not escalation.may_acknowledge(started, request.user):
        raise PermissionDenied
    form = AcknowledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.acknowledge(started, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Bevestigd; de klant krijgt bericht."))
            return redirect("desk:escalations")
        except Refused as refused:
            form.refuse(refused)
    return render(
        request, "desk/escalation/acknowledge.html", {"started": started, "form": form, "section": "escalations"}
    )
