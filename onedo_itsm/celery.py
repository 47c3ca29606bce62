"""The Celery app and the whole beat schedule.

Every periodic job is a sweep over the database: it finds due rows, claims them and acts. A lost message costs
one tick, a doubled one finds nothing left to claim.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onedo_itsm.settings")

app = Celery("onedo_itsm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "warn-before-breach": {"task": "tickets.tasks.warn_due_clocks", "schedule": 15.0},
    "close-resolved": {"task": "tickets.tasks.close_resolved_tickets", "schedule": 300.0},
    "write-mails": {"task": "mail.tasks.sweep_outbox", "schedule": 15.0},
    "send-mails": {"task": "mail.tasks.send_due_mails", "schedule": 15.0},
}
