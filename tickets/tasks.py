"""Celery tasks of tickets/: sweeps over due rows, and the nudge that makes mail leave within a second."""

from __future__ import annotations

import logging

from celery import current_app, shared_task
from django.utils import timezone

log = logging.getLogger(__name__)


@shared_task
def warn_due_clocks() -> int:
    from tickets.sweeps import warn_due

    return warn_due(timezone.now())


@shared_task
def close_resolved_tickets() -> int:
    from tickets.sweeps import close_due

    return close_due(timezone.now())


@shared_task
def watch_escalations() -> int:
    from tickets.sweeps import mark_unacknowledged

    return mark_unacknowledged(timezone.now())


@shared_task
def chase_suppliers() -> int:
    from tickets.sweeps import chase_suppliers as chase

    return chase(timezone.now())


@shared_task
def warn_of_hours() -> int:
    from tickets.sweeps import warn_of_hours as warn

    return warn(timezone.now())


@shared_task
def make_due_work() -> int:
    from tickets.recurring import make_due_work as make

    return make(timezone.now())


def nudge_outbox() -> None:
    nudge("mail.tasks.sweep_outbox")


def nudge(task: str) -> None:
    """Ask for a sweep now. Without a broker nothing is lost: the next beat finds the same rows."""
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception:
        log.warning("No broker to nudge %s; it waits for the next beat.", task, exc_info=True)
