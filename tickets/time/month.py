"""Time of a customer in a month against what was agreed: All-in-1 hours, fair use, and what is billed (SLA 6.2, 7.7).

The arithmetic is that of contracts.time.meters; this module reads the lines of time for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from accounts.models import User
from contracts.agreements.terms import FairUse
from contracts.coverage.rules import BILLABLE, Verdict
from contracts.models import Customer, ServiceAgreement
from contracts.time.fee import MonthlySum
from contracts.time.meters import (
    MONTHS_OF_ADVICE,
    FairUseReading,
    HoursAdvice,
    HoursMeter,
    UsedMonth,
    fair_use,
    half_year_advice,
    meter,
)
from contracts.time.pro_rata import AgreedMonth, HeldDays
from contracts.time.words import billed_words, unagreed_words, worked_words
from sla.business_hours import AMSTERDAM
from tickets.approvals.consent import agreed
from tickets.coverage.decisions import fair_use_tickets
from tickets.models import Ticket, TimeCredit, TimeEntry
from tickets.time.rules import business_hours


@dataclass(frozen=True, order=True)
class Month:
    """A month by the calendar of Amsterdam."""

    first: date

    @classmethod
    def of(cls, moment: datetime) -> Month:
        return cls(moment.astimezone(AMSTERDAM).date().replace(day=1))

    @classmethod
    def parse(cls, text: str) -> Month | None:
        """ "2026-11"."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
        return cls(date(int(found[1]), int(found[2]), 1)) if found else None

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        return datetime(self.first.year, self.first.month, 1, tzinfo=AMSTERDAM)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return self.next.starts_at

    @property
    def next(self) -> Month:
        return self.shifted(1)

    @property
    def previous(self) -> Month:
        return self.shifted(-1)

    def shifted(self, months: int) -> Month:
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return Month(date(year, month + 1, 1))


def lines_of(customer: Customer, month: Month) -> QuerySet[TimeEntry]:
    """The lines that count of a customer, by when the work began."""
    return TimeEntry.objects.filter(
        ticket__customer=customer, is_current=True, started_at__gte=month.starts_at, started_at__lt=month.ends_at
    )


def agreement_in(customer: Customer, month: Month, now: datetime) -> ServiceAgreement | None:
    """The version that decides for a month: the newest that was in force in it, as far as it has come."""
    today = now.astimezone(AMSTERDAM).date()
    last = min(month.last, max(today, month.first))
    in_force = customer.agreements.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=month.first), status="in_force")
    return (
        in_force.filter(starts_on__lte=last)
        .select_related("edition", "calendar", "account_manager")
        .prefetch_related("lines")
        .order_by("-starts_on", "-version")
        .first()
    )


def agreed_hours(agreement: ServiceAgreement | None) -> Decimal | None:
    """Hours a month of an All-in-1 package (SLA 6.2); None without."""
    return agreement.hours_per_month if agreement and agreement.terms.is_all_in_1 else None


def used_minutes(customer: Customer, month: Month) -> int:
    drawn = lines_of(customer, month).filter(draws_hours=True)
    return drawn.aggregate(total=Coalesce(Sum("minutes"), 0))["total"]


def read_meter(customer: Customer, agreement: ServiceAgreement | None, month: Month, now: datetime) -> HoursMeter:
    """Against what was agreed for the month, pro rata where that changed in it; by the opening hours of `agreement`."""
    agreed = agreed_by_month(customer, [month])[month]
    used, hours = used_minutes(customer, month), business_hours(agreement)
    return meter(agreed.minutes, used, month.starts_at, month.ends_at, now, hours, agreed.words)


def read_fair_use(customer: Customer, agreement: ServiceAgreement | None, month: Month) -> FairUseReading:
    """Number and size of the small changes that were reported in a month (SLA 7.7): what was judged fair use, both of
    the melding and of the time on it."""
    changes = fair_use_tickets(customer.pk, month.starts_at, month.ends_at)
    counts = Q(time_entries__is_current=True, time_entries__verdict=Verdict.FAIR_USE)
    worked = Coalesce(Sum("time_entries__minutes", filter=counts), 0)
    sizes = changes.order_by("pk").annotate(size=worked).values_list("size", flat=True)
    norm = agreement.terms.fair_use if agreement else FairUse()
    return fair_use(norm, list(sizes))


