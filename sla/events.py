"""What can happen to the clock of a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from sla.business_hours import BusinessHours
from sla.edition import Target


class Party(TextChoices):
    """For whom the ticket waits."""

    HOUSE = "1do", _("1do")
    CUSTOMER = "customer", _("klant")
    SUPPLIER = "supplier", _("leverancier")


class ClockEventKind(TextChoices):
    PAUSED = "paused", _("gepauzeerd")
    RESUMED = "resumed", _("hervat")
    WORK_STARTED = "work_started", _("werk begonnen")
    RESOLVED = "resolved", _("opgelost")
    REOPENED = "reopened", _("heropend")
    REOPENING_UNDONE = "undone", _("heropening teruggedraaid")
    TARGET_CHANGED = "target_changed", _("afspraak gewijzigd")
    STOPPED = "stopped", _("gestopt")


@dataclass(frozen=True)
class ClockEvent:
    """PAUSED needs the party that is waited for, TARGET_CHANGED the new target.

    With TARGET_CHANGED may come the hours that the new target runs on, where these differ too (SLA 3.2).
    """

    at: datetime
    kind: ClockEventKind
    party: Party | None = None
    target: Target | None = None
    hours: BusinessHours | None = None

    def __post_init__(self) -> None:
        if self.kind == ClockEventKind.PAUSED and self.party not in (Party.CUSTOMER, Party.SUPPLIER):
            raise ValueError("a pause waits for the customer or for a supplier")
        if self.kind == ClockEventKind.TARGET_CHANGED and self.target is None:
            raise ValueError("a change of target needs the new target")


@dataclass(frozen=True)
class Stretch:
    """Part of a ticket's life in which one party had it; `ends` is None for the part that goes on."""

    starts: datetime
    ends: datetime | None
    party: Party
