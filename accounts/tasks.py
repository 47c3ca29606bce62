"""Celery tasks of accounts/."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.models import IdempotentRequest


@shared_task
def forget_requests() -> int:
    """Answers to REST requests are kept for a while (api/idempotency.py)."""
    gone, _by_model = IdempotentRequest.objects.filter(started_at__lte=timezone.now() - IdempotentRequest.KEPT).delete()
    return gone
