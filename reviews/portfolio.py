"""What each customer of an account manager needs of him now, the most pressing first (SLA 6.2, 6.4, 8.1, 11, 12).

A need says what there is, in words; how much it presses is its `weight`. To add one: a member of NeedKind with its
weight, a function that finds it for many customers at once, and its place in `_FINDERS`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contracts.models import Advice, AgreementStatus, Customer, ServiceAgreement
from contracts.models.records import AdviceStatus
from contracts.products.queries import renewals
from reviews.models import ScopeKind, TicketRecord
from reviews.periods import Period, day_of
from reviews.reviewing.review_rhythm import standings
from sla.priority import Nature
from sla.wording import date_words
from tickets.models import CallBack, Escalation, HoursWarning, Project, Status, Visit
from tickets.time.month import Month

ENDS_WITHIN = timedelta(days=90)
LATE_WITHIN = timedelta(days=90)
SILENT_AFTER = timedelta(days=14)
RENEWS_WITHIN = timedelta(days=60)
URGENT_DAYS = 30


class NeedKind(StrEnum):
    ESCALATION = "escalation"
    NO_AGREEMENT = "no_agreement"
    AGREEMENT_ENDS = "agreement_ends"
    HOURS = "hours"
    LATE = "late"
    UNHAPPY = "unhappy"
    REVIEW = "review"
    PROJECT = "project"
    OFFER = "offer"
    RENEWAL = "renewal"
    ADVICE = "advice"
    VISITS = "visits"


WEIGHTS = {
    NeedKind.ESCALATION: 100,
    NeedKind.NO_AGREEMENT: 80,
    NeedKind.AGREEMENT_ENDS: 60,
    NeedKind.HOURS: 50,
    NeedKind.LATE: 40,
    NeedKind.UNHAPPY: 38,
    NeedKind.REVIEW: 36,
    NeedKind.PROJECT: 32,
    NeedKind.OFFER: 30,
    NeedKind.RENEWAL: 25,
    NeedKind.ADVICE: 20,
    NeedKind.VISITS: 10,
}


@dataclass(frozen=True)
class Need:
    kind: NeedKind
    words: str
    urgent: bool = False

    @property
    def weight(self) -> int:
        return WEIGHTS[self.kind]


@dataclass(frozen=True)
class CustomerStanding:
    """A customer, his agreement now, and what he needs, the most pressing first."""

    customer: Customer
    agreement: ServiceAgreement | None
    needs: tuple[Need, ...]

    @property
    def weight(self) -> int:
        return sum(need.weight for need in self.needs)


@dataclass(frozen=True)
class _Asked:
    """Of which customers, on what moment; their agreements now by customer."""

    customers: list[Customer]
    agreements: dict[int, ServiceAgreement]
    viewer: User
    now: datetime

    @property
    def keys(self) -> list[int]:
        return [customer.pk for customer in self.customers]

    @property
    def today(self) -> date:
        return day_of(self.now)


def customers_of(manager: User, today: date) -> QuerySet[Customer]:
    """Whose agreement he manages now, and whose last one he managed."""
    mine = ServiceAgreement.objects.filter(account_manager=manager).exclude(status=AgreementStatus.WITHDRAWN)
    others = ServiceAgreement.objects.in_force_on(today).exclude(account_manager=manager)
    return Customer.objects.filter(is_active=True, agreements__in=mine).exclude(agreements__in=others).distinct()


def portfolio(customers: Iterable[Customer], viewer: User, now: datetime) -> list[CustomerStanding]:
    """Of many customers in some fifteen queries; who needs most stands first, who needs nothing last by name."""
    found = list(customers)
    in_force = ServiceAgreement.objects.in_force_on(day_of(now)).filter(customer__in=found)
    agreements = {each.customer_id: each for each in in_force.select_related("account_manager")}
    asked = _Asked(found, agreements, viewer, now)
    needs: dict[int, list[Need]] = defaultdict(list)
    for finder in _FINDERS:
        for key, need in finder(asked):
            needs[key].append(need)
    standings = [
        CustomerStanding(each, agreements.get(each.pk), tuple(sorted(needs[each.pk], key=lambda need: -need.weight)))
        for each in found
    ]
    return sorted(standings, key=lambda one: (-one.weight, one.customer.name))


_Found = Iterable[tuple[int, Need]]


def _without_agreement(asked: _Asked) -> _Found:
    for customer in asked.customers:
        if customer.pk not in asked.agreements:
            yield customer.pk, Need(NeedKind.NO_AGREEMENT, _("Er geldt geen overeenkomst (5.1)"), urgent=True)


def _ending(asked: _Asked) -> _Found:
    for key, agreement in asked.agreements.items():
        if agreement.ends_on and agreement.ends_on <= asked.today + ENDS_WITHIN:
            words = _("De overeenkomst loopt af op %s") % date_words(agreement.ends_on)
            yield key, Need(NeedKind.AGREEMENT_ENDS, words, urgent=agreement.ends_on <= asked.today + ENDS_WITHIN / 3)


def _offered(asked: _Asked) -> _Found:
    offered = ServiceAgreement.objects.filter(customer__in=asked.keys, status=AgreementStatus.OFFERED)
    for agreement in offered.order_by("pk"):
        words = _("%s ligt ter ondertekening") % agreement.number
        yield agreement.customer_id, Need(NeedKind.OFFER, words)


def _hours(asked: _Asked) -> _Found:
    """All-in-1 hours of this month, as far as was warned of (SLA 6.2)."""
    warned = HoursWarning.objects.filter(agreement__customer__in=asked.keys, month=Month.of(asked.now).first)
    most: Counter[int] = Counter()
    for key, threshold in warned.values_list("agreement__customer", "threshold"):
        most[key] = max(most[key], threshold)
    for key, threshold in most.items():
        words = _("%s %% van de uren van deze maand is op") % threshold
        yield key, Need(NeedKind.HOURS, words, urgent=threshold >= 100)


def _escalated(asked: _Asked) -> _Found:
    running = Escalation.objects.filter(ticket__customer__in=asked.keys, ended_at__isnull=True)
    for key, count in _by_customer(running, "ticket__customer"):
        words = ngettext("Er loopt %d escalatie", "Er lopen %d escalaties", count) % count
        yield key, Need(NeedKind.ESCALATION, words, urgent=True)


def _late(asked: _Asked) -> _Found:
    period = Period(asked.today - LATE_WITHIN, asked.today)
    late = TicketRecord.objects.filter(
        merged=False,
        customer__in=asked.keys,
        verdict_on__gte=period.first,
        verdict_on__lte=period.last,
        nature=Nature.PROMISE,
        late=True,
        taken_over=False,
    )
    for key, count in _by_customer(late, str(ScopeKind.CUSTOMER)):
        words = ngettext("%d belofte niet gehaald in 90 dagen", "%d beloften niet gehaald in 90 dagen", count) % count
        yield key, Need(NeedKind.LATE, words)


def _unanswered(asked: _Asked) -> _Found:
    silent = Advice.objects.filter(
        customer__in=asked.keys, status=AdviceStatus.GIVEN, given_at__lt=asked.now - SILENT_AFTER
    )
    for key, count in _by_customer(silent, "customer"):
        words = ngettext("%d advies zonder antwoord", "%d adviezen zonder antwoord", count) % count
        yield key, Need(NeedKind.ADVICE, words)


def _unhappy(asked: _Asked) -> _Found:
    """Who was not content and was not rung back yet (SLA 11)."""
    waiting = CallBack.objects.filter(request__ticket__customer__in=asked.keys, done_at__isnull=True)
    for key, count in _by_customer(waiting, "request__ticket__customer"):
        words = ngettext("%d ontevreden klant nog niet gebeld", "%d ontevreden klanten nog niet gebeld", count) % count
        yield key, Need(NeedKind.UNHAPPY, words, urgent=True)


def _reviews(asked: _Asked) -> _Found:
    wanted = set(asked.keys)
    for standing in standings(asked.viewer, asked.now):
        if standing.customer.pk not in wanted or not (standing.is_behind or standing.is_late or standing.is_due_soon):
            continue
        words = _("Service Review vóór %s; er is er geen gepland") % date_words(standing.due_on)
        if standing.is_late:
            words = _("De geplande Service Review komt na %s") % date_words(standing.due_on)
        yield standing.customer.pk, Need(NeedKind.REVIEW, words, urgent=standing.is_behind)


def _renewing(asked: _Asked) -> _Found:
    until = asked.today + RENEWS_WITHIN
    for renewal in renewals(list(asked.agreements.values()), today=asked.today, until=until):
        facts = {"product": renewal.product.name, "day": date_words(renewal.renews_on)}
        words = _("%(product)s wordt verlengd op %(day)s") % facts
        yield renewal.customer.pk, Need(NeedKind.RENEWAL, words, urgent=renewal.days_left <= URGENT_DAYS)


def _projects(asked: _Asked) -> _Found:
    """A project that ended asks for an evaluation of the agreement (SLA 8.3)."""
    waiting = Project.objects.filter(customer__in=asked.keys, asked_at__isnull=False, evaluated_at__isnull=True)
    for key, count in _by_customer(waiting, "customer"):
        words = ngettext(
            "%d project afgelopen: evalueer de overeenkomst", "%d projecten afgelopen: evalueer de overeenkomst", count
        )
        yield key, Need(NeedKind.PROJECT, words % count)


def _visits(asked: _Asked) -> _Found:
    """Fewer visits held or planned than the year so far should have had (SLA 8.1)."""
    year = asked.today.year
    visits = Visit.objects.filter(customer__in=asked.keys, planned_for__year=year).exclude(
        ticket__status=Status.GEANNULEERD
    )
    made = dict(_by_customer(visits, "customer"))
    for key, agreement in asked.agreements.items():
        agreed = agreement.visits_per_year
        if not agreed:
            continue
        first = max(agreement.starts_on, date(year, 1, 1))
        due = agreed * ((asked.today - first).days + 1) // 365
        if made.get(key, 0) < due:
            facts = {"made": made.get(key, 0), "due": due, "agreed": agreed}
            words = ngettext(
                "%(made)s bezoek gehouden of gepland; nu zouden het er %(due)s van %(agreed)s zijn",
                "%(made)s bezoeken gehouden of gepland; nu zouden het er %(due)s van %(agreed)s zijn",
                facts["made"],
            )
            yield key, Need(NeedKind.VISITS, words % facts)


def _by_customer(rows: QuerySet, path: str) -> Iterable[tuple[int, int]]:
    return rows.order_by().values_list(path).annotate(n=Count("pk"))


_FINDERS: tuple[Callable[[_Asked], _Found], ...] = (
    _without_agreement,
    _ending,
    _offered,
    _hours,
    _escalated,
    _late,
    _unhappy,
    _reviews,
    _projects,
    _renewing,
    _unanswered,
    _visits,
)
