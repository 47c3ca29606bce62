"""Where a customer works (SLA 8.1) and on whom he depends (SLA 7.10, 9): made and changed on his page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts import actions
from contracts.models import Customer, CustomerSupplier, Site, Supplier
from desk.access import HouseRequest, house
from desk.customers.forms import CustomerSupplierForm, SiteForm
from infra.forms import RefusableForm

LISTED = 300  # suppliers to choose from while typing


@require_http_methods(["GET", "POST"])
@house("contracts.change_customer")
def site_save(request: HouseRequest, pk: int, site: int | None = None) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    row = None
    if site is not None:
        row = get_object_or_404(Site.objects.visible_to(request.user), pk=site, customer=customer)
    initial = {"name": row.name, "address": row.address} if row else {}
    form = SiteForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> None:
        actions.save_site(row, by=request.user, now=timezone.now(), customer=customer, **given)

    title = _("Vestiging wijzigen") if row else _("Vestiging toevoegen")
    return _saved_or_form(request, form, customer, save, title, "vestigingen")


@require_http_methods(["GET", "POST"])
@house("contracts.add_customersupplier")
def supplier_save(request: HouseRequest, pk: int, link: int | None = None) -> HttpResponse:
    """A supplier that nobody knew is made with it; of one that is known, what is filled in replaces what stood."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    row = None
    if link is not None:
        row = get_object_or_404(CustomerSupplier.objects.select_related("supplier"), pk=link, customer=customer)
    initial = {}
    if row:
        known = row.supplier
        initial = {"name": known.name, "product": row.product, "reference": row.reference}
        initial |= {"phone": known.phone, "email": known.email}
    form = CustomerSupplierForm(request.POST or None, initial=initial)
    if row:
        form.fields["name"].disabled = True  # another supplier is another line

    @transaction.atomic
    def save(given: dict[str, Any]) -> None:
        by, now, supplier = request.user, timezone.now(), given["supplier"]
        phone = given["phone"] or (supplier.phone if supplier else "")
        email = given["email"] or (supplier.email if supplier else "")
        if supplier is None or (supplier.phone, supplier.email) != (phone, email):
            name = supplier.name if supplier else given["name"]
            supplier = actions.save_supplier(supplier, by=by, now=now, name=name, phone=phone, email=email)
        actions.link_supplier(
            supplier, customer, by=by, now=now, reference=given["reference"], product=given["product"]
        )

    title = _("Leverancier wijzigen") if row else _("Leverancier toevoegen")
    suppliers = Supplier.objects.visible_to(request.user).order_by("name").values_list("name", flat=True)[:LISTED]
    return _saved_or_form(request, form, customer, save, title, "leveranciers", suppliers=suppliers)


def _saved_or_form(
    request: HouseRequest, form: RefusableForm, customer: Customer, save: Any, title: str, part: str, **more: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%s is bewaard.") % form.cleaned_data["name"])
            return redirect(f"{reverse('desk:customer', args=[customer.pk])}#{part}")
    context = {"form": form, "customer": customer, "title": title, "section": "customers"} | more
    return render(request, "desk/customers/contact.html", context)
