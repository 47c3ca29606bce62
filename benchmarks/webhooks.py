"""Whether a slow endpoint delays the others (security V13): the same events twice, without it and with it.

    DATABASE_URL=postgres://... python benchmarks/webhooks.py --events 300

The database must be an empty one of its own. Two workers sweep and deliver as Celery's would, to five endpoints on
loopback; in the second run a sixth never answers. Counted: what arrived, doubles, and how long each message took from
the event to its endpoint, as a median and a 95th percentile over the five.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
os.environ["OUTBOUND_NETWORKS"] = "127.0.0.0/8"
GOOD, WORKERS, A_SECOND = 5, 2, 10


def work() -> None:
    """What a worker does, until it is killed."""
    import django

    django.setup()
    from django.utils import timezone

    from integrations.webhooks.outbox import sweep_outbox
    from integrations.webhooks.sending import deliver_due

    while True:
        now = timezone.now()
        if not (sweep_outbox(now) + deliver_due(now)):
            time.sleep(0.05)


class Endpoint:
    def __init__(self, is_slow: bool = False) -> None:
        self.got: list[tuple[str, float]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                took = time.time() - datetime.fromisoformat(message["timestamp"]).timestamp()
                endpoint.got.append((self.headers["webhook-id"], took))
                if is_slow:
                    time.sleep(60)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def run(name: str, events: int, tool, by, ticket, slow: bool) -> float:
    from django.utils import timezone

    from integrations.models import Webhook
    from integrations.webhooks.actions import make_webhook
    from tickets import actions

    Webhook.objects.all().delete()
    endpoints = [Endpoint() for _number in range(GOOD)] + ([Endpoint(is_slow=True)] if slow else [])
    for number, endpoint in enumerate(endpoints):
        about = {"name": f"{number}", "url": endpoint.url, "events": ["ticket.note"]}
        make_webhook(by=by, now=timezone.now(), user=tool, **about)
    command = [sys.executable, __file__, "--work"]
    workers = [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for _number in range(WORKERS)]
    time.sleep(3)
    try:
        for number in range(events):
            actions.note(ticket, by=by, now=timezone.now(), text=str(number))
            time.sleep(1 / A_SECOND)
        until = time.time() + 30
        while time.time() < until and any(len(endpoint.got) < events for endpoint in endpoints[:GOOD]):
            time.sleep(0.1)
    finally:
        for worker in workers:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    took = sorted(seconds for endpoint in endpoints[:GOOD] for _id, seconds in endpoint.got)
    ids = [{message_id for message_id, _seconds in endpoint.got} for endpoint in endpoints[:GOOD]]
    doubles = len(took) - sum(len(each) for each in ids)
    p95 = took[int(len(took) * 0.95)]
    print(
        f"{name}: {sum(len(each) for each in ids)} of {events * GOOD} arrived, {doubles} twice; "
        f"median {statistics.median(took) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, slowest {took[-1] * 1000:.0f} ms"
        + (f"; the slow one was called {len(endpoints[-1].got)} times" if slow else ""),
        flush=True,
    )
    return p95


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        return work()
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import User
    from infra import nudges
    from tests.factories import ContactFactory, HouseUserFactory, ServiceAgreementFactory
    from tickets import actions
    from tickets.intake.report import Door, Report, WorkFacts

    nudges.nudge = lambda _task: None  # these workers sweep all the time
    call_command("migrate", verbosity=0)
    call_command("load_edition", verbosity=0)
    by = HouseUserFactory(is_superuser=True)
    tool = User.objects.create_user("tool@1do.example", name="Tool", is_house=True, is_service=True)
    contact = ContactFactory(customer=ServiceAgreementFactory().customer)
    report = Report(contact=contact, kind="incident", impact=2, urgency="A", subject="x", description="x")
    ticket = actions.open_ticket(report, WorkFacts(), Door(by=by, now=timezone.now(), channel="phone"))
    without = run("without a slow endpoint", given.events, tool, by, ticket, slow=False)
    beside = run("beside a slow endpoint", given.events, tool, by, ticket, slow=True)
    print(f"p95 beside / without: {beside / without:.2f}")
    return None


if __name__ == "__main__":
    main()
