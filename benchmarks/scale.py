"""The pages at scale: fills a PostgreSQL database with tickets and times what people and programs open all day.

    DATABASE_URL=postgres://... python benchmarks/scale.py --tickets 200000

With --lists only the lists of REST: run it at 10,000 and at 1,000,000 and compare the two.

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
from functools import partial
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import ApiToken, Scope
from benchmarks.natural_text import NaturalText
from contracts.models import Contact
from desk.queue.queries import for_rows
from sla.priority import Nature
from tests.factories import ContactFactory, CustomerFactory, HouseUserFactory, ServiceAgreementFactory, UserFactory
from tickets.models import ClockState, EntryKind, QueueRank, Status, Ticket, TicketClock, TimeEntry, TimelineEntry
from tickets.search import search, searchable

OPEN_SHARE = 0.01
OF_A_CUSTOMER = (
    "tickets: newest",
    "tickets: open",
    "tickets: feed since a year",
    "tickets: search, two words",
    "timelines: feed since a year",
)
BATCH = 5_000


def fill(count: int) -> None:
    """`count` tickets over ten years, one in a hundred open; two timeline entries each, and time on one in four."""
    rng, natural = random.Random(1), NaturalText()
    contacts = [ContactFactory(customer=customer) for customer in CustomerFactory.create_batch(50) for _ in range(5)]
    agreements = [
        ServiceAgreementFactory(customer=contact.customer, dap={"viewers": [contact]}) for contact in contacts[::5]
    ]
    by_customer = {a.customer_id: a for a in agreements}
    version = agreements[0].calendar.current_version
    now, agent = timezone.now(), HouseUserFactory()
    for start in range(0, count, BATCH):
        tickets = [
            _ticket(rng, natural, rng.choice(contacts), by_customer, now) for _ in range(min(BATCH, count - start))
        ]
        Ticket.objects.bulk_create(tickets)
        TicketClock.objects.bulk_create([_clock(rng, ticket, version, now) for ticket in tickets])
        entries = QuerySet(TimelineEntry).bulk_create([entry for ticket in tickets for entry in _entries(ticket)])
        replies = [entry for entry in entries if entry.kind == EntryKind.REPLY]
        TimeEntry.objects.bulk_create([_time(entry, agent) for entry in replies[::4]])
        print(f"\r{start + len(tickets):>9,} tickets", end="", flush=True)
    print()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ticket(rng: random.Random, natural: NaturalText, contact, by_customer, now) -> Ticket:
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
        subject=natural.text(4)[:160],
        description=natural.text(40),
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


def _time(entry: TimelineEntry, agent) -> TimeEntry:
    return TimeEntry(ticket=entry.ticket, entry=entry, by=agent, started_at=entry.at, logged_at=entry.at, minutes=15)


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
    print(f"{name:<52} {median * 1000:8.1f} ms  {ratio:>9}  {len(captured):>3} queries", flush=True)
    return median


def fetch(client: Client, path: str, **headers: str) -> Callable[[], object]:
    def call() -> object:
        response = client.get(path, **headers)
        assert response.status_code == 200, (path, response.status_code, response.content[:300])
        return response.content

    return call


def measure_lists(api: Client, bearer: dict[str, str], base: float) -> None:
    """What other tools read all day, as 1do and as the fixed contact of a customer."""
    now = timezone.now()
    day, year = (quote((now - timedelta(days=days)).isoformat()) for days in (1, 365))
    busiest = Ticket.objects.open().first()
    customer, number = busiest.customer_id, busiest.pk
    lists = {
        "tickets: newest": "tickets/",
        "tickets: open": "tickets/?open=true",
        "tickets: open, two priorities": "tickets/?open=true&priority=standaard&priority=ernstig",
        "tickets: closed": "tickets/?status=gesloten",
        "tickets: of one customer": f"tickets/?customer={customer}",
        "tickets: of one customer, open": f"tickets/?customer={customer}&open=true",
        "tickets: of one contact": f"tickets/?contact={busiest.contact_id}",
        "tickets: unassigned": "tickets/?unassigned=true",
        "tickets: by reference": "tickets/?source=x&external_id=1",
        "tickets: opened since a year": f"tickets/?opened_after={year}",
        "tickets: feed since yesterday": f"tickets/?updated_since={day}&ordering=updated_at&page_size=50",
        "tickets: feed since a year": f"tickets/?updated_since={year}&ordering=updated_at&page_size=50",
        "tickets: search, two words": "tickets/?search=printer+licentie",
        "tickets: search, a word that is nowhere": "tickets/?search=xylofoon",
        "timeline of one ticket": f"tickets/{number}/timeline/",
        "timelines: feed since yesterday": f"timeline/?updated_since={day}&ordering=at",
        "timelines: feed since a year": f"timeline/?updated_since={year}&ordering=at",
        "timelines: replies": "timeline/?kind=reply",
        "time: newest": "time-entries/",
        "time: of one customer": f"time-entries/?customer={customer}",
        "time: feed since a year": f"time-entries/?updated_since={year}&ordering=logged_at",
        "customers": "customers/",
        "contacts": "contacts/",
        "approvals": "approvals/",
        "escalations": "escalations/",
    }
    for name, path in lists.items():
        measure(name, fetch(api, f"/api/v1/{path}", **bearer), base)
    following = api.get("/api/v1/tickets/", **bearer).json()["next"]
    measure("tickets: second page", fetch(api, following.removeprefix("http://testserver"), **bearer), base)
    people = Contact.objects.filter(customer=customer).order_by("pk")
    for who, reader in (("fixed contact", people[0]), ("contact", people[1])):  # see fill()
        reader.user = reader.user or UserFactory()
        reader.save()
        _token, secret = ApiToken.issue(reader.user, name="klant", scopes=[Scope.TICKETS_READ], now=now)
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        for name in OF_A_CUSTOMER:
            measure(f"{who}: {name}", fetch(api, f"/api/v1/{lists[name]}", **bearer), base)


def measure_search(desk: Client, base: float, agent) -> None:
    """Two words of every frequency, two that rarely meet, one that is nowhere: the finding alone, and the page of it."""
    words, of_all = NaturalText().words, Ticket.objects.visible_to(agent)
    asked = {
        "the two most frequent": words[0:2],
        "of the tenth and the twentieth place": (words[10], words[20]),
        "of the 100th and the 120th": (words[100], words[120]),
        "of the 300th and the 320th": (words[300], words[320]),
        "of the 1000th and the 1500th": (words[1000], words[1500]),
        "of the 15,000th and the 16,000th": (words[15_000], words[16_000]),
        "frequent and rare": (words[0], words[15_000]),
        "rare and frequent": (words[15_000], words[0]),
        "frequent and nowhere": (words[0], "xylofoon"),
        "the beginning of one": (words[12], words[120][:4]),
        "a number": ("#", "12"),
    }
    for name, pair in asked.items():
        query = " ".join(pair)
        found = len(list(search(of_all, query, agent).order_by("-number").values_list("pk")))
        rows = partial(lambda query: list(search(for_rows(of_all), query, agent).order_by("-number")[:51]), query)
        measure(f"search, {name} ({found})", rows, base, runs=7)
    for name in ("the two most frequent", "of the 300th and the 320th"):
        measure(f"desk: search, {name}", fetch(desk, f"/desk/?q={quote(' '.join(asked[name]))}"), base, runs=7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=200_000)
    parser.add_argument("--lists", action="store_true", help="the lists of REST only")
    parser.add_argument("--search", action="store_true", help="search only")
    given = parser.parse_args()
    count = given.tickets
    call_command("migrate", verbosity=0)
    call_command("load_edition", verbosity=0)
    if Ticket.objects.count() < count:
        fill(count - Ticket.objects.count())
    agent = HouseUserFactory(name="Meter", email="meter@1do.example")
    customer = CustomerFactory(number="METER", name="Meter B.V.")
    known = Contact.objects.filter(customer=customer, user__isnull=False).first()
    person = (known or ContactFactory.create(customer=customer, with_user=True, email="meter@klant.example")).user
    _token, secret = ApiToken.issue(agent, name="meter", scopes=Scope.values, now=timezone.now())
    desk, portal = Client(), Client()
    desk.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    portal.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    api, bearer = Client(), {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    number = Ticket.objects.order_by("-number").values_list("number", flat=True)[count // 2]
    print(f"{Ticket.objects.count():,} tickets, {TicketClock.objects.filter(is_open=True).count():,} open\n")
    rows = Ticket.objects.open().in_queue_order().select_related("clock", "customer", "assignee")
    base = measure("50 rows of the queue by the ORM", lambda: list(rows[:50]), None)
    if given.lists:
        measure_lists(api, bearer, base)
        return
    if given.search:
        measure_search(desk, base, agent)
        return
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
