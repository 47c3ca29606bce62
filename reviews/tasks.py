"""Celery tasks of reviews/: sweeps over due rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task
def tell_due_improvements() -> int:
    from reviews.reviewing.improving import tell_due

    return tell_due(timezone.now())
