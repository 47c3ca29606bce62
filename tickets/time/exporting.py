"""Billable time leaves for the books, each line once; what left or was reviewed stays as it was (SLA 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.coverage.rules import BILLABLE
from contracts.models import Customer, CustomerEvent, CustomerEventKind
from infra.errors import Refused
from sla.business_hours import AMSTERDAM
from tickets.models import TimeCredit, TimeEntry, TimeExport
from tickets.time import exports
from tickets.time.month import HoursTally, tally

FIRST_YEAR, LAST_YEAR = 2000, 2100  # of a period that somebody can mean


@transaction.atomic
def export_time(
    *,
    by: User,
    now: datetime,
    starts_on: date,
    ends_on: date,
    customer: Customer | None = None,
    older: bool = False,
) -> TimeExport:
    """All billable lines of the period that never left, of one customer or of all, leave together; on request with what
    is `older`. What was taken back since it left goes along as a negative line, with what came in its place.

    They are locked before they are read: of two exports at once the second finds what the first left over.
    """
    _require_may_export(by)
    choice = choose(starts_on, ends_on, customer=customer, older=older)
    claimed = [line.pk for line in choice.lines.select_for_update(no_key=True).order_by("pk")]
    taken_back = [credit.pk for credit in choice.credits.select_for_update(of=("self",), no_key=True).order_by("pk")]
    if not claimed and not taken_back:
        raise Refused(_nothing(choice))
    lines = list(exports.with_details(TimeEntry.objects.filter(pk__in=claimed)))
    credits = list(exports.credits_with_details(TimeCredit.objects.filter(pk__in=taken_back)))
    total = _total(lines, credits)
    export = TimeExport.objects.create(
        customer=customer,
        starts_on=starts_on,
        ends_on=ends_on,
        with_older=older,
        made_by=by,
        made_at=now,
        line_count=total.lines,
        minutes=total.billed,
        amount=total.amount,
    )
    TimeEntry.objects.filter(pk__in=claimed).update(export=export, locked_at=Coalesce("locked_at", Value(now)))
    TimeCredit.objects.filter(pk__in=taken_back).update(export=export)
    _tell(export, lines, credits, by=by, now=now)
    return export


def choose(starts_on: date, ends_on: date, *, customer: Customer | None = None, older: bool = False) -> exports.Choice:
    """What an export of these days would take. Refused for a period that nobody can mean."""
    if ends_on < starts_on:
        raise Refused(_("De einddatum ligt voor de begindatum."), field="ends_on")
    if starts_on.year < FIRST_YEAR or ends_on.year > LAST_YEAR:
        words = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Refused(_("Kies een periode tussen %(first)s en %(last)s.") % words, field="starts_on")
    return exports.Choice(starts_on, ends_on, customer, older)


def _nothing(choice: exports.Choice) -> str:
    """That there is nothing, and what there would be on request."""
    nothing = _("In deze periode zijn geen regels die nog geëxporteerd moeten worden.")
    older = exports.older_time(choice)
    if older is None:
        return nothing
    return _("%(nothing)s Wel klaar: %(older)s; neem die mee.") % {"nothing": nothing, "older": older.words}


def _total(lines: Iterable[TimeEntry], credits: Iterable[TimeCredit]) -> HoursTally:
    total = tally(lines)
    for credit in credits:
        total.take_back(credit.line)
    return total


def _tell(export: TimeExport, lines: list[TimeEntry], credits: list[TimeCredit], *, by: User, now: datetime) -> None:
    """One event for each customer, with the lines as they left."""
    by_customer: dict[Customer, tuple[list[TimeEntry], list[TimeCredit]]] = defaultdict(lambda: ([], []))
    for line in lines:
        by_customer[line.ticket.customer][0].append(line)
    for credit in credits:
        by_customer[credit.line.ticket.customer][1].append(credit)
    for customer, (own, taken_back) in by_customer.items():
        total = _total(own, taken_back)
        rows = [exports.row_of(line) for line in own] + [exports.credit_row_of(credit) for credit in taken_back]
        CustomerEvent.objects.create(
            customer=customer,
            kind=CustomerEventKind.TIME_EXPORTED,
            at=now,
            by=by,
            data={
                "export": export.pk,
                "starts_on": export.starts_on.isoformat(),
                "ends_on": export.ends_on.isoformat(),
                "lines": total.lines,
                "minutes": total.billed,
                "amount": str(total.amount),
                "rows": rows,
            },
        )


@transaction.atomic
def lock_reviewed(customer: Customer, *, by: User, now: datetime, until: date) -> int:
    """What was talked over in a Service Review stays as it was (SLA 11): all lines up to and including `until`.

    Returns how many lines were fixed just now.
    """
    if not (by.is_house and by.has_perm("tickets.see_workload")):
        raise PermissionDenied
    after = until + timedelta(days=1)
    lines = TimeEntry.objects.filter(
        ticket__in=customer.tickets.order_by().values("pk"),
        started_at__lt=datetime(after.year, after.month, after.day, tzinfo=AMSTERDAM),
        locked_at__isnull=True,
        is_current=True,
    )
    claimed = [line.pk for line in lines.select_for_update(no_key=True).order_by("pk")]
    return TimeEntry.objects.filter(pk__in=claimed).update(locked_at=now)


def last_settled_day(customer: Customer, since: date) -> date | None:
    """Of what was exported or reviewed (contracts.time.settled); what is included has no tariff, so only what is billed
    counts."""
    settled = TimeEntry.objects.filter(
        ticket__in=customer.tickets.order_by().values("pk"),
        verdict__in=BILLABLE,
        locked_at__isnull=False,
        started_at__gte=datetime(since.year, since.month, since.day, tzinfo=AMSTERDAM),
    )
    last = settled.order_by("-started_at").values_list("started_at", flat=True).first()
    return last.astimezone(AMSTERDAM).date() if last else None


def _require_may_export(by: User) -> None:
    if not (by.is_house and by.has_perm("tickets.export_time")):
        raise PermissionDenied
