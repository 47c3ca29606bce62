"""What is planned at a customer, for his own people: visits, maintenance, recurring work and its results (SLA 6.1, 8).

Everybody of the customer may know who comes when, and may put something on the list. What was found on the servers is
for who may see that melding (SLA 7.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from infra.errors import Refused
from portal.access import PortalRequest, for_contacts
from portal.planned.forms import PointForm
from tickets import actions
from tickets.models import Channel, RecurringRun, Ticket, Visit, VisitItem
from tickets.planned.checklists import Checklist, ServerHistory, checklist_of, histories, run_of
from tickets.planned.queries import maintenance_hours, work_of
from tickets.planned.visits import Point, frequency, planned_visits, points_for, saved_items

EARLIER = 12


@dataclass(frozen=True)
class OfTicket:
    """What the page of a melding shows of planned work."""

    checklist: Checklist | None = None
    histories: tuple[ServerHistory, ...] = ()
    run: RecurringRun | None = None
    visit: Visit | None = None
    points: tuple[Point, ...] = ()


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    return _page(request)


@require_POST
@for_contacts
def add_point(request: PortalRequest) -> HttpResponse:
    form = PointForm(request.http.POST)
    if form.is_valid():
        try:
            item = actions.save_for_visit(
                request.contact.customer, by=request.user, now=request.now, **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            said = _("Dit staat op de lijst van het bezoek.") if item.visit else _("Dit bewaren wij voor een bezoek.")
            messages.success(request.http, said)
            return redirect("portal:planned")
    return _page(request, form)


@require_POST
@for_contacts
def drop_point(request: PortalRequest, item: int) -> HttpResponse:
    """Only what he put there himself; the rest is not there for him."""
    mine = VisitItem.objects.filter(customer=request.contact.customer, added_by=request.user)
    found = get_object_or_404(mine, pk=item)
    try:
        actions.drop_visit_item(found, by=request.user, now=request.now)
    except Refused as refused:
        messages.error(request.http, refused.message)
    else:
        messages.success(request.http, _("Het punt is van de lijst."))
    return redirect("portal:planned")


def of_ticket(request: PortalRequest, ticket: Ticket) -> OfTicket | None:
    """None for what came in another way than by the schedule."""
    if ticket.channel != Channel.SCHEDULE:
        return None
    planned = Visit.objects.filter(ticket=ticket).select_related("engineer", "site").first()
    if planned is not None:
        return OfTicket(visit=planned, points=tuple(points_for(request.user, planned.items.all())))
    run = run_of(ticket)
    if run is None or ticket.is_open:  # what is not finished is not told yet
        return OfTicket(run=run)
    seen = Ticket.objects.visible_to(request.user).filter(recurring_run__work=run.work_id)
    earlier = RecurringRun.objects.filter(ticket__in=seen.values("pk"), due_on__lte=run.due_on).select_related("work")
    told = list(earlier.select_related("ticket").prefetch_related("results").order_by("-due_on")[:EARLIER])
    return OfTicket(
        checklist=checklist_of(run),
        histories=tuple(histories(each for each in told if not each.ticket.is_open)),
        run=run,
    )


def _page(request: PortalRequest, form: PointForm | None = None) -> HttpResponse:
    customer = request.contact.customer
    visits = list(planned_visits(customer).select_related("engineer", "site").prefetch_related("items"))
    saved = list(saved_items(customer))
    points = points_for(request.user, [*saved, *(item for each in visits for item in each.items.all())])
    own = set(
        Ticket.objects.visible_to(request.user)
        .filter(pk__in=[each.ticket_id for each in visits])
        .values_list("pk", flat=True)
    )
    context: dict[str, Any] = {
        "hub": "agreements",
        "frequency": frequency(customer, request.agreement, request.now),
        "visits": [(each, [p for p in points if p.item.visit_id == each.pk], each.ticket_id in own) for each in visits],
        "saved": points[: len(saved)],
        "form": form or PointForm(),
        "works": [work for work in work_of(customer, request.user, request.now) if not work.is_over or work.runs],
        "maintenance": maintenance_hours(request.agreement),
    }
    return request.page("portal/planned/planned.html", context)
