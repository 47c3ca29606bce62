"""An outage that is known already: somebody of a customer says in one click that he has it too."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from tickets import actions
from tickets.models import Outage


def standing_for(request: PortalRequest) -> list[Outage]:
    return list(Outage.objects.visible_to(request.user).standing().order_by("-pk")[:3])


@require_POST
@for_contacts
def join(request: PortalRequest, outage: int) -> HttpResponse:
    """His own melding, that falls under it; the second click finds it."""
    standing = Outage.objects.visible_to(request.user).standing().select_related("ticket")
    found = get_object_or_404(standing, pk=outage)
    try:
        ticket = actions.report_outage(
            found,
            contact=request.contact,
            by=request.user,
            now=request.now,
            text=request.http.POST.get("text", "")[:5000],
        )
    except Refused as refused:
        messages.error(request.http, refused.message)
        return redirect("portal:new")
    return redirect("portal:filed", ticket.number)
