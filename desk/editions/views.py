"""The SLA itself, edition by edition, and what a citation points at: a paragraph, or a clause of a DAP (SLA 1, 2.2).

What opens on the page that cites it is a part (static/js/citation.js); by its own address it is a page.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from contracts.dap.queries import cited_clauses
from contracts.editions import compared_with, edition_named, editions_for
from contracts.models import Customer
from desk.access import HouseRequest, house
from sla.business_hours import AMSTERDAM
from sla.edition_changes import paragraph_changes


@require_safe
@house()
def editions(request: HouseRequest) -> HttpResponse:
    context = {"editions": list(editions_for(request.user)), "section": "editions"}
    return render(request, "desk/editions/editions.html", context)


@require_safe
@house()
def edition(request: HouseRequest, version: str) -> HttpResponse:
    """The whole of it, with its contents beside it."""
    return render(request, "desk/editions/edition.html", _of(request, version))


@require_safe
@house()
def changes(request: HouseRequest, version: str) -> HttpResponse:
    """Beside the edition before it, or the one that was asked for (`met`)."""
    context = _of(request, version)
    shown = context["edition"]
    other = compared_with(shown, context["others"], request.GET.get("met", ""))
    context |= {"other": other, "changes": paragraph_changes(other.document, shown.document) if other else []}
    return render(request, "desk/editions/changes.html", context)


@require_safe
@vary_on_headers("HX-Request")
@house()
def paragraph(request: HouseRequest, version: str, number: str) -> HttpResponse:
    """One paragraph, with its sections when it is a chapter; what an edition does not have is said in words."""
    context = _of(request, version)
    shown = context["edition"].document
    found = shown.within(number)
    if not found:
        if edition_named(request.user, number):  # "SLA 2.4" names an edition
            return redirect("desk:edition", number)
        return render(request, "desk/editions/missing.html", context | {"number": number[:20]}, status=404)
    previous, following = shown.beside(number)
    context |= {"paragraph": found[0], "within": found[1:], "previous": previous, "following": following}
    template = "desk/editions/_paragraph.html" if request.htmx else "desk/editions/paragraph.html"
    return render(request, template, context)


@require_safe
@vary_on_headers("HX-Request")
@house()
def dap_clause(request: HouseRequest, pk: int, version: str, number: str) -> HttpResponse:
    """Of that version of the customer's agreement; of each, where two agreements had a version of that number."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    today = timezone.now().astimezone(AMSTERDAM).date()
    found = cited_clauses(request.user, customer, version, number, today)
    context = {"customer": customer, "clauses": found, "number": number[:20], "version": version[:10]}
    context["section"] = "customers"
    if not found:
        return render(request, "desk/editions/clause_missing.html", context, status=404)
    return render(request, "desk/editions/_clause.html" if request.htmx else "desk/editions/clause.html", context)


def _of(request: HouseRequest, version: str) -> dict[str, Any]:
    shown = edition_named(request.user, version)
    if shown is None:
        raise Http404
    others = [each for each in editions_for(request.user) if each.pk != shown.pk]
    return {"edition": shown, "others": others, "section": "editions"}
