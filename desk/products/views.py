"""The products of a concept, one page each, and what renews when over all customers (SLA 11)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contracts import actions
from contracts.models import RecurringProduct, ServiceAgreement
from contracts.products import queries
from desk.access import HouseRequest, house
from desk.agreements.views import CHANGE, fetch_concept, posted
from desk.products.forms import ProductForm, RenewalsForm
from infra.errors import Refused
from sla.business_hours import AMSTERDAM
from tickets.models import Project


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def product_add(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    return _product_form(request, fetch_concept(request, pk, version), None)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def product_change(request: HouseRequest, pk: int, version: int, product: int) -> HttpResponse:
    """Whoever sends what somebody else took out meanwhile, keeps what he typed."""
    concept = fetch_concept(request, pk, version)
    own = concept.products.filter(pk=product).first()
    if own is None and request.method != "POST":
        raise Http404
    return _product_form(request, concept, own, was_there=True)


@require_POST
@house(CHANGE)
def product_remove(request: HouseRequest, pk: int, version: int, product: int) -> HttpResponse:
    own = get_object_or_404(fetch_concept(request, pk, version).products.select_related("agreement"), pk=product)
    try:
        actions.remove_product(own, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("%s is uit het concept gehaald.") % own.name)
    return redirect("desk:agreement_version", pk, version)


def _product_form(
    request: HouseRequest, concept: ServiceAgreement, product: RecurringProduct | None, *, was_there: bool = False
) -> HttpResponse:
    form = ProductForm(posted(request), product=product)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(request, concept, product, form, was_there)
        except (Refused, ValidationError) as refused:
            form.refuse(refused)
            _see_anew(form, concept, product, was_there)
        else:
            messages.success(request, _("%s is bewaard.") % kept.name)
            return redirect("desk:agreement_version", concept.customer_id, concept.pk)
    context = {"form": form, "customer": concept.customer, "concept": concept, "product": product}
    return render(request, "desk/products/edit.html", context | {"section": "customers"})


def _kept(
    request: HouseRequest,
    concept: ServiceAgreement,
    product: RecurringProduct | None,
    form: ProductForm,
    was_there: bool,
) -> RecurringProduct:
    now, seen = timezone.now(), form.cleaned_data["revision"] or 0
    if product is not None:
        return actions.change_product(product, by=request.user, now=now, terms=form.terms, seen=seen)
    if was_there and seen:
        raise Refused(_("Dit product is intussen uit het concept gehaald. Bewaar opnieuw om het weer toe te voegen."))
    return actions.add_product(concept, by=request.user, now=now, terms=form.terms, key=form.cleaned_data["key"])


def _see_anew(form: ProductForm, concept: ServiceAgreement, product: RecurringProduct | None, was_there: bool) -> None:
    """He has now been told what stands there, and may keep his own."""
    if was_there:
        fresh = concept.products.filter(pk=product.pk).first() if product else None
        form.seen_anew(fresh.revision if fresh else 0)


@require_GET
@house(CHANGE)
def renewals(request: HouseRequest) -> HttpResponse:
    """What renews, the first one first."""
    today = timezone.now().astimezone(AMSTERDAM).date()
    agreements = ServiceAgreement.objects.visible_to(request.user)
    form = RenewalsForm(request.GET, user=request.user, found=queries.renewals(agreements, today=today))
    evaluations = Project.objects.filter(asked_at__isnull=False, evaluated_at__isnull=True)
    context = {
        "form": form,
        "renewals": form.chosen(today),
        "evaluations": evaluations.select_related("ticket", "customer"),
        "today": today,
        "section": "renewals",
    }
    return render(request, "desk/products/renewals.html", context)
