"""The Celery app and the whole beat schedule.

Every periodic job is a sweep over the database: it finds due rows, claims them and acts. A lost message costs
one tick, a doubled one finds nothing left to claim.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")

app = Celery("onedo_itsm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def _schedule(sender: Celery, **_kwargs: Any) -> None:
    """Only now, because how often is a setting, and settings are not there yet when this module is imported."""
    from django.conf import settings

    sender.conf.beat_schedule = {
        "warn-before-breach": {"task": "tickets.tasks.warn_due_clocks", "schedule": settings.SWEEP_SECONDS},
        "close-resolved": {"task": "tickets.tasks.close_resolved_tickets", "schedule": 300.0},
        "watch-escalations": {"task": "tickets.tasks.watch_escalations", "schedule": settings.SWEEP_SECONDS},
        "carry-out-bulk": {"task": "tickets.tasks.carry_out_bulk", "schedule": settings.SWEEP_SECONDS},
        "forget-bulk": {"task": "tickets.tasks.forget_bulk", "schedule": 3600.0},
        "make-notifications": {"task": "tickets.tasks.make_notifications", "schedule": settings.SWEEP_SECONDS},
        "call-who-has-duty": {"task": "tickets.tasks.call_who_has_duty", "schedule": settings.SWEEP_SECONDS},
        "chase-suppliers": {"task": "tickets.tasks.chase_suppliers", "schedule": 300.0},
        "remind-customers": {"task": "tickets.tasks.remind_customers", "schedule": 300.0},
        "ask-satisfaction": {"task": "tickets.tasks.ask_satisfaction", "schedule": 300.0},
        "expire-secrets": {"task": "tickets.tasks.expire_secrets", "schedule": 60.0},
        "warn-of-hours": {"task": "tickets.tasks.warn_of_hours", "schedule": 3600.0},
        "sweep-evaluations": {"task": "reviews.tasks.sweep_evaluations", "schedule": 300.0},
        "make-due-work": {"task": "tickets.tasks.make_due_work", "schedule": 300.0},
        "tell-due-improvements": {"task": "reviews.tasks.tell_due_improvements", "schedule": 3600.0},
        "tell-reviews-behind": {"task": "reviews.tasks.tell_reviews_behind", "schedule": 3600.0},
        "warn-of-renewals": {"task": "contracts.tasks.warn_of_renewals", "schedule": 3600.0},
        "wake-muted-alerts": {"task": "integrations.tasks.sweep_muted_alerts", "schedule": 60.0},
        "forget-received": {"task": "integrations.tasks.forget_received", "schedule": 300.0},
        "count-figures": {"task": "reviews.tasks.count_figures", "schedule": 60.0},
        "write-webhooks": {"task": "integrations.tasks.sweep_outbox", "schedule": settings.SWEEP_SECONDS},
        "deliver-webhooks": {"task": "integrations.tasks.deliver_webhooks", "schedule": settings.SWEEP_SECONDS},
        "carry-out-imports": {"task": "integrations.tasks.carry_out_imports", "schedule": settings.SWEEP_SECONDS},
        "forget-imports": {"task": "integrations.tasks.forget_imports", "schedule": 3600.0},
        "write-mails": {"task": "mail.tasks.sweep_outbox", "schedule": settings.SWEEP_SECONDS},
        "forget-requests": {"task": "accounts.tasks.forget_requests", "schedule": 3600.0},
        "fetch-mail": {"task": "mail.tasks.fetch_mail", "schedule": 30.0},
        "process-mail": {"task": "mail.tasks.process_inbound", "schedule": settings.SWEEP_SECONDS},
        "send-mails": {"task": "mail.tasks.send_due_mails", "schedule": settings.SWEEP_SECONDS},
    }
