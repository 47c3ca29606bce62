"""What if: the meldingen of some months again, under another package, edition, calendar or number of hours.

Nothing is written. What was, is what stands on the tickets and their time; what would be, is worked out from the same
facts and events by the same rules (contracts.coverage, sla.clock).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from contracts.agreements.terms import AllInOneCategory, Package, Terms, Tier
from contracts.coverage.rules import Coverage, CoverageFacts, Verdict, decide
from contracts.models import Customer, ServiceAgreement
from contracts.time.meters import HoursAdvice, UsedMonth, agreed_minutes, half_year_advice
from contracts.time.rates import amount, rate_for
from sla.business_hours import AMSTERDAM, BusinessHours, JoinedHours
from sla.clock import ClockEvent, ClockEventKind, ClockReading, run_clock
from sla.edition import EditionRules, Target
from sla.models import Calendar
from sla.priority import Impact, Nature, Priority, TicketKind, Urgency, priority
from tickets.clock import clocks
from tickets.clock.clocks import Told
from tickets.coverage import decisions as coverage
from tickets.facts import Change
from tickets.kinds import CLOCK_KINDS, Classified, Opened
from tickets.models import Ticket, TimeEntry, TimelineEntry
from tickets.time.month import first_month
from tickets.time.rules import call_shares

Row_ = TypeVar("Row_", TimelineEntry, TimeEntry)


@dataclass(frozen=True)
class Scenario:
    """What would be otherwise; None: as it was. `monthly_fee` is what the alternative would cost in a month."""

    name: str
    packages: Mapping[Package, Tier] | None = None
    microsoft_cloud: bool | None = None
    hours_per_month: Decimal | None = None
    rules: EditionRules | None = None
    hours: BusinessHours | None = None
    monthly_fee: Decimal | None = None

    def terms(self, was: Terms) -> Terms:
        """The terms with the scenario's in their place. All-in-1 is tried with all its categories (SLA 5.3)."""
        packages = was.packages if self.packages is None else self.packages
        categories = was.categories
        if Package.ALL_IN_1 in packages and not categories:
            categories = frozenset(AllInOneCategory) - {AllInOneCategory.CLOUD}
        return replace(
            was,
            rules=self.rules or was.rules,
            packages=packages,
            categories=categories,
            microsoft_cloud=was.microsoft_cloud if self.microsoft_cloud is None else self.microsoft_cloud,
            hours_per_month=was.hours_per_month if self.hours_per_month is None else self.hours_per_month,
        )


@dataclass(frozen=True)
class Past:
    """A ticket as it went: what the rules need to know of it."""

    ticket: Ticket
    facts: CoverageFacts
    terms: Terms | None
    was: Coverage
    entries: tuple[TimelineEntry, ...]
    time: tuple[TimeEntry, ...]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.time)


@dataclass(frozen=True)
class ReplayOutcome:
    """`late` None: no verdict has fallen, or there is no agreement about the start of work."""

    coverage: Coverage
    priority: Priority | None
    nature: Nature
    due_at: datetime | None
    late: bool | None
    cost: Decimal
    billed_minutes: int
    drawn: tuple[tuple[date, int], ...] = ()
    """(first day of the month, minutes) that would go off the hours of an All-in-1."""


@dataclass(frozen=True)
class ReplayRow:
    past: Past
    was: ReplayOutcome
    would: ReplayOutcome

    @property
    def ticket(self) -> Ticket:
        return self.past.ticket

    @property
    def verdict_changes(self) -> bool:
        return self.was.coverage.verdict != self.would.coverage.verdict

    @property
    def deadline_changes(self) -> bool:
        return (self.was.due_at, self.was.nature) != (self.would.due_at, self.would.nature)

    @property
    def lateness_changes(self) -> bool:
        return bool(self.was.late) != bool(self.would.late)

    @property
    def changes(self) -> bool:
        return self.verdict_changes or self.deadline_changes or self.was.cost != self.would.cost


@dataclass(frozen=True)
class Counts:
    """Meldingen within the agreement, at extra cost, and not covered by it at all."""

    inside: int
    extra: int
    other: int

    @classmethod
    def of(cls, outcomes: Iterable[ReplayOutcome]) -> Counts:
        verdicts = [outcome.coverage.verdict for outcome in outcomes]
        inside = sum(verdict in (Verdict.INBEGREPEN, Verdict.FAIR_USE) for verdict in verdicts)
        extra = verdicts.count(Verdict.MEERWERK)
        return cls(inside, extra, len(verdicts) - inside - extra)


