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


def nudge_outbox() -> None:
    """Ask for the mail sweep now. Without a broker nothing is lost: the next beat finds the same rows."""
    try:
        current_app.send_task("mail.tasks.sweep_outbox", retry=False, ignore_result=True)
    except Exception:
        log.warning("No broker to nudge; the outbox waits for the next beat.", exc_info=True)
