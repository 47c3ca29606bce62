"""Celery tasks of tickets/: sweeps over due rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


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
def remind_customers() -> int:
    from tickets.sweeps import remind_customers as remind

    return remind(timezone.now())


@shared_task
def expire_secrets() -> int:
    from tickets.sweeps import expire_secrets as expire

    return expire(timezone.now())


@shared_task
def ask_satisfaction() -> int:
    from tickets.sweeps import ask_satisfaction as ask

    return ask(timezone.now())


@shared_task
def warn_of_hours() -> int:
    from tickets.sweeps import warn_of_hours as warn

    return warn(timezone.now())


@shared_task
def make_due_work() -> int:
    from tickets.planned.recurring import make_due_work as make

    return make(timezone.now())


@shared_task
def make_notifications() -> int:
    from tickets.notifications.making import sweep_outbox

    return sweep_outbox(timezone.now())


@shared_task
def call_who_has_duty() -> int:
    from tickets.paging.actions import call_due

    return call_due(timezone.now())


@shared_task
def carry_out_bulk() -> int:
    """Each handful by the clock of its own: many tickets take minutes."""
    from tickets.bulk.actions import sweep_bulk

    done = 0
    while some := sweep_bulk(timezone.now()):
        done += some
    return done


@shared_task
def forget_bulk() -> int:
    from tickets.bulk.actions import forget_old

    return forget_old(timezone.now())