@dataclass(frozen=True)
class Replay:
    """The period under a scenario. Amounts are of billable time, without VAT; fees are of the whole period."""

    scenario: Scenario
    terms: Terms
    rows: tuple[ReplayRow, ...]
    months: tuple[date, ...]
    first: date | None
    fee_was: Decimal | None
    fee_would: Decimal | None

    def counts(self, month: date) -> bool:
        """Before the first melding there was nothing to use hours for (SLA 6.2)."""
        return self.first is not None and month >= self.first

    @cached_property
    def changed(self) -> tuple[ReplayRow, ...]:
        return tuple(row for row in self.rows if row.changes)

    @property
    def cost_was(self) -> Decimal:
        return sum((row.was.cost for row in self.rows), Decimal())

    @property
    def cost_would(self) -> Decimal:
        return sum((row.would.cost for row in self.rows), Decimal())

    @property
    def difference(self) -> Decimal:
        return self.cost_would - self.cost_was

    @property
    def total_was(self) -> Decimal | None:
        return None if self.fee_was is None else self.fee_was + self.cost_was

    @property
    def total_would(self) -> Decimal | None:
        return None if self.fee_would is None else self.fee_would + self.cost_would

    @property
    def verdicts_changed(self) -> int:
        return sum(row.verdict_changes for row in self.rows)

    @property
    def deadlines_changed(self) -> int:
        return sum(row.deadline_changes for row in self.rows)

    @property
    def counts_was(self) -> Counts:
        return Counts.of(row.was for row in self.rows)

    @property
    def counts_would(self) -> Counts:
        return Counts.of(row.would for row in self.rows)

    @property
    def late_was(self) -> int:
        return self.late(would=False)

    @property
    def late_would(self) -> int:
        return self.late(would=True)

    def count(self, verdict: Verdict, *, would: bool) -> int:
        return sum((row.would if would else row.was).coverage.verdict == verdict for row in self.rows)

    def late(self, *, would: bool, nature: Nature = Nature.PROMISE) -> int:
        outcomes = (row.would if would else row.was for row in self.rows)
        return sum(bool(outcome.late) and outcome.nature == nature for outcome in outcomes)

    @cached_property
    def hours_advice(self) -> HoursAdvice | None:
        """Whether the hours of an All-in-1 would have been enough (SLA 6.2)."""
        if not self.terms.is_all_in_1 or self.terms.hours_per_month is None:
            return None
        agreed = agreed_minutes(self.terms.hours_per_month) or 0
        used: dict[date, int] = dict.fromkeys(self.months, 0)
        for month, minutes in (drawn for row in self.rows for drawn in row.would.drawn):
            if month in used:
                used[month] += minutes
        months = [UsedMonth(month, minutes, agreed) for month, minutes in used.items() if self.counts(month)]
        return half_year_advice(self.terms.hours_per_month, months)


@dataclass(frozen=True)
class ReplayHistory:
    """What is replayed: loaded once, replayed under as many scenarios as one likes."""

    customer: Customer
    agreement: ServiceAgreement | None
    terms: Terms | None
    since: datetime
    until: datetime
    past: tuple[Past, ...]
    first: date | None

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The whole months of the period."""
        first = self.since.astimezone(AMSTERDAM).date()
        month = first if first.day == 1 else _next_month(first)
        found = []
        while _next_month(month) <= self.until.astimezone(AMSTERDAM).date():
            found.append(month)
            month = _next_month(month)
        return tuple(found)

    @cached_property
    def bare(self) -> Terms:
        """What stands in for an agreement where there was none, so that a package can be tried (SLA 5.1)."""
        return self.terms or Terms(rules=clocks.rules_for(None), packages={})

    @property
    def monthly_fee(self) -> Decimal | None:
        """What was agreed: the monthly amount, else that of the packages together."""
        return self.agreement.total_monthly_fee if self.agreement else None


def load(customer: Customer, *, since: datetime, until: datetime) -> ReplayHistory:
    """The customer's meldingen that came in from `since` until before `until`; six queries, however many there are."""
    related = (
        "agreement__edition",
        "clock__calendar_version",
        "clock__emergency_version",
        "ignored_advice__decided_by",
        "visit",
        "contact",
    )
    tickets = list(
        Ticket.objects.filter(customer=customer, opened_at__gte=since, opened_at__lt=until)
        .select_related(*related)
        .prefetch_related("agreement__lines")
        .defer("search_text", "internal_search_text", "description", "steps_taken", "impact_text")
        .order_by("opened_at", "number")
    )
    numbers = [ticket.pk for ticket in tickets]
    entries = _by_ticket(TimelineEntry.objects.filter(ticket__in=numbers, kind__in=CLOCK_KINDS).order_by("at", "pk"))
    time = _by_ticket(TimeEntry.objects.filter(ticket__in=numbers, is_current=True).order_by("started_at", "pk"))
    agreement = customer.agreement_at(until) or customer.agreements.filter(status="in_force").first()
    own = {ticket.agreement_id: ticket.agreement.terms for ticket in tickets if ticket.agreement}
    smalls: dict[date, int] = defaultdict(int)
    past = []
    for ticket in tickets:
        month = ticket.opened_at.astimezone(AMSTERDAM).date().replace(day=1)
        lines = tuple(time[ticket.pk])
        facts = coverage.facts_of(
            ticket, until, minutes=sum(line.minutes for line in lines), small_changes=smalls[month]
        )
        smalls[month] += coverage.counts_as_fair_use(ticket)
        terms = own.get(ticket.agreement_id)
        was = ticket.coverage or decide(terms, facts)
        past.append(Past(ticket, facts, terms, was, tuple(entries[ticket.pk]), lines))
    first, own_terms = first_month(customer), coverage.terms_of(agreement)
    return ReplayHistory(customer, agreement, own_terms, since, until, tuple(past), first.first if first else None)


