"""Celery tasks of integrations/: sweeps over due rows."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from infra.nudges import nudge


@shared_task
def sweep_muted_alerts() -> int:
    from integrations.monitoring.linking import sweep_linked
    from integrations.monitoring.triage import sweep_muted

    return sweep_linked(now := timezone.now()) + sweep_muted(now)


@shared_task
def forget_received() -> int:
    from integrations.monitoring.handing_in import sweep_received

    return sweep_received(timezone.now())


@shared_task
def sweep_outbox() -> int:
    from integrations.webhooks.outbox import sweep_outbox as sweep

    return sweep(timezone.now())


@shared_task
def deliver_webhooks() -> int:
    """Once round: the endpoints that still have something are asked for again, behind what else waits."""
    from integrations.webhooks.sending import deliver_due

    if delivered := deliver_due(timezone.now()):
        nudge("integrations.tasks.deliver_webhooks")
    return delivered


@shared_task
def carry_out_imports() -> bool:
    """For some seconds; what is left is asked for again, behind what else waits."""
    from integrations.importing.steps import carry_out_imports as carry_out

    if left := carry_out(timezone.now()):
        nudge("integrations.tasks.carry_out_imports")
    return left


@shared_task
def forget_imports() -> int:
    from integrations.importing.uploads import forget_imports as forget

    return forget(timezone.now(), days=settings.IMPORT_KEEP_DAYS)
