"""What was worked for a customer in a month, for his own people: the same meter as 1do sees (SLA 6.2, 7.7, 11)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from contracts.agreements.readers import may_see_money
from portal.access import Visit, for_contacts
from sla.business_hours import AMSTERDAM
from tickets.time import month as hours
from tickets.time.month import Month


@require_safe
@for_contacts
def page(visit: Visit) -> HttpResponse:
    """Down to the meldingen that he may see; of the others only the sum. Amounts are for who has a say in money."""
    this_month = Month.of(visit.now)
    month = min(Month.parse(visit.request.GET.get("maand", "")) or this_month, this_month)
    customer = visit.contact.customer
    agreement = hours.agreement_in(customer, month, visit.now)
    context = {
        "hub": "agreements",
        "month": month,
        "this_month": this_month,
        "of_month": agreement,
        "meter": hours.read_meter(customer, agreement, month, visit.now),
        "advice": hours.read_advice(customer, agreement, visit.now) if hours.agreed_hours(agreement) else None,
        "fair_use": hours.read_fair_use(customer, agreement, month),
        "time": hours.read_month(customer, month, visit.user),
        "sees_money": may_see_money(visit.contact, visit.now.astimezone(AMSTERDAM).date()),
    }
    return visit.page("portal/time/hours.html", context)