def read_advice(customer: Customer, agreement: ServiceAgreement | None, now: datetime) -> HoursAdvice:
    """Over the last six whole months since All-in-1 was agreed and somebody first reported something (SLA 6.2)."""
    this_month = Month.of(now)
    months = [this_month.shifted(-n) for n in range(MONTHS_OF_ADVICE, 0, -1)]
    first = first_month(customer)
    agreed = agreed_by_month(customer, [month for month in months if first and first <= month])
    used = used_by_month(customer, months[0], this_month)
    counted = [
        UsedMonth(month.first, used.get(month, 0), each.minutes or 0) for month, each in agreed.items() if each.is_whole
    ]
    return half_year_advice(agreed_hours(agreement), counted, monthly_sum(agreement))


def first_month(customer: Customer) -> Month | None:
    """That of the first melding: before it there was nothing to use hours for."""
    opened_at = Ticket.objects.filter(customer=customer).aggregate(first=Min("opened_at"))["first"]
    return Month.of(opened_at) if opened_at else None


def monthly_sum(agreement: ServiceAgreement | None) -> MonthlySum:
    return MonthlySum(agreement.total_monthly_fee, agreement.tariff_normal) if agreement else MonthlySum()


def agreed_by_month(customer: Customer, months: Sequence[Month]) -> dict[Month, AgreedMonth]:
    """What the signed versions give for each of these months, one after another; two queries."""
    if not months:
        return {}
    versions = customer.agreements.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=months[0].first),
        status="in_force",
        starts_on__lt=months[-1].next.first,
    )
    known = list(versions.select_related("edition").prefetch_related("lines").order_by("starts_on", "version"))
    return {month: _agreed_in(month, known) for month in months}


def _agreed_in(month: Month, versions: Iterable[ServiceAgreement]) -> AgreedMonth:
    parts = []
    for version in versions:
        first = max(version.starts_on, month.first)
        last = min(version.ends_on or month.last, month.last)
        if first <= last:
            parts.append(HeldDays((last - first).days + 1, agreed_hours(version)))
    return AgreedMonth(month.last.day, tuple(parts))


def used_by_month(customer: Customer, first: Month, until: Month) -> dict[Month, int]:
    """Minutes of All-in-1 hours of each month in [first, until)."""
    drawn = TimeEntry.objects.filter(
        ticket__customer=customer,
        is_current=True,
        draws_hours=True,
        started_at__gte=first.starts_at,
        started_at__lt=until.starts_at,
    )
    by_month = drawn.order_by().annotate(month=TruncMonth("started_at", tzinfo=AMSTERDAM)).values("month")
    return {Month.of(row["month"]): row["total"] for row in by_month.annotate(total=Sum("minutes"))}


@dataclass
class HoursTally:
    """Minutes and money of some lines. `billable` was worked outside the agreement; `billed` is charged, more for an
    emergency call (SLA 3.2). `unagreed` was worked outside it and is not charged: nobody said yes to it (SLA 4.2).
    `unpriced`: billed minutes for which no tariff was agreed."""

    lines: int = 0
    minutes: int = 0
    drawn: int = 0
    billable: int = 0
    unagreed: int = 0
    billed: int = 0
    amount: Decimal = Decimal()
    unpriced: int = 0

    def add(self, line: TimeEntry, *, is_agreed: bool = True) -> None:
        self.lines += 1
        self.minutes += line.minutes
        self.drawn += line.minutes if line.draws_hours else 0
        if not is_agreed:
            self.unagreed += line.minutes
            return
        self.billable += line.minutes if line.is_billed else 0
        self.billed += line.billed_minutes
        if line.billed_minutes and line.rate is None:
            self.unpriced += line.billed_minutes
        self.amount += line.amount or Decimal()

    @property
    def covered(self) -> int:
        """Worked within the agreement."""
        return self.minutes - self.billable - self.unagreed

    @property
    def worked_words(self) -> str:
        return worked_words(worked=self.minutes, covered=self.covered, drawn=self.drawn)

    @property
    def billed_words(self) -> str:
        if not self.lines:
            return ""
        return billed_words(billed=self.billed, billable=self.billable, unagreed=self.unagreed)

    @property
    def unagreed_words(self) -> str:
        return unagreed_words(self.unagreed) if self.unagreed else ""

    def take_back(self, line: TimeEntry) -> None:
        """A line more, that counts below nought."""
        other = HoursTally()
        other.add(line)
        self.lines += 1
        for name, value in asdict(other).items():
            if name != "lines":
                setattr(self, name, getattr(self, name) - value)

    def merge(self, other: HoursTally) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class TicketTime:
    """The time on one melding in a month; `taken_back` are lines that had left or were reviewed, and count no more."""

    ticket: Ticket
    tally: HoursTally
    lines: list[TimeEntry]
    taken_back: list[TimeCredit]


