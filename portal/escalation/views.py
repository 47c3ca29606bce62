"""Escalating as a right of the customer: the ladder with the named people on both sides (SLA 12)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.escalation.forms import EscalationRequestForm
from portal.tickets.views import ticket_page
from tickets import actions
from tickets.models import Ticket


@require_POST
@for_contacts
def escalate(request: PortalRequest, number: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=number)
    form = EscalationRequestForm(request.http.POST)
    if form.is_valid():
        try:
            started = actions.escalate(ticket, by=request.user, now=request.now, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request.http, _("Trede %s is ingeschakeld; u hoort van ons.") % started.step)
            return redirect("portal:ticket", number)
    return ticket_page(request, number, escalate_form=form)
