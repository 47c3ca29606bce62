"""Celery tasks of mail/. Each may run any number of times, at once too; see outbox.py and sending.py."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from infra.nudges import nudge
from mail.inbound import fetching, processing
from mail.outbound import outbox, sending

ENOUGH = timedelta(minutes=1)


@shared_task
def sweep_outbox() -> int:
    return outbox.sweep_outbox(timezone.now())


@shared_task(time_limit=240)
def send_due_mails() -> int:
    """Send until nothing is due, but not so long that the time limit strikes in the middle of a mail."""
    started, total = timezone.now(), 0
    while sent := sending.send_due(timezone.now()):
        total += sent
        if timezone.now() - started > ENOUGH:
            nudge("mail.tasks.send_due_mails")
            break
    return total


@shared_task(time_limit=280)
def fetch_mail() -> int:
    return fetching.fetch(timezone.now())


@shared_task(time_limit=280)
def process_inbound() -> int:
    """Until nothing is due, but not so long that the time limit strikes in the middle of a message."""
    started, total = timezone.now(), 0
    while looked_at := processing.process_due(timezone.now()):
        total += looked_at
        if timezone.now() - started > ENOUGH:
            nudge("mail.tasks.process_inbound")
            break
    return total
