"""Opening, once, what a customer handed over; and taking back what lies ready (SLA 10)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.access import HouseRequest, house
from infra.errors import Refused
from tickets import actions
from tickets.models import OneTimeSecret, Ticket


def _of(request: HouseRequest, number: int) -> QuerySet[OneTimeSecret]:
    tickets = Ticket.objects.visible_to(request.user).filter(pk=number)
    return OneTimeSecret.objects.filter(ticket__in=tickets).select_related("ticket", "made_by", "made_by_contact")


@require_http_methods(["GET", "POST"])
@house("tickets.work_ticket")
def open_secret(request: HouseRequest, number: int, pk: int) -> HttpResponse:
    """GET asks whether he is sure: it can be read once."""
    secret = get_object_or_404(_of(request, number).filter(for_contact__isnull=True), pk=pk)
    context = {"secret": secret, "section": "queue"}
    if request.method == "POST":
        try:
            context["text"] = actions.open_secret(secret, by=request.user, now=timezone.now())
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("desk:ticket", number)
    response = render(request, "desk/secrets/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@house("tickets.work_ticket")
def withdraw(request: HouseRequest, number: int, pk: int) -> HttpResponse:
    secret = get_object_or_404(_of(request, number), pk=pk)
    try:
        actions.withdraw_secret(secret, by=request.user, now=timezone.now())
        messages.success(request, _("Ingetrokken en gewist."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("desk:ticket", number)
