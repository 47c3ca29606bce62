"""The pages at scale: fills a PostgreSQL database with tickets and times what people and programs open all day.

    DATABASE_URL=postgres://... python benchmarks/scale.py --tickets 200000

The database must be an empty one of its own. Every figure is a median over several calls of the whole Django stack
(middleware, session, permissions, queries, template) in one process, beside a same-run baseline: the plain query of
50 rows with its joins, by the ORM, without any page around it.
"""

from __future__ import annotations

import argparse
import os
import random
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

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import ApiToken, Scope
from onedo_itsm.demo.factories import ContactFactory, CustomerFactory, HouseUserFactory, ServiceAgreementFactory
from sla.priority import Nature
from tickets.models import ClockState, EntryKind, QueueRank, Status, Ticket, TicketClock, TimelineEntry
from tickets.search import searchable

OPEN_SHARE = 0.01
BATCH = 5_000
WORDS = (
    "printer mail server laptop scanner agenda wachtwoord netwerk backup telefoon scherm licentie map rechten".split()
)


def fill(count: int) -> None:
    """`count` tickets over ten years, one in a hundred open; two timeline entries each."""
    rng = random.Random(1)
    agreements = [ServiceAgreementFactory() for _ in range(50)]
    contacts = [ContactFactory(customer=a.customer) for a in agreements for _ in range(5)]
    by_customer = {a.customer_id: a for a in agreements}
    version = agreements[0].calendar.current_version
    now = timezone.now()
    for start in range(0, count, BATCH):
        tickets = [_ticket(rng, rng.choice(contacts), by_customer, now) for _ in range(min(BATCH, count - start))]
        Ticket.objects.bulk_create(tickets)
        TicketClock.objects.bulk_create([_clock(rng, ticket, version, now) for ticket in tickets])
        TimelineEntry.objects.bulk_create([entry for ticket in tickets for entry in _entries(ticket)])
        print(f"\r{start + len(tickets):>9,} tickets", end="", flush=True)
    print()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ticket(rng: random.Random, contact, by_customer, now) -> Ticket:
    is_open = rng.random() < OPEN_SHARE
    opened = now - timedelta(minutes=rng.randrange(1, 9_000 if is_open else 5_000_000))
    ticket = Ticket(
        customer=contact.customer,
        contact=contact,
        agreement=by_customer[contact.customer_id],
        kind="incident",
        impact=3,
        urgency="A",
        priority="standaard",
        status=Status.NIEUW if is_open else Status.GESLOTEN,
        channel="portal",
        subject=" ".join(rng.sample(WORDS, 3)),
        description=" ".join(rng.choices(WORDS, k=40)),
        opened_at=opened,
        updated_at=opened,
        contact_email=contact.email,
    )
    ticket.search_text = searchable(ticket)
    return ticket


def _clock(rng: random.Random, ticket: Ticket, version, now) -> TicketClock:
    is_open = ticket.status == Status.NIEUW
    due = now + timedelta(minutes=rng.randrange(-3_000, 3_000))
    return TicketClock(
        ticket=ticket,
        calendar_version=version,
        nature=Nature.AIM,
        state=ClockState.RUNNING if is_open else ClockState.MET,
        due_at=due,
        budget_seconds=32_400,
        is_open=is_open,
        queue_rank=QueueRank.AIM_RUNNING,
        queue_at=due,
    )


def _entries(ticket: Ticket) -> list[TimelineEntry]:
    data = {"kind": ticket.kind, "impact": 3, "urgency": "A", "priority": "standaard", "channel": "portal"}
    return [
        TimelineEntry(ticket=ticket, kind=EntryKind.OPENED, at=ticket.opened_at, text=ticket.description, data=data),
        TimelineEntry(ticket=ticket, kind=EntryKind.REPLY, at=ticket.opened_at, text="Wij kijken ernaar."),
    ]


def measure(name: str, call: Callable[[], object], baseline: float | None, runs: int = 15) -> float:
    call()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    median = statistics.median(times)
    with CaptureQueriesContext(connection) as captured:
        call()
    ratio = f"{median / baseline:6.1f} x" if baseline else "baseline"
    print(f"{name:<44} {median * 1000:8.1f} ms  {ratio:>9}  {len(captured):>3} queries")
    return median


def fetch(client: Client, path: str, **headers: str) -> Callable[[], object]:
    def call() -> object:
        response = client.get(path, **headers)
        assert response.status_code == 200, (path, response.status_code, response.content[:300])
        return response.content

    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=200_000)
    count = parser.parse_args().tickets
    call_command("migrate", verbosity=0)
    call_command("load_edition", verbosity=0)
    if Ticket.objects.count() < count:
        fill(count - Ticket.objects.count())
    agent = HouseUserFactory(name="Meter", email="meter@1do.example")
    customer = CustomerFactory(number="METER")
    person = ContactFactory.create(customer=customer, with_user=True, email="meter@klant.example").user
    _token, secret = ApiToken.issue(agent, name="meter", scopes=Scope.values, now=timezone.now())
    desk, portal = Client(), Client()
    desk.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    portal.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    api, bearer = Client(), {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    number = Ticket.objects.order_by("-number").values_list("number", flat=True)[count // 2]
    print(f"{Ticket.objects.count():,} tickets, {TicketClock.objects.filter(is_open=True).count():,} open\n")
    rows = Ticket.objects.open().in_queue_order().select_related("clock", "customer", "assignee")
    base = measure("50 rows of the queue by the ORM", lambda: list(rows[:50]), None)
    measure("desk: queue", fetch(desk, "/desk/"), base)
    measure("desk: search, two words", fetch(desk, "/desk/?q=printer+licentie"), base)
    measure("desk: ticket", fetch(desk, f"/desk/meldingen/{number}/"), base)
    measure("portal: home", fetch(portal, "/portaal/"), base)
    measure("API: newest 50", fetch(api, "/api/v1/tickets/", **bearer), base)
    measure("API: one ticket", fetch(api, f"/api/v1/tickets/{number}/", **bearer), base)


if __name__ == "__main__":
    with override_settings(
        ALLOWED_HOSTS=["testserver"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        SESSION_ENGINE="django.contrib.sessions.backends.db",
    ):
        main()
