"""Figures at scale: a customer's half year and the house's month among a million meldingen, read first and again.

    DATABASE_URL=postgres://... python benchmarks/figures.py --tickets 1000000

The database must be an empty one of its own. It is filled by SQL with copies of one melding over three years, with 20,000
of one customer in the last of them; every day is then counted by the product's own sweep. Times are of one process, beside a
same-run baseline: the plain query of 50 rows of the queue with their joins, by the ORM. At the end every figure that was
read is asked of its rows once more, and has to be the same.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from reviews.figures.catalogue import Part
from reviews.figures.counting import _count_batch
from reviews.figures.figure_reading import FiguresScope, read, total_behind
from reviews.figures.overview import Trend, overview, part_charts, trend_charts
from reviews.models import DayCounts, StaleDay, TicketRecord
from reviews.periods import Period, day_of
from sla.priority import Nature
from tests.factories import ContactFactory, CustomerFactory, HouseUserFactory, ServiceAgreementFactory, TeamFactory
from tickets.models import ClockState, QueueRank, Ticket, TicketClock

YEARS, CUSTOMERS, OF_ONE = 3, 500, 20_000


def fill(count: int) -> None:
    customers = [CustomerFactory() for _n in range(CUSTOMERS)]
    contacts = [ContactFactory(customer=customer) for customer in customers]
    agreement = ServiceAgreementFactory(customer=customers[0])
    team, agents = TeamFactory(), [HouseUserFactory() for _n in range(40)]
    now = timezone.now()
    first = Ticket.objects.create(
        customer=customers[0], contact=contacts[0], agreement=agreement, kind="incident", impact=3, urgency="A",
        priority="standaard", status="gesloten", channel="portal", subject="Printer doet het niet", description="Zo.",
        coverage_verdict="inbegrepen", team=team, opened_at=now, updated_at=now,
    )  # fmt: skip
    version = agreement.calendar.current_version
    TicketClock.objects.create(
        ticket=first, calendar_version=version, nature=Nature.AIM, state=ClockState.MET, is_open=False,
        queue_rank=QueueRank.AIM_WAITING, queue_at=now,
    )  # fmt: skip
    others = CUSTOMERS - 1
    of_customer = f"CASE WHEN n <= {OF_ONE} THEN {customers[0].pk} ELSE {customers[1].pk} + n % {others} END"
    of_contact = f"CASE WHEN n <= {OF_ONE} THEN {contacts[0].pk} ELSE {contacts[1].pk} + n % {others} END"
    age = f"CASE WHEN n <= {OF_ONE} THEN 365 ELSE {365 * YEARS} END"
    opened = f"now() - (random() * {age}) * interval '1 day'"
    with connection.cursor() as cursor:
        _copy(cursor, Ticket, count - 1, {
            "number": "n + 1", "customer_id": of_customer, "contact_id": of_contact, "opened_at": opened, "updated_at": "now()",
            "assignee_id": f"{agents[0].pk} + n % 40", "channel": "(ARRAY['portal','email','phone'])[1 + n % 3]",
            "status": "CASE WHEN n % 100 = 0 THEN 'nieuw' ELSE 'gesloten' END",
        })  # fmt: skip
        cursor.execute(
            "INSERT INTO tickets_ticketclock (ticket_id, calendar_version_id, on_emergency_hours, nature, state, used_seconds, is_open,"
            " queue_rank, queue_at) SELECT number, %s, false, 'aim', 'met', 0, status = 'nieuw', 3, opened_at"
            " FROM tickets_ticket WHERE number > 1", [version.pk],
        )  # fmt: skip
        day = "(opened_at AT TIME ZONE 'Europe/Amsterdam')::date"
        ended = f"CASE WHEN status = 'gesloten' THEN least({day} + (number % 4)::int, current_date) END"
        cursor.execute(f"""
            INSERT INTO reviews_ticketrecord (ticket_id, version, customer_id, team_id, assignee_id, kind, channel, priority, service,
              item_type, coverage, taken_over, off_channel, emergency_call, under_mandate, nature, judged, late, opened_on, ended_on,
              verdict_on, started_on, answered_on, lead_minutes, answer_minutes, unclassified, house_minutes, customer_minutes,
              supplier_minutes)
            SELECT number, 0, customer_id, team_id, assignee_id, kind, channel, priority, service, item_type, coverage_verdict, false,
              false, false, false, CASE WHEN number % 5 = 0 THEN 'promise' ELSE 'aim' END,
              CASE WHEN number % 5 = 0 THEN 'ernstig' ELSE 'standaard' END, number % 17 = 0, {day}, {ended}, {day}, {day}, {day},
              (number % 300)::int - 200, (number % 900)::int, false, (number % 500)::int, (number % 90)::int, 0
            FROM tickets_ticket""")  # noqa: S608
        cursor.execute("""
            INSERT INTO reviews_openspan (record_id, start, started_on, "end", ended_on)
            SELECT ticket_id, 'opened', opened_on, CASE WHEN ended_on IS NULL THEN '' ELSE 'resolved' END, ended_on
            FROM reviews_ticketrecord""")
        cursor.execute("""INSERT INTO reviews_staleday (day) SELECT DISTINCT opened_on FROM reviews_ticketrecord
            UNION SELECT DISTINCT ended_on FROM reviews_ticketrecord WHERE ended_on IS NOT NULL""")
        cursor.execute("ANALYZE")


def _copy(cursor, model, count: int, values: dict[str, str]) -> None:  # noqa: ANN001
    columns = [field.column for field in model._meta.concrete_fields]
    told = [values.get(column, f"one.{column}") for column in columns]
    named = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({named}) SELECT {', '.join(told)}"  # noqa: S608
        f" FROM {model._meta.db_table} AS one, generate_series(1, {count}) AS n"
    )


def timed(what: Callable[[], object], times: int = 10) -> tuple[float, float]:
    """Milliseconds of the first call, and the median of the others."""
    took = []
    for _n in range(times + 1):
        began = time.perf_counter()
        what()
        took.append((time.perf_counter() - began) * 1000)
    return took[0], statistics.median(took[1:])


def page(scope: FiguresScope, period: Period) -> None:
    found = overview(scope, period)
    trend_charts(scope, Trend.until(period))
    part_charts(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tickets", type=int, default=1_000_000)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("load_edition", verbosity=0)
    began = time.perf_counter()
    fill(given.tickets)
    print(f"filled with {TicketRecord.objects.count():,} in {time.perf_counter() - began:.0f} s")
    days, began = StaleDay.objects.count(), time.perf_counter()
    while _count_batch():
        pass
    took = time.perf_counter() - began
    print(f"{days} days counted in {took:.0f} s, {took / days * 1000:.0f} ms a day; {DayCounts.objects.count():,} rows")

    def plain() -> list[Ticket]:
        related = ("customer", "contact", "assignee", "clock__calendar_version")
        return list(
            Ticket.objects.filter(clock__is_open=True)
            .select_related(*related)
            .order_by("clock__queue_rank", "clock__queue_at", "number")[:50]
        )

    base = timed(plain, 30)[1]
    print(f"baseline, 50 rows of the queue by the ORM: {base:.1f} ms")
    today = day_of(timezone.now())
    half, month = Period(today - timedelta(days=183), today), Period(today - timedelta(days=30), today)
    one = FiguresScope.of(Ticket.objects.get(pk=1).customer)
    for name, scope, period in (
        ("a customer's half year", one, half),
        ("the house's month", FiguresScope.house(), month),
    ):
        told(name, scope, period, base)


def told(name: str, scope: FiguresScope, period: Period, base: float) -> None:
    connection.close()  # the first call opens a connection and plans afresh
    for part, what in (("figures", lambda: overview(scope, period)), ("with charts", lambda: page(scope, period))):
        first, again = timed(what)
        print(f"{name}, {part}: first {first:.0f} ms, again {again:.0f} ms ({first / base:.0f}x, {again / base:.0f}x)")
    counts = read(scope, period)
    parts = [Part.parse(key) for key in counts.tally if "@" not in key]
    wrong = [each.key for each in parts if total_behind(each, scope, period) != counts.of(each.key)]
    print(f"   {counts.of('in'):,} in; of {len(parts)} figures {len(wrong)} differ from their rows {wrong[:3]}")
    StaleDay.objects.create(day=period.last)
    _first, again = timed(lambda: overview(scope, period))
    print(f"   while its last day waits to be counted: {again:.0f} ms ({again / base:.0f}x)")
    StaleDay.objects.all().delete()


if __name__ == "__main__":
    main()
