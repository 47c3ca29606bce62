"""The pages of the desk as multiples of one query: fills a PostgreSQL database and says what each costs.

    DATABASE_URL=postgres://... python benchmarks/desk.py --tickets 200000 --open 10000

The database must be an empty one of its own, or one that this filled before. Every figure is a median over several
calls of the whole Django stack in one process, session and permissions included, beside the same run's "50 rows of the
queue by the ORM with their clock, customer and assignee". To time another page is a line in `PAGES`.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")

import django

django.setup()

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from scale import fill

from accounts.models import Team, User
from tests.factories import HouseUserFactory
from tickets.models import Status, Ticket, TicketClock, TimelineEntry

HTMX = {"HX-Request": "true", "HX-Target": "queue-live"}


def whole(client: Client, path: str, **headers: str) -> Callable[[], int]:
    def call() -> int:
        response = client.get(path, headers=headers)
        assert response.status_code in (200, 204), (path, response.status_code, response.content[:300])
        return response.status_code

    return call


def queue(client: Client) -> Callable[[], int]:
    return whole(client, "/desk/")


def queue_with_cold_counts(client: Client) -> Callable[[], int]:
    """As after something happened: how many there are of what is counted anew."""
    page = whole(client, "/desk/")

    def call() -> int:
        cache.delete(f"open-tickets:{TimelineEntry.objects.order_by('-pk').values_list('pk', flat=True).first()}")
        return page()

    return call


def still_true(client: Client) -> Callable[[], int]:
    """The poll while nothing happens; its address is asked anew whenever a minute has passed."""
    address: dict[int, str] = {}

    def call() -> int:
        minute = int(time.time()) // 60
        if minute not in address:
            address.clear()
            found = re.search(r'id="queue-live" hx-get="([^"]+)"', client.get("/desk/").content.decode())
            assert found is not None
            address[minute] = found[1].replace("&amp;", "&")
        response = client.get(address[minute], headers=HTMX)
        assert response.status_code == 204
        return response.status_code

    return call


def tab(word: str) -> Callable[[Client], Callable[[], int]]:
    return lambda client: whole(client, f"/desk/?weergave={word}")


def next_one(client: Client) -> Callable[[], int]:
    def call() -> int:
        return client.get("/desk/volgende/").status_code

    return call


PAGES: dict[str, Callable[[Client], Callable[[], int]]] = {
    "queue": queue,
    "queue, counted anew": queue_with_cold_counts,
    "queue, the poll when nothing changed": still_true,
    "queue, Aan mij": tab("aan-mij"),
    "queue, by customer": lambda client: whole(client, "/desk/?sorteer=klant"),
    "next one": next_one,
}


def open_some(count: int, agents: list[User]) -> None:
    """Open so many, of several agents and teams, some of whose customers wait; `fill` opens one in a hundred."""
    rng, missing = random.Random(2), count - TicketClock.objects.filter(is_open=True).count()
    closed = TicketClock.objects.filter(is_open=False).order_by("-pk").values_list("pk", flat=True)
    numbers = list(closed[: max(missing, 0)])
    for start in range(0, len(numbers), 5_000):
        some = numbers[start : start + 5_000]
        Ticket.objects.filter(pk__in=some).update(status=Status.NIEUW)
        TicketClock.objects.filter(pk__in=some).update(is_open=True, state="running")
    teams = list(Team.objects.all()) or [Team.objects.create(name=name) for name in ("Supportcenter", "Tweede lijn")]
    statuses = [Status.NIEUW, Status.IN_BEHANDELING, Status.WACHT_OP_KLANT, Status.WACHT_OP_LEVERANCIER]
    opened = list(TicketClock.objects.filter(is_open=True).values_list("pk", flat=True))
    rng.shuffle(opened)
    for n, agent in enumerate([None, *agents]):
        some = opened[n :: len(agents) + 1]
        Ticket.objects.filter(pk__in=some).update(
            assignee=agent, team=teams[n % len(teams)], status=statuses[n % len(statuses)]
        )
    for number, entry, at in TimelineEntry.objects.filter(ticket__in=opened[:200], kind="opened").values_list(
        "ticket", "pk", "at"
    ):
        TicketClock.objects.filter(pk=number).update(customer_waits_since=at, last_message=entry, last_message_at=at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def measure(name: str, call: Callable[[], object], base: float | None, runs: int) -> float:
    call()
    wall, cpu = [], []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        call()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    with CaptureQueriesContext(connection) as asked:
        call()
    median, spent = statistics.median(wall), statistics.median(cpu)
    ratio = f"{median / base:6.2f} x" if base else "baseline"
    told = f"{median * 1000:8.2f} ms  {spent * 1000:7.2f} ms of CPU  {ratio:>9}  {len(asked):>3} queries"
    print(f"{name:<42} {told}", flush=True)
    return median


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, default=200_000)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=41)
    given = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("load_edition", verbosity=0)
    if (count := Ticket.objects.count()) < given.tickets:
        fill(given.tickets - count)
    agents = [HouseUserFactory(name=f"Meter {n}", email=f"meter{n}@1do.example") for n in range(40)]
    if not Ticket.objects.filter(assignee=agents[0]).exists():
        open_some(given.open, agents)
    client = Client()
    client.force_login(agents[0], backend=settings.AUTHENTICATION_BACKENDS[0])
    opened = TicketClock.objects.filter(is_open=True).count()
    print(f"{Ticket.objects.count():,} tickets, {opened:,} open\n")
    rows = Ticket.objects.open().in_queue_order().select_related("clock", "customer", "assignee")
    base = measure("50 rows of the queue by the ORM", lambda: list(rows[:50]), None, given.runs)
    for name, make in PAGES.items():
        measure(name, make(client), base, given.runs)


if __name__ == "__main__":
    memory = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(ALLOWED_HOSTS=["testserver"], CACHES=memory):
        main()
