"""Customers and their people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contracts import actions
from contracts.models import Contact, Customer
from desk.access import HouseRequest, house
from desk.agreements.page import IN_THE_MAKING, standing_of
from desk.customers.forms import ContactForm
from desk.customers.page import around, people_of_page
from desk.intake.callers import as_dialled
from desk.queue import queries as queue
from infra import keyset
from integrations.monitoring.quantities import excesses
from sla.business_hours import AMSTERDAM
from tickets.approvals.mandates import mandates_of
from tickets.clock.timeleft import time_left
from tickets.models import OPEN_STATUSES, Ticket
from tickets.satisfaction.queries import satisfaction_between

PAGE = 50
YEAR = timedelta(days=365)
OPEN_SHOWN = 6  # the queue has the rest
UNKNOWN = "onbekend"


@require_GET
@house()
def customer_list(request: HouseRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    customers = Customer.objects.visible_to(request.user)
    if query:
        customers = customers.filter(Q(name__icontains=query) | Q(number__iexact=query))
    after = keyset.decode(request.GET.get("na", ""), str, int)
    page = keyset.read(customers, ("name", "pk"), PAGE, after=after)
    pks = [customer.pk for customer in page.rows]
    counted = Ticket.objects.visible_to(request.user).filter(status__in=OPEN_STATUSES, customer__in=pks)
    counts = dict(counted.values_list("customer").annotate(n=Count("pk")))
    context = {
        "rows": [(customer, counts.get(customer.pk, 0)) for customer in page.rows],
        "query": query,
        "next_cursor": keyset.encode(page.next),
        "section": "customers",
    }
    return render(request, "desk/customers/customers.html", context)


@require_GET
@house()
def customer_page(request: HouseRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    tickets = Ticket.objects.visible_to(request.user).filter(customer=customer)
    rows = queue.for_rows(tickets.open()).in_queue_order()[:OPEN_SHOWN]
    agreements = list(
        customer.agreements.select_related(
            "edition", "calendar", "emergency_calendar", "account_manager", "fixed_engineer"
        )
    )
    today = now.astimezone(AMSTERDAM).date()
    agreement = next((each for each in agreements if each.is_in_force_on(today)), None)
    lines = list(agreement.lines.all()) if agreement else []
    context = {
        "customer": customer,
        "people": people_of_page(customer, agreement, today),
        "agreements": agreements,
        "agreement": agreement,
        "standing": standing_of(agreement, today) if agreement else None,
        "lines": lines,
        "excesses": excesses(customer.pk, lines),
        "making": next((each for each in agreements if each.status in IN_THE_MAKING), None),
        "page": queue.QueuePage([queue.QueueRow(ticket, time_left(ticket, now)) for ticket in rows], "", "", False),
        "recent": tickets.exclude(status__in=OPEN_STATUSES)
        .only("number", "subject", "status", "opened_at")
        .order_by("-number")[:8],
        "satisfaction": satisfaction_between(now - YEAR, now, customer),
        "mandates": mandates_of(customer, request.user),
        "section": "customers",
        "now": now,
    }
    return render(request, "desk/customers/customer.html", context | around(customer, agreement, now))


@require_http_methods(["GET", "POST"])
@house("contracts.add_contact")
def contact_add(request: HouseRequest) -> HttpResponse:
    """At the customer `klant`; with `melding` the way leads back to the melding that is being written down. Of a caller
    whose customer nobody knows, `klant` is "onbekend"."""
    word = request.GET.get("klant", "")
    is_unknown = word == UNKNOWN
    if is_unknown:
        customer = Customer(name=_("Klant onbekend"))  # made when there is somebody to add
    elif word.isdecimal() and len(word) <= 18:
        customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=int(word))
    else:
        raise Http404
    initial = {"name": request.GET.get("naam", "")[:120], "phone": as_dialled(request.GET.get("bel", "")[:30])}
    form = ContactForm(request.POST or None, initial=initial)
    del form.fields["is_active"], form.fields["asks_satisfaction"]
    calling = "melding" in request.GET

    @transaction.atomic
    def save(given: dict[str, Any]) -> str:
        now = timezone.now()
        at = actions.unknown_customer(by=request.user, now=now) if is_unknown else customer
        contact = actions.add_contact(at, by=request.user, now=now, **given)
        if calling and request.user.has_perm("tickets.work_ticket"):
            return f"{reverse('desk:intake')}?contact={contact.pk}"
        return reverse("desk:customer", args=[at.pk])

    return _contact_form(request, form, customer, save, _("Contactpersoon toevoegen"))


@require_http_methods(["GET", "POST"])
@house("contracts.change_contact")
def contact_change(request: HouseRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("customer"), pk=pk)
    form = ContactForm(request.POST or None, initial={name: getattr(contact, name) for name in ContactForm.base_fields})

    def save(given: dict[str, Any]) -> str:
        actions.change_contact(contact, by=request.user, now=timezone.now(), **given)
        return reverse("desk:customer", args=[contact.customer_id])

    return _contact_form(request, form, contact.customer, save, _("Contactpersoon wijzigen"))


def _contact_form(request: HouseRequest, form: ContactForm, customer: Customer, save: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            target = save(form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%s is bewaard.") % form.cleaned_data["name"])
            return redirect(target)
    context = {"form": form, "customer": customer, "title": title, "section": "customers"}
    return render(request, "desk/customers/contact.html", context)
