"""Celery tasks of contracts/: a sweep over what comes due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task
def warn_of_renewals() -> int:
    from contracts.products.renewal_warnings import warn_of_renewals as warn

    return warn(timezone.now())
