"""The agreement of a customer: looked at by all of the house, made and kept by account managers (SLA 2, 5, 13)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from contracts.models import Customer
from desk.access import HouseRequest, house


@require_GET
@house()
def page(request: HouseRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    return render(request, "desk/agreement.html", {"customer": customer, "section": "customers"})