def replay(history: ReplayHistory, scenario: Scenario) -> Replay:
    """The history under the scenario. A verdict that an agent gave by hand stays; it was about more than the rules."""
    rows = tuple(ReplayRow(past, _was(past), _would(past, scenario, history)) for past in history.past)
    fee = history.monthly_fee
    would = fee if scenario.packages is None and scenario.monthly_fee is None else scenario.monthly_fee
    months = len(history.months)
    return Replay(
        scenario=scenario,
        terms=scenario.terms(history.bare),
        rows=rows,
        months=history.months,
        first=history.first,
        fee_was=None if fee is None else fee * months,
        fee_would=None if would is None else would * months,
    )


def whole_packages(history: ReplayHistory) -> list[Scenario]:
    """Everything that was taken in one SLA-type, and All-in-1: the questions that are asked first."""
    taken = list(history.terms.packages) if history.terms else []
    items = [package for package in taken if package != Package.ALL_IN_1] or [Package.SERVER, Package.WERKPLEK]
    scenarios = []
    for tier in (Tier.BASIC, Tier.STANDARD, Tier.PLUS):
        # Network equipment has no Basic (SLA 5.2); the lightest it has stands in.
        tiers: dict[Package, Tier] = {
            item: Tier.STANDARD if item == Package.NETWERK and tier == Tier.BASIC else tier for item in items
        }
        scenarios.append(Scenario(_("Alles %(tier)s") % {"tier": tier.label}, MappingProxyType(tiers)))
    scenarios.append(Scenario(_("All-in-1"), MappingProxyType({Package.ALL_IN_1: Tier.PREMIUM})))
    return scenarios


def months_before(moment: datetime, months: int) -> datetime:
    """The start, in Amsterdam, of the first of so many whole months before this one."""
    day = moment.astimezone(AMSTERDAM).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=years, month=month + 1)


def calendar_hours(slug: str) -> BusinessHours:
    """Calendar.DoesNotExist for an unknown one."""
    return Calendar.objects.get(slug=slug).current_version.business_hours


def _was(past: Past) -> ReplayOutcome:
    clock = past.ticket.clock
    cost = sum((amount(line.billed_minutes, line.rate) for line in past.time if line.rate), Decimal())
    return ReplayOutcome(
        coverage=past.was,
        priority=Priority(past.ticket.priority) if past.ticket.priority else None,
        nature=Nature(clock.nature),
        due_at=clock.due_at,
        late=clock.late,
        cost=cost,
        billed_minutes=sum(line.billed_minutes for line in past.time),
    )


def _would(past: Past, scenario: Scenario, history: ReplayHistory) -> ReplayOutcome:
    base = past.terms or (history.bare if scenario.packages else None)
    terms = scenario.terms(base) if base else None
    covered = past.was if past.ticket.coverage_overridden else decide(terms, past.facts)
    covered_lines = [(line, _line_coverage(past, terms, line)) for line in past.time]
    billed, cost = _cost(past, terms, [line for line, each in covered_lines if each.is_billable])
    state, urgent = _clock(past, scenario, terms, history.until, covered)
    return ReplayOutcome(
        coverage=covered,
        priority=urgent,
        nature=Nature(state.verdict_target.nature),
        due_at=state.due_at,
        late=state.late,
        cost=cost,
        billed_minutes=billed,
        drawn=tuple(
            (line.started_at.astimezone(AMSTERDAM).date().replace(day=1), line.minutes)
            for line, each in covered_lines
            if each.draws_hours
        ),
    )


