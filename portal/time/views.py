"""What was worked for a customer in a month, for his own people: the same meter as 1do sees (SLA 6.2, 7.7, 11)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from contracts.agreements.readers import may_see_money
from portal.access import PortalRequest, for_contacts
from sla.business_hours import AMSTERDAM
from tickets.time import month as hours
from tickets.time.hours_chart import last_months_chart
from tickets.time.month import Month


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    """Down to the meldingen that he may see; of the others only the sum. Amounts are for who has a say in money."""
    this_month = Month.of(request.now)
    month = min(Month.parse(request.http.GET.get("maand", "")) or this_month, this_month)
    customer = request.contact.customer
    agreement = hours.agreement_in(customer, month, request.now)
    reading = hours.read_meter(customer, agreement, month, request.now)
    context = {
        "hub": "agreements",
        "month": month,
        "this_month": this_month,
        "of_month": agreement,
        "meter": reading,
        "chart": last_months_chart(customer, month, None if reading.is_finished else reading.forecast),
        "advice": hours.read_advice(customer, agreement, request.now) if hours.agreed_hours(agreement) else None,
        "fair_use": hours.read_fair_use(customer, agreement, month),
        "time": hours.read_month(customer, month, request.user),
        "sees_money": may_see_money(request.contact, request.now.astimezone(AMSTERDAM).date()),
    }
    return request.page("portal/time/hours.html", context)
