"""The SLA that a customer's agreement names, and what a citation points at: a paragraph, or a clause of his DAP
(SLA 1, 2.2)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from contracts.citations import IN_FORCE
from contracts.dap.queries import cited_clauses
from contracts.editions import compared_with, edition_named, editions_for
from portal.access import PortalRequest, for_contacts
from sla.business_hours import AMSTERDAM
from sla.edition_changes import paragraph_changes


@require_safe
@for_contacts
def edition(request: PortalRequest, version: str = IN_FORCE) -> HttpResponse:
    """The whole of it, under its contents."""
    return request.page("portal/editions/edition.html", _of(request, version))


@require_safe
@for_contacts
def changes(request: PortalRequest, version: str) -> HttpResponse:
    """Beside the edition of an earlier version of the agreement, or the one that was asked for (`met`)."""
    context = _of(request, version)
    shown = context["edition"]
    other = compared_with(shown, context["others"], request.http.GET.get("met", ""))
    context |= {"other": other, "changes": paragraph_changes(other.document, shown.document) if other else []}
    return request.page("portal/editions/changes.html", context)


@require_safe
@for_contacts
def paragraph(request: PortalRequest, version: str, number: str) -> HttpResponse:
    """One paragraph, with its sections when it is a chapter; what an edition does not have is said in words."""
    context = _of(request, version)
    shown = context["edition"].document
    found = shown.within(number)
    if not found:
        if edition_named(request.user, number):  # "SLA 2.4" names an edition
            return redirect("portal:edition", number)
        return _missing(request, "portal/editions/missing.html", context | {"number": number[:20]})
    previous, following = shown.beside(number)
    context |= {"paragraph": found[0], "within": found[1:], "previous": previous, "following": following}
    return request.page("portal/editions/paragraph.html", context)


@require_safe
@for_contacts
def dap_clause(request: PortalRequest, version: str, number: str) -> HttpResponse:
    """Of that version of the customer's own agreement."""
    day = request.now.astimezone(AMSTERDAM).date()
    found = cited_clauses(request.user, request.contact.customer, version, number, day)
    context = {"hub": "agreements", "clauses": found, "number": number[:20], "version": version[:10]}
    if not found:
        return _missing(request, "portal/editions/clause_missing.html", context)
    return request.page("portal/editions/clause.html", context)


def _missing(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = request.page(template, context)
    response.status_code = 404
    return response


def _of(request: PortalRequest, version: str) -> dict[str, Any]:
    shown = edition_named(request.user, version, request.agreement)
    if shown is None:
        raise Http404
    others = [each for each in editions_for(request.user) if each.pk != shown.pk]
    return {"hub": "agreements", "edition": shown, "others": others}
