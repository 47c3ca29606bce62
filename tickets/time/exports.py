"""Billable time as it goes to the books: which lines, and the table that leaves (SLA 3.2, 6.4, 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _

from contracts.coverage.rules import BILLABLE, Verdict
from contracts.models import Customer, CustomerEvent, CustomerEventKind
from contracts.time.rates import MINUTES_AN_HOUR, RateKind
from infra.spreadsheets import Cell, Kind, Row, SheetColumn, as_csv, as_xlsx
from sla.business_hours import AMSTERDAM
from tickets.approvals.consent import agreed
from tickets.models import TimeEntry, TimeExport
from tickets.time.month import HoursTally
from tickets.values import Activity

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def columns() -> list[SheetColumn]:
    """What a bookkeeper needs of each line."""
    return [
        SheetColumn("customer_number", _("Klantnummer")),
        SheetColumn("customer", _("Klant")),
        SheetColumn("agreement", _("Overeenkomst")),
        SheetColumn("ticket", _("Melding"), Kind.NUMBER),
        SheetColumn("subject", _("Onderwerp")),
        SheetColumn("day", _("Datum"), Kind.DATE),
        SheetColumn("who", _("Medewerker")),
        SheetColumn("activity", _("Activiteit")),
        SheetColumn("minutes", _("Minuten"), Kind.NUMBER),
        SheetColumn("hours", _("Te factureren uren"), Kind.HOURS),
        SheetColumn("rate", _("Tarief"), Kind.EUROS),
        SheetColumn("rate_kind", _("Soort tarief")),
        SheetColumn("amount", _("Bedrag"), Kind.EUROS),
        SheetColumn("coverage", _("Dekking")),
        SheetColumn("clause", _("Paragraaf")),
        SheetColumn("note", _("Toelichting")),
    ]


def waiting_lines(starts_on: date, ends_on: date, customer: Customer | None = None) -> QuerySet[TimeEntry]:
    """Billable lines of a period that never left, to which somebody said yes (SLA 4.2). One that is billed nothing,
    within the hour of a call, goes along."""
    return _billable(starts_on, ends_on, customer).filter(agreed())


def without_yes(starts_on: date, ends_on: date) -> QuerySet[TimeEntry]:
    """Billable lines of a period that stay behind: nobody said yes to what they cost (SLA 4.2)."""
    return _billable(starts_on, ends_on, None).exclude(agreed())


def _billable(starts_on: date, ends_on: date, customer: Customer | None) -> QuerySet[TimeEntry]:
    lines = TimeEntry.objects.filter(
        is_current=True,
        export__isnull=True,
        verdict__in=BILLABLE,
        minutes__gt=0,
        started_at__gte=_midnight(starts_on),
        started_at__lt=_midnight(ends_on + timedelta(days=1)),
    )
    # Without a join, so that an export locks lines and nothing else.
    return lines if customer is None else lines.filter(ticket__in=customer.tickets.order_by().values("pk"))


def with_details(lines: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    """In the order of the table: by customer, then as it was worked."""
    return (
        lines.select_related("ticket__customer", "ticket__agreement", "by")
        .defer("ticket__search_text", "ticket__internal_search_text", "ticket__description")
        .order_by("ticket__customer__number", "started_at", "pk")
    )


@dataclass(frozen=True)
class WaitingTime:
    customer: Customer
    tally: HoursTally


def waiting_by_customer(starts_on: date, ends_on: date) -> list[WaitingTime]:
    tallies: dict[Customer, HoursTally] = defaultdict(HoursTally)
    for line in with_details(waiting_lines(starts_on, ends_on)):
        tallies[line.ticket.customer].add(line)
    return [WaitingTime(customer, tally) for customer, tally in tallies.items()]


def total_of(waiting: Iterable[WaitingTime]) -> HoursTally:
    total = HoursTally()
    for one in waiting:
        total.merge(one.tally)
    return total


def row_of(line: TimeEntry) -> dict[str, Any]:
    """As plain values, to be kept with the export: what left is told again as it left, whatever is renamed later. What
    has a fixed value is kept as that value, and gets its words when the sheet is made."""
    amount = line.amount
    return {
        "customer_number": line.ticket.customer.number,
        "customer": line.ticket.customer.name,
        "agreement": str(line.ticket.agreement or ""),
        "ticket": line.ticket_id,
        "subject": line.ticket.subject,
        "day": line.started_at.astimezone(AMSTERDAM).date().isoformat(),
        "who": line.by.name,
        "activity": line.activity,
        "minutes": line.minutes,
        "hours": str(hours_of(line.billed_minutes)),
        "rate": None if line.rate is None else str(line.rate),
        "rate_kind": line.rate_kind,
        "amount": None if amount is None else str(amount),
        "coverage": line.verdict,
        "clause": line.clause,
        "note": line.note,
    }


def hours_of(minutes: int) -> Decimal:
    return (Decimal(minutes) / MINUTES_AN_HOUR).quantize(Decimal("0.0001"))


def rows_of(export: TimeExport) -> list[dict[str, Cell]]:
    """The lines of an export as they left, from what was written down then."""
    customers = export.lines.order_by().values("ticket__customer")
    events = CustomerEvent.objects.filter(
        customer__in=customers, at=export.made_at, kind=CustomerEventKind.TIME_EXPORTED, data__export=export.pk
    )
    kept = [row for event in events.order_by("customer__pk") for row in event.data["rows"]]
    return [_cells(row) for row in sorted(kept, key=lambda row: row["customer_number"])]


def csv_of(export: TimeExport) -> bytes:
    return as_csv(columns(), _rows(export))


def xlsx_of(export: TimeExport) -> bytes:
    return as_xlsx(columns(), _rows(export), title=str(export), made_at=export.made_at)


def file_name(export: TimeExport, kind: str) -> str:
    """ "uren-U12-2026-11-01-2026-11-30.csv" """
    return f"uren-{export}-{export.starts_on}-{export.ends_on}.{kind}"


def _rows(export: TimeExport) -> Iterable[Row]:
    return rows_of(export)


_LABELS: dict[str, type[TextChoices]] = {"activity": Activity, "rate_kind": RateKind, "coverage": Verdict}


def _cells(row: dict[str, Any]) -> dict[str, Cell]:
    words = {name: str(table(row[name]).label) if row[name] else "" for name, table in _LABELS.items()}
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in ("hours", "rate", "amount")}
    return row | words | numbers | {"day": date.fromisoformat(row["day"])}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
