"""The doors by which mail comes in: each stores the message, whole and committed, before anybody calls it read (V1)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from infra.encryption import encrypt
from infra.nudges import nudge
from mail.models import InboundMail


def receive(raw: bytes, *, mailbox: str, now: datetime, arrived_at: datetime | None = None) -> InboundMail:
    """Store a message, once: the same bytes of the same mailbox give the row that there was (security R5).

    `arrived_at`: when the mail server took it in, where it says so; never after `now`.
    """
    fingerprint = hashlib.sha256(mailbox.encode() + b"\0" + raw).hexdigest()
    if known := InboundMail.objects.filter(fingerprint=fingerprint).first():
        return known
    mail = InboundMail(
        mailbox=mailbox[:80],
        fingerprint=fingerprint,
        size=len(raw),
        received_at=now,
        arrived_at=min(arrived_at, now) if arrived_at else None,
        next_attempt_at=now,
    )
    mail.raw.save("", ContentFile(encrypt(raw)), save=False)
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:  # two who fetched it at once
        mail.raw.delete(save=False)
        return InboundMail.objects.get(fingerprint=fingerprint)
    transaction.on_commit(lambda: nudge("mail.tasks.process_inbound"))
    return mail
