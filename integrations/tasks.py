"""Celery tasks of integrations/: sweeps over due rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task
def sweep_muted_alerts() -> int:
    from integrations.alerts.receiving import sweep_muted

    return sweep_muted(timezone.now())
