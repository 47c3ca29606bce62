"""Keeping the figures up: meldingen that changed are measured, and the days on which they count are counted again.

The change feed of the meldingen (infra.change_feed) says which changed; a day is counted as a whole, for every scope at
once. One worker counts at a time, for he holds the lock of the one row of CountingState; each batch is a transaction
that does all or nothing, so he may be killed anywhere. Nothing is lost by a day that waits: who reads counts those that
are stale himself (reviews.figures.figure_reading).

    a mail at 10:00 makes #12     -> the feed tells of #12 -> its record, and "27 November is stale"
    the next sweep                -> all of 27 November is counted, and the marks that it saw are removed
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from contracts.models import Supplier
from infra.change_feed import settled_until
from reviews.figures.catalogue import FIGURES, Figure, FigureSource
from reviews.figures.measuring import Known, Measured, measure
from reviews.figures.sources import SOURCES, day_on
from reviews.models import CountingState, DayCounts, OpenSpan, ScopeKind, StaleDay, TicketRecord
from reviews.periods import Period, day_of
from sla.models import CalendarVersion
from tickets.models import (
    Approval,
    EntryKind,
    Escalation,
    RecurringRun,
    SatisfactionRequest,
    Ticket,
    TicketClock,
    TimeEntry,
    TimelineEntry,
    Visit,
)

TICKETS_AT_ONCE = 200
DAYS_AT_ONCE = 20

ScopeKey = tuple[ScopeKind, int]
Tally = Counter[str]
HOUSE: ScopeKey = (ScopeKind.HOUSE, 0)
_MINUTE = timedelta(minutes=1)


def count_due(now: datetime) -> int:
    """Measure what changed, and count the days that it touches; returns how many meldingen were measured."""
    measured = 0
    while done := _measure_batch(now):
        measured += done
    while _count_batch():
        pass
    return measured


def recount(now: datetime) -> None:
    """Everything anew, as if nothing had been counted before."""
    with transaction.atomic():
        state = _state(wait=True)
        assert state is not None
        OpenSpan.objects.all().delete()
        TicketRecord.objects.all().delete()
        DayCounts.objects.all().delete()
        StaleDay.objects.all().delete()
        CountingState.objects.filter(pk=state.pk).update(updated_at=None, number=0, complete_until=None)
    count_due(now)


# --- Meldingen --------------------------------------------------------------------------------------------
@transaction.atomic
def _measure_batch(now: datetime) -> int:
    state = _state()
    if state is None:
        return 0  # another worker is at it
    until = settled_until(now)  # before the rows are asked for: see infra.change_feed
    batch = list(_changed(state, until)[:TICKETS_AT_ONCE])
    if batch:
        last = batch[-1]
        state.updated_at, state.number = last.updated_at, last.pk
        measure_all(batch, now)
    if len(batch) < TICKETS_AT_ONCE:
        state.complete_until = until
    state.save()
    return len(batch)


@transaction.atomic
def _state(*, wait: bool = False) -> CountingState | None:
    """Its row, locked until the transaction ends; None while another worker holds it."""
    CountingState.objects.get_or_create(pk=1)
    return CountingState.objects.select_for_update(skip_locked=not wait).filter(pk=1).first()


def _changed(state: CountingState, until: datetime) -> QuerySet[Ticket]:
    changed = Ticket.objects.filter(updated_at__lt=until).order_by("updated_at", "number")
    if state.updated_at is not None:
        changed = changed.filter(updated_at__gte=state.updated_at).filter(
            Q(updated_at__gt=state.updated_at) | Q(number__gt=state.number)
        )
    return changed.select_related("agreement__edition", "clock").defer(
        "description", "search_text", "internal_search_text", "steps_taken", "impact_text"
    )


def measure_all(batch: Sequence[Ticket], now: datetime) -> None:
    """Write the records of these meldingen, and mark every day on which they counted or count now."""
    numbers = [ticket.pk for ticket in batch]
    _share_versions([ticket.clock for ticket in batch])
    lines = _timelines(numbers)
    known = Known(
        house=set(User.objects.filter(is_house=True).values_list("pk", flat=True)),
        suppliers=dict(Supplier.objects.values_list("name", "pk")),
    )
    measured = [measure(ticket, ticket.clock, lines[ticket.pk], known, now) for ticket in batch]
    days = set(_days_in_records(numbers)) | set(_days_of_rows(numbers))
    _write(numbers, measured)
    days |= set(_days_in_records(numbers))
    StaleDay.objects.bulk_create(StaleDay(day=day) for day in sorted(days))


def _share_versions(clocks: Sequence[TicketClock]) -> None:
    named = {clock.calendar_version_id for clock in clocks} | {clock.emergency_version_id for clock in clocks}
    versions = CalendarVersion.objects.in_bulk(named - {None})
    for clock in clocks:
        clock.calendar_version = versions[clock.calendar_version_id]
        clock.emergency_version = versions[clock.emergency_version_id] if clock.emergency_version_id else None


def _timelines(numbers: Collection[int]) -> dict[int, list[TimelineEntry]]:
    found: dict[int, list[TimelineEntry]] = defaultdict(list)
    for entry in TimelineEntry.objects.filter(ticket__in=numbers).defer("text").order_by("at", "pk"):
        found[entry.ticket_id].append(entry)
    return found


def _write(numbers: Collection[int], measured: Sequence[Measured]) -> None:
    records = [each.record for each in measured]
    kept = [field.attname for field in TicketRecord._meta.concrete_fields if not field.primary_key]
    names = [name.removesuffix("_id") for name in kept]
    TicketRecord.objects.bulk_create(records, update_conflicts=True, unique_fields=["ticket"], update_fields=names)
    OpenSpan.objects.filter(record__in=numbers).delete()
    OpenSpan.objects.bulk_create(span for each in measured for span in each.spans)


def _days_in_records(numbers: Collection[int]) -> Iterator[date]:
    names = sorted({figure.on for figure in FIGURES if figure.source == FigureSource.RECORD})
    rows = TicketRecord.objects.filter(pk__in=numbers).values_list(*names)
    spans = OpenSpan.objects.filter(record__in=numbers).values_list("started_on", "ended_on")
    return (day for found in (rows, spans) for row in found for day in row if day)


def _days_of_rows(numbers: Collection[int]) -> Iterator[date]:
    """Of all that hangs on a melding; a line of time that was corrected keeps its day."""
    moments = (
        *TimeEntry.objects.filter(ticket__in=numbers).values_list("started_at"),
        *Approval.objects.filter(ticket__in=numbers).values_list("asked_at", "decided_at"),
        *Escalation.objects.filter(ticket__in=numbers).values_list("started_at"),
        *SatisfactionRequest.objects.filter(ticket__in=numbers).values_list("asked_at"),
        *Visit.objects.filter(ticket__in=numbers).values_list("ended_at"),
        *TimelineEntry.objects.filter(ticket__in=numbers, kind=EntryKind.ALERT).values_list("at"),
    )
    yield from (day_of(moment) for row in moments for moment in row if moment)
    yield from RecurringRun.objects.filter(ticket__in=numbers).order_by().values_list("due_on", flat=True)


# --- Days -------------------------------------------------------------------------------------------------
@transaction.atomic
def _count_batch() -> int:
    if _state() is None:
        return 0
    days = list(StaleDay.objects.order_by("-day").values_list("day", flat=True).distinct()[:DAYS_AT_ONCE])
    if not days:
        return 0
    seen = list(StaleDay.objects.filter(day__in=days).values_list("pk", flat=True))
    for day in days:
        _count_day(day)
    StaleDay.objects.filter(pk__in=seen).delete()
    return len(days)


def _count_day(day: date) -> None:
    tallies = tally_day(day)
    DayCounts.objects.filter(day=day).delete()
    DayCounts.objects.bulk_create(
        DayCounts(day=day, scope=kind, scope_key=key, flow=flow_of(tally), counts=dict(tally))
        for (kind, key), tally in tallies.items()
    )


def tally_day(day: date) -> dict[ScopeKey, Tally]:
    """What a day adds to the figures of each scope."""
    tallies: dict[ScopeKey, Tally] = defaultdict(Counter)
    for row, scopes, figures in rows_between(Period(day, day)):
        for figure in figures:
            if figure.counts(row):
                for scope in scopes:
                    add(tallies[scope], figure, row)
    return tallies


def wrong_days(now: datetime) -> Iterator[tuple[date, ScopeKey, list[str]]]:
    """Days of which the kept figures are not what they come to when every melding is measured and counted afresh.

    Nothing is kept of it: the transaction is taken back. Days that wait to be counted are no mistake.
    """
    with transaction.atomic():
        _state(wait=True)
        stale = set(StaleDay.objects.values_list("day", flat=True))
        kept: dict[date, dict[ScopeKey, Tally]] = defaultdict(dict)
        for row in DayCounts.objects.iterator():
            kept[row.day][ScopeKind(row.scope), row.scope_key] = Counter(row.counts)
        for batch in _batches(settled_until(now)):
            measure_all(batch, now)
        days = kept.keys() | set(StaleDay.objects.values_list("day", flat=True))
        for day in sorted(days - stale):
            fresh = tally_day(day)
            for scope in sorted(kept[day].keys() | fresh.keys()):
                before, after = kept[day].get(scope, Counter()), fresh.get(scope, Counter())
                if wrong := sorted(key for key in before.keys() | after.keys() if before[key] != after[key]):
                    yield day, scope, wrong
        transaction.set_rollback(True)


def _batches(until: datetime) -> Iterator[list[Ticket]]:
    state = CountingState()
    while batch := list(_changed(state, until)[:TICKETS_AT_ONCE]):
        yield batch
        state.updated_at, state.number = batch[-1].updated_at, batch[-1].pk


def rows_between(
    period: Period, within: ScopeKey = HOUSE, *, is_live: bool = False
) -> Iterator[tuple[Mapping[str, Any], list[ScopeKey], list[Figure]]]:
    """Every row that may count in a period, as its figures call its values, with the scopes that it counts for and the
    figures that ask for it; under "day" its day. `within` keeps it to one scope; `is_live`: of the sources that are
    counted when they are read, instead of those that are counted per day."""
    for (source, on), figures in _by_source().items():
        rows, names = SOURCES[source], sorted({name for figure in figures for name in figure.names})
        if rows.is_live != is_live:
            continue
        found = rows.of(*within).filter(rows.on(on, period))
        columns = {"day": rows.path(on), **{name: rows.path(name) for name in names}}
        scoped = {kind: rows.scope_path(kind) for kind in rows.scopes}
        paths = [*columns.values(), *scoped.values()]
        for values in found.values_list(*paths).iterator(chunk_size=5000):
            row: dict[str, Any] = dict(zip(columns, values, strict=False))
            row["day"] = day_on(row["day"])
            yield row, _scopes(scoped, values[len(columns) :]), figures


def _scopes(scoped: Iterable[ScopeKind], keys: Iterable[int | None]) -> list[ScopeKey]:
    return [HOUSE, *((kind, key) for kind, key in zip(scoped, keys, strict=True) if key is not None)]


def _by_source() -> dict[tuple[FigureSource, str], list[Figure]]:
    found: dict[tuple[FigureSource, str], list[Figure]] = defaultdict(list)
    for figure in FIGURES:
        found[figure.source, figure.on].append(figure)
    return found


def add(tally: Tally, figure: Figure, row: Mapping[str, Any]) -> None:
    """Count a row in a figure and in each part of it that the row falls under."""
    keys = [figure.key, *(f"{figure.key}/{group}/{row[group]}" for group in figure.groups if row[group] is not None)]
    if figure.is_spread:
        value = row[figure.of]
        if value is not None:
            number = value // _MINUTE if isinstance(value, timedelta) else value
            tally.update(f"{key}@{number}" for key in keys)
        return
    amount = row[figure.adds] if figure.adds else 1
    for key in keys:
        if amount:
            tally[key] += amount


def flow_of(tally: Mapping[str, int]) -> int:
    """What came to be open, less what ended."""
    began = tally.get("in", 0) + tally.get("reopened", 0)
    return began - sum(tally.get(key, 0) for key in ("solved", "closed_unsolved", "cancelled"))
