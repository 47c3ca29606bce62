"""A storm: 10,000 alerts on 50 hosts make 50 tickets.

    DATABASE_URL=postgres://... python benchmarks/alert_storm.py --alerts 10000 --hosts 50

The database must be an empty one of its own. Two programs at once post the alerts to /api/v1/alerts/ in calls of 100,
through the whole stack (token, throttle, parsing, one transaction per alert). Beside it, as the measure of the machine:
how long as many plain updates of one row take, each in a transaction of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
os.environ.setdefault("API_RATE", "1000000/min")
PROGRAMS, AT_ONCE = 2, 100


def storm(count: int, hosts: int, seed: int) -> list[dict[str, str]]:
    rng = random.Random(seed)
    checks = ("Schijf vol", "CPU hoog", "Geheugen vol", "Ping weg")
    return [
        {"host": f"srv{rng.randrange(hosts):03}", "name": rng.choice(checks), "status": "firing"} for _n in range(count)
    ]


def post(secret: str, count: int, hosts: int, seed: int) -> None:
    import django

    django.setup()
    from django.test import Client

    client, alerts = Client(), storm(count, hosts, seed)
    for start in range(0, count, AT_ONCE):
        answer = client.post(
            "/api/v1/alerts/",
            alerts[start : start + AT_ONCE],
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {secret}",
            HTTP_HOST="127.0.0.1",
        )
        assert answer.status_code == 200, answer.content[:500]
        assert not [row for row in answer.json()["results"] if row["outcome"] == "refused"]


def prepare(hosts: int) -> str:
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import ApiToken
    from integrations.models import MonitoredHost
    from tests.factories import ContactFactory, HouseUserFactory, ServiceAgreementFactory

    call_command("migrate", verbosity=0)
    call_command("load_edition", verbosity=0)
    agreements = [ServiceAgreementFactory.create(packages={"server": "plus"}) for _n in range(5)]
    contacts = [ContactFactory.create(customer=agreement.customer) for agreement in agreements]
    for number in range(hosts):
        contact = contacts[number % len(contacts)]
        MonitoredHost.objects.create(name=f"srv{number:03}", customer=contact.customer, contact=contact)
    _token, secret = ApiToken.issue(
        HouseUserFactory.create(), name="storm", scopes=["alerts:write"], now=timezone.now()
    )
    return secret


def baseline(count: int) -> float:
    from django.db import transaction

    from integrations.models import MonitoredHost

    host, began = MonitoredHost.objects.earliest("pk"), time.perf_counter()
    for _n in range(count):
        with transaction.atomic():
            MonitoredHost.objects.filter(pk=host.pk).update(is_active=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--post", nargs=2, metavar=("SECRET", "SEED"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    share = given.alerts // PROGRAMS
    if given.post:
        post(given.post[0], share, given.hosts, int(given.post[1]))
        return
    import django

    django.setup()
    from django.db.models import Sum

    from integrations.models import Alert
    from tickets.models import Ticket, TimelineEntry

    secret = prepare(given.hosts)
    numbers = ["--alerts", str(given.alerts), "--hosts", str(given.hosts)]
    began = time.perf_counter()
    programs = [
        subprocess.Popen([sys.executable, __file__, *numbers, "--post", secret, str(seed)]) for seed in range(PROGRAMS)
    ]
    codes = [program.wait() for program in programs]
    took = time.perf_counter() - began
    plain = baseline(given.alerts)
    counted = Alert.objects.aggregate(Sum("count"))["count__sum"]
    print(f"programs ended with {codes}; {given.alerts} alerts in {took:.1f} s ({given.alerts / took:.0f} a second)")
    print(f"{took / plain:.1f} times as long as {given.alerts} plain updates, {plain:.1f} s, by one program")
    print(f"tickets {Ticket.objects.count()}, alerts counted {counted}, lines {TimelineEntry.objects.count()}")


if __name__ == "__main__":
    main()
