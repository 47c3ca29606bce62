"""“Ongedaan maken”, for as long as the outbox holds what was done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import push_url, reswap, retarget, trigger_client_event

from desk.access import HouseRequest, house
from desk.tickets import page as ticket_page
from desk.tickets.views import show
from desk.undo.again import written_again
from infra.errors import Refused
from tickets.models import HeldAct
from tickets.undo import actions


@require_POST
@house("tickets.work_ticket")
def undo(request: HouseRequest, act: UUID) -> HttpResponse:
    """The melding as it was, with what was written back in the composer; too late, it says so."""
    held = get_object_or_404(HeldAct.objects.select_related("ticket"), pk=act, by=request.user)
    try:
        actions.undo(held, by=request.user, now=timezone.now())
        messages.success(request, _("Ongedaan gemaakt; de klant merkte er niets van."))
    except Refused as refused:
        messages.error(request, str(refused))
        held = HeldAct(pk=None, ticket=held.ticket)
    query = request.GET.urlencode()
    here = reverse("desk:ticket", args=[held.ticket_id])
    back = "&".join(part for part in (query, f"terug={held.pk}" if held.pk else "") if part)
    if not request.htmx:
        return redirect(f"{here}?{back}" if back else here)
    ticket = ticket_page.fetch(request.user, held.ticket_id)
    composer = written_again(request.user, ticket, held.pk)
    response = show(request, ticket_page.context(request.user, ticket, timezone.now(), composer=composer))
    response = push_url(response, f"{here}?{query}" if query else here)
    return trigger_client_event(reswap(retarget(response, "#detail"), "innerHTML"), "queue-changed")
