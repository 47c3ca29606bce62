"""How often a customer's dienstverlening is talked over, and who is behind (SLA 11: at least twice a year)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max, Min, Prefetch, Q

from accounts.models import User
from contracts.models import ClauseKind, Customer, CustomerEvent, CustomerEventKind, DapClause, ServiceAgreement
from contracts.querysets import ServiceAgreementQuerySet
from contracts.verb import locked_customer, record
from reviews.models import Review, ReviewState
from reviews.periods import Period, day_of
from sla.business_hours import AMSTERDAM

AT_LEAST = 2
MONTHS_A_YEAR = 12
SOON = timedelta(days=30)


@dataclass(frozen=True)
class ReviewStanding:
    """Of one customer with an agreement: `last` was held, `next` is planned, `due_on` is the last day for the next."""

    customer: Customer
    agreement: ServiceAgreement
    per_year: int
    citation: str
    last: date | None
    next: Review | None
    due_on: date
    today: date

    @property
    def is_behind(self) -> bool:
        """Nothing is planned, or what is planned comes too late, and the day has passed."""
        return self.due_on < self.today and self.next is None

    @property
    def is_late(self) -> bool:
        """It is planned, but later than was agreed."""
        return self.next is not None and day_of(self.next.planned_for) > self.due_on

    @property
    def is_due_soon(self) -> bool:
        return self.next is None and not self.is_behind and self.due_on <= self.today + SOON


def standings(
    user: User, now: datetime, *, manager: User | None = None, customer: Customer | None = None
) -> list[ReviewStanding]:
    """Of all customers with an agreement in force, those behind first. Four queries, whatever their number."""
    found = ServiceAgreement.objects.visible_to(user)
    if manager is not None:
        found = found.filter(account_manager=manager)
    if customer is not None:
        found = found.filter(customer=customer)
    return _standings(found, now)


def _standings(found: ServiceAgreementQuerySet, now: datetime) -> list[ReviewStanding]:
    today = now.astimezone(AMSTERDAM).date()
    found = found.in_force_on(today).filter(customer__is_active=True)
    clauses = Prefetch("clauses", DapClause.objects.filter(kind=ClauseKind.REVIEW), to_attr="review_clauses")
    agreements = list(found.select_related("customer", "account_manager").prefetch_related(clauses))
    held, began, coming = _moments([each.customer_id for each in agreements])
    rows = [
        _standing(each, held.get(each.customer_id), began[each.customer_id], coming.get(each.customer_id), today)
        for each in agreements
    ]
    return sorted(rows, key=lambda row: (not row.is_behind, row.next is not None, row.due_on, row.customer.name))


def standing_of(customer: Customer, user: User, now: datetime) -> ReviewStanding | None:
    return next(iter(standings(user, now, customer=customer)), None)


def tell_behind(now: datetime) -> int:
    """The account manager hears that a customer is behind, once for each day that was missed; safe to run twice at
    once, for whoever tells holds the customer."""
    told = 0
    for standing in _standings(ServiceAgreement.objects.all(), now):
        if standing.is_behind:
            told += _tell_behind(standing, now)
    return told


@transaction.atomic
def _tell_behind(standing: ReviewStanding, now: datetime) -> int:
    customer, kind = locked_customer(standing.customer), CustomerEventKind.REVIEW_BEHIND
    due_on = standing.due_on.isoformat()
    if CustomerEvent.objects.filter(customer=customer, kind=kind, data__due_on=due_on).exists():
        return 0
    last = standing.last.isoformat() if standing.last else None
    data = {"due_on": due_on, "per_year": standing.per_year, "last": last}
    record(standing.agreement, kind, by=None, now=now, data=data, to_mail=True)
    return 1


def _moments(customers: list[int]) -> tuple[dict[int, datetime], dict[int, date], dict[int, Review]]:
    """When each was last held, since when he is a customer, and which review comes next."""
    reviews = Review.objects.filter(customer__in=customers)
    was_held = Q(state__in=[ReviewState.HELD, ReviewState.PUBLISHED])
    held = dict(reviews.filter(was_held).order_by().values_list("customer").annotate(Max("planned_for")))
    signed = ServiceAgreement.objects.filter(customer__in=customers, status="in_force").order_by()
    began = dict(signed.values_list("customer").annotate(Min("starts_on")))
    coming: dict[int, Review] = {}
    for review in reviews.to_be_held().order_by("planned_for", "pk"):
        coming.setdefault(review.customer_id, review)
    return held, began, coming


def _standing(
    agreement: ServiceAgreement, held: datetime | None, began: date, coming: Review | None, today: date
) -> ReviewStanding:
    clause = next(iter(agreement.review_clauses), None)  # type: ignore[attr-defined]
    per_year = clause.settings.get("per_year", AT_LEAST) if clause else AT_LEAST
    if clause:
        clause.agreement = agreement
    last = day_of(held) if held else None
    due_on = (last or began) + relativedelta(months=MONTHS_A_YEAR // per_year)
    return ReviewStanding(
        customer=agreement.customer,
        agreement=agreement,
        per_year=per_year,
        citation=clause.citation if clause else "SLA 11",
        last=last,
        next=coming,
        due_on=due_on,
        today=today,
    )


def usual_period(customer: Customer, planned_on: date) -> Period:
    """From the day after what was talked over last until the last whole month; else the last six whole months. Where no
    month has passed since, the six months that come: what was talked over is not proposed again."""
    last_day = planned_on.replace(day=1) - timedelta(days=1)
    before = Review.objects.filter(customer=customer).exclude(state=ReviewState.CANCELLED)
    talked = before.aggregate(last=Max("last_day"))["last"]
    first_day = (last_day + timedelta(days=1)) - relativedelta(months=6)
    if talked and first_day - timedelta(days=190) < talked < last_day:
        first_day = talked + timedelta(days=1)
    elif talked and last_day <= talked < last_day + timedelta(days=190):
        first_day = talked + timedelta(days=1)
        last_day = first_day + relativedelta(months=6) - timedelta(days=1)
    return Period(first_day, last_day)
