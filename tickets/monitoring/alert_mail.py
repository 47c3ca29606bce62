"""Alerts that come by e-mail: mail/ receives them, integrations/ reads them, and neither knows the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from infra.registry import Registry
from tickets.models import Ticket


@dataclass(frozen=True)
class AlertMailRead:
    """`words`: what became of it, for whoever reads the list of received mail."""

    ticket: Ticket | None
    words: str


class AlertMailReader(Protocol):
    def __call__(self, subject: str, text: str, now: datetime, arrived_at: datetime) -> AlertMailRead | None:
        """None when it is no alert: then it is a mail like any other. `arrived_at`: when it reached us."""


alert_mail_readers: Registry[AlertMailReader] = Registry()


def read_alert_mail(subject: str, text: str, now: datetime, arrived_at: datetime) -> AlertMailRead | None:
    """What the first reader makes of it that knows such a mail."""
    readings = (reader(subject, text, now, arrived_at) for reader in alert_mail_readers)
    return next((read for read in readings if read), None)