def _line_coverage(past: Past, terms: Terms | None, line: TimeEntry) -> Coverage:
    if past.ticket.coverage_overridden:
        return past.was
    is_call = _is_call(past, line)
    facts = replace(
        past.facts,
        minutes=past.minutes,
        on_site=line.on_site,
        emergency_call=is_call,
        outside_hours=line.outside_hours and not is_call,
    )
    return decide(terms, facts)


def _is_call(past: Past, line: TimeEntry) -> bool:
    """Outside opening hours on a call; what is done in them is judged as any other work (SLA 3.2)."""
    return past.ticket.emergency_call and line.outside_hours


def _cost(past: Past, terms: Terms | None, lines: Sequence[TimeEntry]) -> tuple[int, Decimal]:
    """Minutes billed and their amount: real time, and of an emergency call an hour at least (SLA 3.2)."""
    calls = [line for line in lines if _is_call(past, line)]
    shares = iter(call_shares(past.ticket, [line.minutes for line in calls]))
    minutes = [next(shares) if _is_call(past, line) else line.minutes for line in lines]
    cost = Decimal()
    for line, billed in zip(lines, minutes, strict=True):
        rate = _rate(past, terms, line)
        cost += amount(billed, rate) if rate is not None else Decimal()
    return sum(minutes), cost


def _rate(past: Past, terms: Terms | None, line: TimeEntry) -> Decimal | None:
    """What the line cost by the hour; of a line that was included, what it would have."""
    if line.rate is not None or terms is None:
        return line.rate
    rate = rate_for(terms.tariffs, emergency_call=_is_call(past, line), outside_hours=line.outside_hours)
    return rate.euros_an_hour


def _clock(
    past: Past, scenario: Scenario, terms: Terms | None, until: datetime, covered: Coverage
) -> tuple[ClockReading, Priority | None]:
    """The clock by the scenario's matrix, targets and hours; what an emergency call carried keeps the hours it ran on
    (SLA 3.2). Whether an SLA applied at all (SLA 5.1) was so as it stood, unless other packages are tried."""
    target: Target | None = None
    opening: tuple[Target, BusinessHours] | None = None
    urgent: Priority | None = None
    told: Told | None = None
    events: list[ClockEvent] = []
    for entry in past.entries:
        facts = entry.facts
        if isinstance(facts, Opened):
            told = Told.by(facts)
        elif told is not None:
            told = told.after(facts)
        if told is None:
            continue
        if isinstance(facts, Opened | Classified):
            urgent = _urgent(facts, terms)
        verdict = told.verdict if scenario.packages is None else covered.verdict
        then, hours = _target(replace(told, verdict=verdict), urgent, terms), _hours(past, scenario, urgent)
        then = clocks.best_effort(then) if past.ticket.unsupported else then
        if opening is None:
            opening, target = (then, hours), then
        elif event := facts.clock_event(entry.at):
            events.append(event)
        elif then != target:
            target = then
            events.append(ClockEvent(entry.at, ClockEventKind.TARGET_CHANGED, target=target, hours=hours))
    if opening is None:
        raise ValueError("A timeline begins with its opening.")
    return run_clock(opening[0], past.ticket.opened_at, events, opening[1], until), urgent


def _hours(past: Past, scenario: Scenario, urgent: Priority | None) -> BusinessHours:
    ticket = past.ticket
    own = clocks.hours_for(ticket, ticket.clock, urgent)
    return own if isinstance(own, JoinedHours) else scenario.hours or own


def _urgent(facts: Opened | Classified, terms: Terms | None) -> Priority | None:
    """What this classification gives under these terms: the matrix may be another one (SLA 7.9)."""
    if terms is None:
        return None
    kind, impact, urgency = map(_latest, (facts.kind, facts.impact, facts.urgency))
    return priority(
        TicketKind(kind), Impact(impact) if impact else None, Urgency(urgency) if urgency else None, terms.rules
    )


def _target(told: Told, urgent: Priority | None, terms: Terms | None) -> Target:
    return replace(told, priority=urgent).target_by(terms.rules if terms else None)


def _latest(value: Any) -> Any:
    """An opening says what is, a change from what to what."""
    return value.new if isinstance(value, Change) else value


def _by_ticket(rows: Iterable[Row_]) -> dict[int, list[Row_]]:
    found: dict[int, list[Row_]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(row)
    return found


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
