"""How fetching goes, so that a mailbox that cannot be reached is noticed by people too (security V19)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from mail.models import Mailbox
from mail.outbound.notices import mailbox_failing

PATIENCE = timedelta(minutes=15)  # before somebody is mailed; the desk shows it at once


def fetched(name: str, now: datetime) -> None:
    fine = {"last_fetched_at": now, "failing_since": None, "last_error": "", "told_at": None}
    Mailbox.objects.update_or_create(name=name[:80], defaults=fine)


@transaction.atomic
def failed(name: str, why: str, now: datetime) -> None:
    """Written down each time; mailed once, when it has lasted."""
    Mailbox.objects.get_or_create(name=name[:80])
    mailbox = Mailbox.objects.select_for_update().get(name=name[:80])
    mailbox.failing_since, mailbox.last_error = mailbox.failing_since or now, why[:300]
    if mailbox.told_at is None and now - mailbox.failing_since >= PATIENCE:
        mailbox.told_at = now
        mailbox_failing(mailbox, now)
    mailbox.save()


def failing(name: str) -> Mailbox | None:
    return Mailbox.objects.filter(name=name[:80], failing_since__isnull=False).first()
