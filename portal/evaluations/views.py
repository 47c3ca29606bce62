"""What 1do learned of an incident, once it was shared with the customer (SLA 11)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.access import PortalRequest, for_contacts
from reviews.evaluations.documents import shown_document
from reviews.models import Evaluation
from reviews.querysets import EvaluationQuerySet
from tickets.models import Ticket

NEWEST = 100


@require_safe
@for_contacts
def page(request: PortalRequest) -> HttpResponse:
    """Newest first, of the meldingen that he may see."""
    found = _mine(request).select_related("ticket").order_by("-released_at", "-pk")[:NEWEST]
    return request.page("portal/evaluations/evaluations.html", {"hub": "agreements", "evaluations": found})


@require_safe
@for_contacts
def evaluation(request: PortalRequest, number: int) -> HttpResponse:
    """As it was approved: nothing of it is worked out anew."""
    found = get_object_or_404(_mine(request).select_related("ticket", "shown"), ticket=number)
    document = shown_document(found)
    context = {"hub": "agreements", "evaluation": found, "document": document}
    return request.page("portal/evaluations/evaluation.html", context)


def _mine(request: PortalRequest) -> EvaluationQuerySet:
    return Evaluation.objects.visible_to(request.user).filter(customer=request.contact.customer)


def evaluation_of(ticket: Ticket) -> Evaluation | None:
    """Of a ticket that he may see, read along with it; None before it was shared."""
    found: Evaluation | None = getattr(ticket, "evaluation", None)
    return found if found is not None and found.shown_id else None
