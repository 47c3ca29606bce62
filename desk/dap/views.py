"""The clauses of a concept's DAP, one by one (SLA 2.2, 4.1)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contracts import actions
from contracts.dap.words import WHAT_IT_DOES
from contracts.models import ClauseKind, DapClause, ServiceAgreement
from contracts.models.dap import SECTION_OF
from desk.access import HouseRequest, house
from desk.agreements.views import CHANGE, fetch_concept, posted
from desk.dap.forms import PEOPLE_QUESTION, ClauseForm, people_form
from infra.errors import Refused


@require_GET
@house(CHANGE)
def clause_kinds(request: HouseRequest, pk: int, version: int) -> HttpResponse:
    """What can be laid down, each with what it does; what stands in the concept already is said."""
    concept = fetch_concept(request, pk, version)
    own = {clause.kind: clause for clause in concept.clauses.all()}
    kinds = [
        (kind, ClauseKind(kind).label, SECTION_OF[kind], WHAT_IT_DOES[ClauseKind(kind)], own.get(kind))
        for kind in SECTION_OF
    ]
    context = {"customer": concept.customer, "concept": concept, "kinds": kinds, "section": "customers"}
    return render(request, "desk/dap/kinds.html", context)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def clause_add(request: HouseRequest, pk: int, version: int, kind: str) -> HttpResponse:
    if kind not in ClauseKind.values:
        raise Http404
    concept = fetch_concept(request, pk, version)
    own = concept.clauses.filter(kind=kind).first() if kind != ClauseKind.TEXT else None
    if own:
        return redirect("desk:agreement_clause", pk, version, own.pk)
    return _clause_form(request, concept, kind, None)


@require_http_methods(["GET", "POST"])
@house(CHANGE)
def clause_change(request: HouseRequest, pk: int, version: int, clause: int) -> HttpResponse:
    concept = fetch_concept(request, pk, version)
    own = get_object_or_404(concept.clauses.prefetch_related("people"), pk=clause)
    return _clause_form(request, concept, own.kind, own)


@require_POST
@house(CHANGE)
def clause_remove(request: HouseRequest, pk: int, version: int, clause: int) -> HttpResponse:
    concept = fetch_concept(request, pk, version)
    own = get_object_or_404(concept.clauses.select_related("agreement"), pk=clause)
    try:
        actions.remove_clause(own, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("DAP %s is uit het concept gehaald.") % own.number)
    return redirect("desk:agreement_version", pk, version)


def _clause_form(request: HouseRequest, concept: ServiceAgreement, kind: str, clause: DapClause | None) -> HttpResponse:
    data = posted(request)
    form = ClauseForm(data, concept=concept, kind=kind, clause=clause)
    people = people_form(data, concept=concept, kind=kind, clause=clause)
    if data is not None and all([form.is_valid(), people is None or people.is_valid()]):
        try:
            kept = actions.set_clause(
                concept,
                by=request.user,
                now=timezone.now(),
                clause=clause,
                people=people.people if people else [],
                **form.clause,
            )
        except (Refused, ValidationError) as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("DAP %s is bewaard.") % kept.number)
            return redirect("desk:agreement_version", concept.customer_id, concept.pk)
    context = {
        "form": form,
        "people": people,
        "people_question": PEOPLE_QUESTION.get(ClauseKind(kind), _("Wie worden er genoemd?")),
        "what_it_does": WHAT_IT_DOES[ClauseKind(kind)],
        "kind": ClauseKind(kind),
        "clause": clause,
        "customer": concept.customer,
        "concept": concept,
        "section": "customers",
    }
    return render(request, "desk/dap/clause.html", context)
