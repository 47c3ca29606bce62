"""Escalating as a right of the customer: the ladder with the named people on both sides (SLA 12)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import Visit, for_contacts
from portal.intake.forms import EscalateForm
from portal.tickets.views import ticket_page
from tickets import actions
from tickets.errors import ActionRefused
from tickets.models import Ticket


@require_POST
@for_contacts
def escalate(visit: Visit, number: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(visit.user), pk=number)
    form = EscalateForm(visit.request.POST)
    if form.is_valid():
        try:
            started = actions.escalate(ticket, by=visit.user, now=visit.now, **form.cleaned_data)
        except ActionRefused as refused:
            form.add_error("reason" if refused.field == "reason" else None, refused.message)
        else:
            messages.success(visit.request, _("Trede %s is ingeschakeld; u hoort van ons.") % started.step)
            return redirect("portal:ticket", number)
    return ticket_page(visit, number, escalate_form=form)
