"""How satisfied customers are (SLA 11): counts of a period, and what each count is made of. Never per colleague.

A period is two moments, the second just after it (`reviews.periods.Period.starts_at` and `ends_at`); what was asked in
it counts, whenever it was answered, so that "answered" is a part of "asked". Until three weeks after it a period can
still change, as long as links work.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet

from contracts.models import Customer
from tickets.models import BAD_SCORES, CallBack, SatisfactionRequest, Score, Ticket
from tickets.querysets import SatisfactionQuerySet
from tickets.satisfaction.rules import Satisfaction


def asked_between(start: datetime, end: datetime, customer: Customer | None = None) -> SatisfactionQuerySet:
    """Of the house, or of one customer."""
    found = SatisfactionRequest.objects.filter(asked_at__gte=start, asked_at__lt=end)
    return found.filter(ticket__customer=customer) if customer else found


def answered_between(start: datetime, end: datetime, customer: Customer | None = None) -> SatisfactionQuerySet:
    """Of those, who answered; each with his melding and what he wrote."""
    found = asked_between(start, end, customer).filter(score__isnull=False)
    return found.select_related("ticket__customer", "contact", "answer").order_by("-answered_at", "-pk")


def bad_between(start: datetime, end: datetime, customer: Customer | None = None) -> SatisfactionQuerySet:
    """Each bad one, with who rang back: it returns in the review."""
    return answered_between(start, end, customer).filter(score__in=BAD_SCORES).prefetch_related("call_backs__done_by")


def satisfaction_between(start: datetime, end: datetime, customer: Customer | None = None) -> Satisfaction:
    """One query."""
    rows = asked_between(start, end, customer).order_by().values_list("score").annotate(n=Count("pk"))
    counted = dict(rows)
    return Satisfaction(asked=sum(counted.values()), scores={score: counted.get(score, 0) for score in Score})


# --- Ringing back -----------------------------------------------------------------------------------------
def call_backs() -> QuerySet[CallBack]:
    related = (
        "request__ticket__customer",
        "request__ticket__assignee",
        "request__contact",
        "request__answer",
        "done_by",
    )
    return CallBack.objects.select_related(*related).defer(
        "request__ticket__search_text", "request__ticket__internal_search_text", "request__ticket__description"
    )


def open_call_back(ticket: Ticket) -> CallBack | None:
    return call_backs().filter(request__ticket=ticket, done_at__isnull=True).order_by("due_at", "pk").first()
