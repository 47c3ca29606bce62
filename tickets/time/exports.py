"""Billable time as it goes to the books: which lines, and the table that leaves (SLA 3.2, 6.4, 8, 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.coverage.rules import BILLABLE, Verdict
from contracts.models import Customer, CustomerEvent, CustomerEventKind
from contracts.time.rates import MINUTES_AN_HOUR, RateKind, hours_to_bill
from contracts.time.words import older_words
from infra.spreadsheets import Cell, Kind, Row, SheetColumn, as_csv, as_xlsx
from sla.business_hours import AMSTERDAM
from tickets.approvals.consent import agreed
from tickets.models import TimeCredit, TimeEntry, TimeExport
from tickets.time.credits import in_their_place, waiting_credits
from tickets.time.month import HoursTally, Month, tally
from tickets.values import Activity

MOST_WITHOUT_YES = 20  # on a page
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LineKind(TextChoices):
    """What a row of an export is."""

    WORKED = "worked", gettext_lazy("Gewerkt")
    CREDIT = "credit", gettext_lazy("Creditregel")


def columns() -> list[SheetColumn]:
    """What a bookkeeper needs of each line. Hours times tariff is the amount, to the cent; so is minutes times tariff
    over 60 (docs/agreements.md)."""
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
        SheetColumn("billed", _("Te factureren minuten"), Kind.NUMBER),
        SheetColumn("hours", _("Te factureren uren"), Kind.QUANTITY),
        SheetColumn("rate", _("Tarief"), Kind.EUROS),
        SheetColumn("rate_kind", _("Soort tarief")),
        SheetColumn("amount", _("Bedrag"), Kind.EUROS),
        SheetColumn("coverage", _("Dekking")),
        SheetColumn("clause", _("Paragraaf")),
        SheetColumn("note", _("Toelichting")),
        SheetColumn("kind", _("Soort regel")),
        SheetColumn("line", _("Regel"), Kind.NUMBER),
        SheetColumn("credits", _("Credit op export")),
    ]


# --- Which lines ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Choice:
    """What an export takes: the days of its period, of one customer or of all, with or without what is older."""

    starts_on: date
    ends_on: date
    customer: Customer | None = None
    older: bool = False

    @property
    def credits(self) -> QuerySet[TimeCredit]:
        """What was taken back leaves in the next export, whatever its period."""
        return waiting_credits(self.customer)

    @property
    def lines(self) -> QuerySet[TimeEntry]:
        """Those of the period, those in the place of what is credited, and on request those of before the period."""
        before = Q(started_at__lt=_midnight(self.ends_on + timedelta(days=1)))
        within = before if self.older else before & Q(started_at__gte=_midnight(self.starts_on))
        return may_leave(self.customer).filter(within | Q(pk__in=in_their_place(self.credits)))

    @property
    def left_behind(self) -> QuerySet[TimeEntry]:
        """What was written after the month in which it was worked had left, and would not go along now."""
        if self.older:
            return TimeEntry.objects.none()
        older = may_leave(self.customer).filter(started_at__lt=_midnight(self.starts_on))
        return older.exclude(pk__in=in_their_place(self.credits))


def may_leave(customer: Customer | None = None) -> QuerySet[TimeEntry]:
    """Billable lines that never left, to which somebody said yes (SLA 4.2); the one place that says which may. One that
    is billed nothing, within the hour of a call, goes along."""
    return _billable(customer).filter(agreed())


@dataclass(frozen=True)
class TicketWithoutYes:
    """Minutes on one melding that stay behind."""

    number: int
    minutes: int


def without_yes(starts_on: date, ends_on: date) -> list[TicketWithoutYes]:
    """Of which meldingen billable lines of a period stay behind: nobody said yes to what they cost (SLA 4.2)."""
    within = Q(started_at__gte=_midnight(starts_on), started_at__lt=_midnight(ends_on + timedelta(days=1)))
    lines = _billable(None).filter(within).exclude(agreed()).order_by().values("ticket")
    sums = lines.annotate(total=Sum("minutes"), first=Min("started_at")).order_by("first", "ticket")
    return [TicketWithoutYes(row["ticket"], row["total"]) for row in sums[:MOST_WITHOUT_YES]]


def _billable(customer: Customer | None) -> QuerySet[TimeEntry]:
    lines = TimeEntry.objects.filter(is_current=True, export__isnull=True, verdict__in=BILLABLE, minutes__gt=0)
    # Without a join, so that an export locks lines and nothing else.
    return lines if customer is None else lines.filter(ticket__in=customer.tickets.order_by().values("pk"))


def with_details(lines: QuerySet[TimeEntry]) -> QuerySet[TimeEntry]:
    """In the order of the table: by customer, then as it was worked."""
    return (
        lines.select_related("ticket__customer", "ticket__agreement", "by")
        .defer("ticket__search_text", "ticket__internal_search_text", "ticket__description")
        .order_by("ticket__customer__number", "started_at", "pk")
    )


def credits_with_details(credits: QuerySet[TimeCredit]) -> QuerySet[TimeCredit]:
    return (
        credits.select_related("line__ticket__customer", "line__ticket__agreement", "line__by")
        .defer("line__ticket__search_text", "line__ticket__internal_search_text", "line__ticket__description")
        .order_by("line__ticket__customer__number", "line__started_at", "pk")
    )


@dataclass(frozen=True)
class WaitingTime:
    """`tally` is what would leave, less what is credited."""

    customer: Customer
    tally: HoursTally
    credits: int


def waiting_by_customer(choice: Choice) -> list[WaitingTime]:
    tallies: dict[Customer, HoursTally] = defaultdict(HoursTally)
    credited: dict[Customer, int] = defaultdict(int)
    for line in with_details(choice.lines):
        tallies[line.ticket.customer].add(line)
    for credit in credits_with_details(choice.credits):
        customer = credit.line.ticket.customer
        tallies[customer].take_back(credit.line)
        credited[customer] += 1
    by_number = sorted(tallies.items(), key=lambda each: each[0].number)
    return [WaitingTime(customer, total, credited[customer]) for customer, total in by_number]


def total_of(waiting: Iterable[WaitingTime]) -> HoursTally:
    total = HoursTally()
    for one in waiting:
        total.merge(one.tally)
    return total


@dataclass(frozen=True)
class OlderTime:
    """What would be left behind, in the words of the screens: "nog 1 oudere regel, € 190,00, van oktober"."""

    tally: HoursTally
    words: str


def older_time(choice: Choice) -> OlderTime | None:
    lines = list(choice.left_behind.order_by("started_at", "pk"))
    if not lines:
        return None
    total = tally(lines)
    months = list(dict.fromkeys(Month.of(line.started_at).first for line in lines))
    return OlderTime(total, older_words(total.lines, total.amount, months, of_year=choice.starts_on.year))


# --- The table --------------------------------------------------------------------------------------------
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
        "billed": line.billed_minutes,
        "hours": str(hours_to_bill(line.billed_minutes, line.rate)),
        "rate": None if line.rate is None else str(line.rate),
        "rate_kind": line.rate_kind,
        "amount": None if amount is None else str(amount),
        "coverage": line.verdict,
        "clause": line.clause,
        "note": line.note,
        "kind": LineKind.WORKED,
        "line": line.pk,
        "credits": "",
    }


def credit_row_of(credit: TimeCredit) -> dict[str, Any]:
    """The same row below nought, with the export that it takes something back from."""
    line = credit.line
    return row_of(line) | {
        "minutes": -line.minutes,
        "billed": -line.billed_minutes,
        "hours": str(hours_to_bill(-line.billed_minutes, line.rate)),
        "amount": None if credit.amount is None else str(credit.amount),
        "note": credit.reason,
        "kind": LineKind.CREDIT,
        "credits": f"U{line.export_id}",
    }


def rows_of(export: TimeExport) -> list[dict[str, Cell]]:
    """The lines of an export as they left, from what was written down then."""
    customers = Q(customer__in=export.lines.order_by().values("ticket__customer"))
    customers |= Q(customer__in=export.credits.order_by().values("line__ticket__customer"))
    events = CustomerEvent.objects.filter(
        customers, at=export.made_at, kind=CustomerEventKind.TIME_EXPORTED, data__export=export.pk
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


_LABELS: dict[str, type[TextChoices]] = {
    "activity": Activity,
    "rate_kind": RateKind,
    "coverage": Verdict,
    "kind": LineKind,
}


def _cells(row: dict[str, Any]) -> dict[str, Cell]:
    row = _of_before(row) | row
    words = {name: str(table(row[name]).label) if row[name] else "" for name, table in _LABELS.items()}
    numbers = {name: None if row[name] is None else Decimal(row[name]) for name in ("hours", "rate", "amount")}
    return row | words | numbers | {"day": date.fromisoformat(row["day"])}


def _of_before(row: dict[str, Any]) -> dict[str, Any]:
    """What a row lacks that left before there were credits."""
    billed = int((Decimal(row["hours"]) * MINUTES_AN_HOUR).quantize(Decimal(1)))
    return {"billed": billed, "kind": LineKind.WORKED, "line": None, "credits": ""}


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
