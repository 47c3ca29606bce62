"""Killing the fetcher: 10,000 messages in a mailbox, fetchers killed 100 times, a real IMAP server on loopback.

    DATABASE_URL=postgres://... python benchmarks/mail_in.py --mails 10000 --kills 100

The database must be an empty one of its own. Two fetchers store what is unread while one after another is killed with
SIGKILL and started again, the mail server cuts a connection now and then, and five times the database ends all its own. Counted at the end: stored messages, doubles,
and what is still unread. With --process the messages are then processed, and tickets and dead letters counted too.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")
FETCHERS = 2
DATABASE_CUTS = 5


def fetch() -> None:
    """What one fetcher does, until it is killed."""
    import django

    django.setup()
    from django.utils import timezone

    from mail.inbound.fetching import fetch as fetch_once

    while True:
        try:
            if not fetch_once(timezone.now()):
                time.sleep(0.2)
        except Exception as problem:  # a connection that was cut: the next round fetches it again
            print(type(problem).__name__, file=sys.stderr)


def start(url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"MAILBOX_URL": url}
    command = [sys.executable, __file__, "--fetch"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)


def stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_connections() -> int:
    """As a restart of the database does; how many there were."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--process", action="store_true", help="process what was stored, too")
    parser.add_argument("--fetch", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fetch:
        return fetch()
    import django

    django.setup()
    from django.core.management import call_command

    from mail.models import InboundMail
    from tests.mail.imap import PASSWORD, USER, Mailbox, serving

    call_command("migrate", verbosity=0)
    box, chance = Mailbox(), random.Random(7)
    for number in range(options.mails):
        head = (
            f"From: klant{number % 50}@klant.example\nSubject: Melding {number}\nMessage-ID: <{number}@klant.example>\n"
        )
        box.put(f"{head}\nTekst {number}\n".encode())
    began, cuts = time.monotonic(), 0
    with serving(box) as port:
        url = f"imap://{quote(USER)}:{quote(PASSWORD)}@127.0.0.1:{port}/INBOX"
        fetchers = [start(url) for _ in range(FETCHERS)]
        for kill in range(options.kills):
            due = (kill + 1) * options.mails // (options.kills + 1)
            while len(box.seen) < due:
                time.sleep(0.01)
            victim = chance.randrange(FETCHERS)
            stop(fetchers[victim])
            fetchers[victim] = start(url)
            box.drops += kill % 2
            if (kill + 1) % max(options.kills // DATABASE_CUTS, 1) == 0:
                cuts += end_connections()
        while box.unread:
            time.sleep(0.05)
        for fetcher in fetchers:
            stop(fetcher)
    stored = InboundMail.objects.count()
    print(
        f"{options.mails} messages, {options.kills + FETCHERS} kills, {cuts} ended by the database, {time.monotonic() - began:.0f} s"
    )
    print(f"stored {stored}, doubles {stored - options.mails}, unread {len(box.unread)}")
    if options.process:
        _process()
    return None


def _process() -> None:
    from collections import Counter

    from django.utils import timezone

    from mail.inbound.processing import process_due
    from mail.models import InboundMail

    began = time.monotonic()
    while process_due(timezone.now()):
        pass
    outcomes = Counter(InboundMail.objects.values_list("status", flat=True))
    print(f"processed in {time.monotonic() - began:.0f} s: {dict(outcomes)}")


if __name__ == "__main__":
    main()