@dataclass(frozen=True)
class VerdictTime:
    """The time under one verdict; `label` is "" for what was written before there were verdicts."""

    verdict: str
    label: str
    tally: HoursTally

    @property
    def is_billable(self) -> bool:
        return self.verdict in BILLABLE


@dataclass(frozen=True)
class MonthOfTime:
    """What was worked for a customer in a month, by melding and by verdict.

    `others` is the sum of the meldingen that the reader may not see; None when he sees all. `unagreed` are the keys of
    lines that nobody said yes to.
    """

    total: HoursTally
    verdicts: list[VerdictTime]
    tickets: list[TicketTime]
    others: HoursTally | None
    unagreed: frozenset[int] = frozenset()


def read_month(customer: Customer, month: Month, user: User) -> MonthOfTime:
    """Every line counts in the sums; of meldingen that `user` may not see only the sum is told."""
    lines = list(
        lines_of(customer, month)
        .exclude(minutes=0)
        .select_related("ticket", "by")
        .defer("ticket__search_text", "ticket__internal_search_text", "ticket__description")
        .order_by("started_at", "pk")
    )
    seen = set(
        Ticket.objects.visible_to(user)
        .filter(pk__in={line.ticket_id for line in lines})
        .order_by()
        .values_list("pk", flat=True)
    )
    unagreed = without_yes(lines)
    hidden = [line for line in lines if line.ticket_id not in seen]
    shown = (line for line in lines if line.ticket_id in seen)
    return MonthOfTime(
        total=tally(lines, unagreed),
        verdicts=_by_verdict(lines, unagreed),
        tickets=_by_ticket(shown, _taken_back(customer, month, user), unagreed),
        others=tally(hidden, unagreed) if hidden else None,
        unagreed=unagreed,
    )


def without_yes(lines: Iterable[TimeEntry]) -> frozenset[int]:
    """Those of which nobody said yes to what they cost: by the same rule as what may leave for the books (SLA 4.2).
    One query when there is any that is billed and never left."""
    asked = [line.pk for line in lines if line.is_billed and line.export_id is None]
    if not asked:
        return frozenset()
    return frozenset(TimeEntry.objects.filter(pk__in=asked).exclude(agreed()).values_list("pk", flat=True))


def tally(lines: Iterable[TimeEntry], unagreed: Collection[int] = ()) -> HoursTally:
    total = HoursTally()
    for line in lines:
        total.add(line, is_agreed=line.pk not in unagreed)
    return total


def _by_verdict(lines: Sequence[TimeEntry], unagreed: Collection[int]) -> list[VerdictTime]:
    tallies: dict[str, HoursTally] = defaultdict(HoursTally)
    for line in lines:
        tallies[line.verdict].add(line, is_agreed=line.pk not in unagreed)
    known = [verdict for verdict in ("", *Verdict.values) if verdict in tallies]
    return [VerdictTime(verdict, str(Verdict(verdict).label) if verdict else "", tallies[verdict]) for verdict in known]


def _taken_back(customer: Customer, month: Month, user: User) -> list[TimeCredit]:
    credits = TimeCredit.objects.visible_to(user).filter(
        line__ticket__customer=customer, line__started_at__gte=month.starts_at, line__started_at__lt=month.ends_at
    )
    return list(
        credits.select_related("line__ticket", "line__by", "by")
        .defer("line__ticket__search_text", "line__ticket__internal_search_text", "line__ticket__description")
        .order_by("line__started_at", "pk")
    )


def _by_ticket(
    lines: Iterable[TimeEntry], taken_back: Iterable[TimeCredit], unagreed: Collection[int]
) -> list[TicketTime]:
    found: dict[int, TicketTime] = {}

    def of(ticket: Ticket) -> TicketTime:
        return found.setdefault(ticket.pk, TicketTime(ticket, HoursTally(), [], []))

    for line in lines:
        one = of(line.ticket)
        one.lines.append(line)
        one.tally.add(line, is_agreed=line.pk not in unagreed)
    for credit in taken_back:
        of(credit.line.ticket).taken_back.append(credit)
    return list(found.values())
