"""Killing the senders: 10,000 messages, senders killed 100 times, a real SMTP server on loopback.

    DATABASE_URL=postgres://... python benchmarks/mail_out.py --mails 10000 --kills 100

The database must be an empty one of its own. Every message to write is an outbox row beforehand; four sender processes
write and send them while one after another is killed with SIGKILL and started again. Counted at the end: what the
outbox holds, what the mail rows say, and what the server took. A mail may reach the server twice only when a sender
was killed between the server's yes and writing that down, so never more often than there were kills.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
SENDERS = 4


def send() -> None:
    """What one sender process does, until it is killed."""
    import django

    django.setup()
    from django.utils import timezone

    from mail.outbound.outbox import sweep_outbox
    from mail.outbound.sending import send_due

    while True:
        if not sweep_outbox(timezone.now()) + send_due(timezone.now()):
            time.sleep(0.2)


class Server:
    """Takes every mail and keeps its Message-ID."""

    def __init__(self) -> None:
        from aiosmtpd.controller import Controller

        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        head = envelope.content[:8000].decode("ascii", "replace")
        line = next(each for each in head.splitlines() if each.lower().startswith("message-id:"))
        with self.lock:
            self.taken[line.partition(":")[2].strip()] += 1
        return "250 OK"


def fill(mails: int) -> None:
    from django.core.management import call_command

    from tests.factories import ContactFactory, CustomerFactory, HouseUserFactory, ServiceAgreementFactory

    call_command("migrate", verbosity=0)
    from django.db.models import QuerySet
    from django.utils import timezone

    from sla.actions import install_calendars, install_edition
    from tickets import actions
    from tickets.intake.report import Door, Report, WorkFacts
    from tickets.models import Consumer, EntryKind, OutboxItem, TimelineEntry

    install_calendars(install_edition())
    now, agent = timezone.now(), HouseUserFactory()
    contact = ContactFactory(customer=CustomerFactory(), with_user=True)
    ServiceAgreementFactory(customer=contact.customer)
    tickets = [
        actions.open_ticket(
            Report(contact=contact, kind="servicevraag", subject=f"Vraag {n}", description="Hoe?"),
            WorkFacts(),
            Door(by=contact.user, now=now, channel="portal"),
        )
        for n in range(100)
    ]
    OutboxItem.objects.all().delete()
    entries = QuerySet(TimelineEntry).bulk_create(
        TimelineEntry(ticket=tickets[n % 100], kind=EntryKind.REPLY, at=now, by=agent, text=f"Antwoord {n}")
        for n in range(mails)
    )
    OutboxItem.objects.bulk_create(OutboxItem(entry=entry, consumer=Consumer.MAIL) for entry in entries)


def start(port: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "SWEEP_BATCH": "100"}
    return subprocess.Popen([sys.executable, __file__, "--send"], cwd=ROOT, env=environment, start_new_session=True)


def release(killed: int) -> None:
    """The claim of who was killed holds for five minutes; here it ends at once, or the run would only wait."""
    from django.utils import timezone

    from mail.models import MailMessage

    if killed:
        MailMessage.objects.filter(status="sending").update(next_attempt_at=timezone.now())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.send:
        return send()
    import django

    django.setup()
    from mail.models import MailMessage
    from tickets.models import OutboxItem

    fill(options.mails)
    server, chance, began = Server(), random.Random(7), time.monotonic()
    senders = [start(server.port) for _ in range(SENDERS)]
    for kill in range(options.kills):
        due = (kill + 1) * options.mails // (options.kills + 1)
        while len(server.taken) < due:
            time.sleep(0.01)
        victim = chance.randrange(SENDERS)
        os.killpg(senders[victim].pid, signal.SIGKILL)
        senders[victim].wait()
        senders[victim] = start(server.port)
    while MailMessage.objects.filter(status__in=["pending"]).exists() or OutboxItem.objects.exists():
        time.sleep(0.2)
    for sender in senders:
        os.killpg(sender.pid, signal.SIGKILL)
        sender.wait()
    release(options.kills)
    last = start(server.port)
    while MailMessage.objects.exclude(status="sent").exists():
        time.sleep(0.2)
    os.killpg(last.pid, signal.SIGKILL)
    last.wait()
    server.controller.stop()
    sent = MailMessage.objects.filter(status="sent").count()
    rows = MailMessage.objects.values("entry", "recipient", "message").distinct().count()
    twice = sum(server.taken.values()) - len(server.taken)
    print(f"{options.mails} messages, {options.kills + SENDERS} kills, {time.monotonic() - began:.0f} s")
    print(f"outbox left: {OutboxItem.objects.count()}; mails: {sent} sent, {rows} distinct")
    print(f"the server took {len(server.taken)} different mails, {twice} of them twice")
    return None


if __name__ == "__main__":
    main()
