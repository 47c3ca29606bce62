"""Celery tasks of reviews/: sweeps over due rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task
def count_figures() -> int:
    from reviews.figures.counting import count_due

    return count_due(timezone.now())


@shared_task
def sweep_evaluations() -> int:
    from reviews.evaluations.owing import sweep_evaluations as sweep

    return sweep(timezone.now())


@shared_task
def tell_due_improvements() -> int:
    from reviews.reviewing.improving import tell_due

    return tell_due(timezone.now())


@shared_task
def tell_reviews_behind() -> int:
    from reviews.reviewing.review_rhythm import tell_behind

    return tell_behind(timezone.now())
